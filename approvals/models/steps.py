import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import User
from reopening.models import Application, ApplicationStatus
from reopening.policy.content import StepBy


class StepStatus(models.TextChoices):
    WAITING = "not_open", pgettext_lazy("step", "Waits for earlier steps")
    OPEN = "open", pgettext_lazy("step", "To do")
    TAKEN = "taken", pgettext_lazy("step", "In hand")
    PASSED = "passed", pgettext_lazy("step", "Passed")
    NOT_PASSED = "not_passed", pgettext_lazy("step", "Not passed")
    NOT_NEEDED = "not_needed", pgettext_lazy("step", "Not needed")


DONE = (StepStatus.PASSED, StepStatus.NOT_NEEDED)
ANSWERED = (*DONE, StepStatus.NOT_PASSED)
TO_DO = (StepStatus.OPEN, StepStatus.TAKEN)


class StepQuerySet(models.QuerySet["Step"]):
    def visible_to(self, user: User | AnonymousUser) -> "StepQuerySet":
        """Whoever sees the case sees its steps; what of them is shown to a firm, its page decides."""
        return self.filter(application__in=Application.objects.visible_to(user))

    def to_do(self) -> "StepQuerySet":
        """Steps that somebody can do now: open, and the case is under review."""
        return self.filter(status__in=TO_DO, application__status=ApplicationStatus.UNDER_REVIEW)

    def for_person(self, user: User) -> "StepQuerySet":
        """Steps that their role gives to this person, and no colleague has in hand."""
        asked = Q(pk__in=[])
        for by in (StepBy.REVIEWER, StepBy.INSPECTOR, StepBy.INSTRUCTOR):
            for code, bureau in user.bureaus(by.value):
                asked |= Q(office_code__startswith=code, by=by.value, trade_office=bureau)
        free = Q(taken_by__isnull=True) | Q(taken_by=user)
        return self.filter(asked, free)


class Step(models.Model):
    """
    A step that the policy asks of one case: who does it, what they look at, and what came of it.

    Its words are frozen when the case is first taken up (`approvals.services.steps.prepare`).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="steps")
    key = models.CharField(max_length=40)
    stage = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()  # in the policy's order
    by = models.CharField(max_length=10)  # reopening.policy.content.StepBy
    kind = models.CharField(max_length=5)  # reopening.policy.content.StepKind
    office_code = models.CharField(max_length=9)
    trade_office = models.CharField(max_length=40, blank=True)
    name = models.JSONField()  # {"zh", "en"}
    checklist = models.JSONField(default=list)  # [{"zh", "en"}]
    status = models.CharField(max_length=10, choices=StepStatus, default=StepStatus.WAITING)
    checked = models.JSONField(default=list)  # places in the checklist that were found in order
    note = models.TextField(_("note"), max_length=2000, blank=True)
    submission = models.PositiveSmallIntegerField()  # the one that was answered last, or is to be
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("review step")
        constraints = [
            models.UniqueConstraint(fields=["application", "key"], name="step_once"),
            both_or_neither("taken_at", "taken_by", name="step_taken_pair"),
            both_or_neither("answered_at", "answered_by", name="step_answered_pair"),
            models.CheckConstraint(
                condition=Q(status__in=["passed", "not_passed", "not_needed"], answered_at__isnull=False)
                | Q(status__in=["not_open", "open", "taken"], answered_at__isnull=True),
                name="step_answered_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["not_passed", "not_needed"], note=""),
                name="step_note_says_why",
                violation_error_message=_("Please say why."),
            ),
            models.CheckConstraint(
                condition=~Q(status="taken") | Q(taken_at__isnull=False), name="step_taken_has_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["office_code", "by", "id"],
                name="step_to_do",
                condition=Q(status__in=["open", "taken"]),
            )
        ]

    def __str__(self) -> str:
        return str(self.name.get("zh", self.key))
