import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import User
from reopening.models import Application


class QuestionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("question", "Waits for an answer")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Taken back")


class CasePart(models.TextChoices):
    """What an expert is shown of a case. Names of staff are never among it."""

    FINDINGS = "findings", _("Findings")
    STAFF = "staff", _("Staff by class, without names")
    SUPPLIES = "supplies", _("Supplies")
    PLAN = "plan", _("Prevention plan")


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User | AnonymousUser) -> "QuestionQuerySet":
        """Who is asked, and the officials who see the case."""
        if not isinstance(user, User) or not user.is_official:
            return self.none()
        return self.filter(Q(person=user) | Q(application__in=Application.objects.visible_to(user)))


class Question(models.Model):
    """What an officer asks an expert (S51) or a health instructor (S31) about a case, and the answer: advice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="questions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=QuestionStatus, default=QuestionStatus.OPEN)
    text = models.TextField(_("question"), max_length=2000)
    parts = models.JSONField(default=list)  # of CasePart
    due_at = models.DateTimeField(_("answer wanted by"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="question_answered_pair"),
            models.CheckConstraint(
                condition=Q(status="answered", answered_at__isnull=False) & ~Q(answer="")
                | ~Q(status="answered") & Q(answered_at__isnull=True, answer=""),
                name="question_answered_is_whole",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
        ]
        indexes = [
            models.Index(fields=["person", "due_at", "id"], name="question_open", condition=Q(status="open"))
        ]

    def __str__(self) -> str:
        return self.text[:40]
