import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models.decisions import Decision
from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import Application, FileKind, StoredFile

SEE_APPEALS = (Role.REVIEWER, Role.APPROVER, Role.AUDITOR)


class AppealStatus(models.TextChoices):
    FILED = "filed", _("Waiting for an answer")
    UPHELD = "upheld", _("Dismissed: the decision stands")
    OVERTURNED = "overturned", _("Allowed: the decision is undone")


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, user: User | AnonymousUser) -> "AppealQuerySet":
        """The firm's own people; officials who review, decide or audit at the place."""
        if not isinstance(user, User):
            return self.none()
        here = prefix_q("division_code", user.role_prefixes(*SEE_APPEALS))
        return self.filter(here | Q(application__firm__in=user.firms.values("pk")))

    def waiting(self) -> "AppealQuerySet":
        return self.filter(status=AppealStatus.FILED)


class Appeal(models.Model):
    """A firm asks that a decision be looked at again, by somebody else than the one who made it; once of each."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    application = models.ForeignKey(Application, models.PROTECT, related_name="appeals")
    division_code = models.CharField(max_length=9, editable=False)  # of the application, for lists
    grounds = models.TextField(_("grounds"), max_length=4000)
    status = models.CharField(max_length=10, choices=AppealStatus, default=AppealStatus.FILED)
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()  # the last day of an answer in time
    # The day after which a late answer becomes the next office's; None: there is none above
    acts_on = models.DateField(null=True, editable=False)
    escalated_to = models.CharField(
        max_length=9, blank=True, editable=False
    )  # the office that answers instead
    escalated_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status=AppealStatus.FILED, answered_at__isnull=True, answered_by__isnull=True, answer=""
                )
                | ~Q(status=AppealStatus.FILED)
                & Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
                name="appeal_answered_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(status="filed"), name="appeal_waiting"),
            models.Index(fields=["division_code", "-id"], name="appeal_area"),
            models.Index(
                fields=["acts_on", "id"],
                condition=Q(status="filed", acts_on__isnull=False),
                name="appeal_acts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application.number)

    def get_absolute_url(self) -> str:
        return reverse("approvals:appeal", args=[self.public_id])


class AppealPaper(models.Model):
    """
    A paper that the firm encloses with its appeal; the file is stored as its other papers are, scanned and private.

    It goes with the case's files when their time is over (docs/adr/0058).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    appeal = models.ForeignKey(Appeal, models.PROTECT, db_index=False, related_name="papers")
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="+")
    file_name = models.CharField(_("file name"), max_length=200)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("paper of an appeal")
        constraints = [models.UniqueConstraint(fields=["appeal", "file"], name="appeal_paper_once")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_photo(self) -> bool:
        return self.file.kind == FileKind.JPEG
