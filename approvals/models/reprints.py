import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Division, Job, Role, User
from core.permissions import prefix_q


class ReprintQuerySet(models.QuerySet["Reprint"]):
    def visible_to(self, user: User | AnonymousUser) -> "ReprintQuerySet":
        """Those of the divisions where the person decides or audits."""
        if not isinstance(user, User):
            return self.none()
        prefixes = user.role_prefixes(Role.APPROVER, Role.AUDITOR)
        return self.filter(prefix_q("division__code", prefixes))


class Reprint(models.Model):
    """
    Printing the papers of one kind in a division anew, after their template has changed. Append-only but for its job.

    :ivar kind: key of the paper, `certificate` among them
    :ivar version: of the template whose words they get
    :ivar asked_of: how many there were when it was asked for
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, default="certificate", db_default="certificate")
    version = models.CharField(max_length=20)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("division"))
    first_day = models.DateField(_("decided from"))
    last_day = models.DateField(_("decided until"))
    asked_of = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = ReprintQuerySet.as_manager()

    class Meta:
        verbose_name = _("reprint")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")),
                name="reprint_days_in_order",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.division} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("approvals:reprint", args=[self.public_id])
