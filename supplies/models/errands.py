from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import User
from supplies.models.firm_requests import FirmRequest, seen_as_request
from supplies.models.runs import FailReason, Stop


class ErrandStatus(models.TextChoices):
    WAITING = "waiting", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DONE = "done", _("Done")
    FAILED = "failed", _("Could not be done")
    DECLINED = "declined", pgettext_lazy("answer", "Declined")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_ERRANDS = (ErrandStatus.WAITING, ErrandStatus.ACCEPTED)


class ErrandQuerySet(models.QuerySet["Errand"]):
    def visible_to(self, user: User | AnonymousUser) -> "ErrandQuerySet":
        """Who sees the firm's requests, and who carries this one out."""
        if not isinstance(user, User):
            return self.none()
        carries = Q(assignee=user) | Q(stop__run__courier=user) & ~Q(
            stop__run__status__in=["draft", "cancelled"]
        )
        return self.filter(seen_as_request(user) | carries)

    def in_nobodys_hands(self) -> "ErrandQuerySet":
        """Accepted, and given neither to a person nor to a run."""
        return self.filter(status=ErrandStatus.ACCEPTED, assignee__isnull=True, stop__isnull=True)


class Errand(FirmRequest):
    """
    Somebody fetches or brings something for the firm 跑腿 (S25); nothing of it comes from stock.

    Carried out by a person (`assignee`) or by the courier of a run (`stop`).
    """

    what = models.CharField(_("what is to be fetched or brought"), max_length=200)
    fetch_from = models.CharField(_("from where"), max_length=200)
    bring_to = models.CharField(_("to where"), max_length=200)
    needed_by = models.DateTimeField(_("needed by"), null=True, blank=True)
    status = models.CharField(max_length=10, choices=ErrandStatus, default=ErrandStatus.WAITING)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="errands")
    stop = models.ForeignKey(Stop, models.PROTECT, null=True, related_name="errands")
    fail_reason = models.CharField(_("reason"), max_length=20, choices=FailReason, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ErrandQuerySet.as_manager()

    class Meta:
        verbose_name = _("errand")
        constraints = [
            both_or_neither("ended_at", "ended_by", name="errand_ended_pair"),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True) | Q(stop__isnull=True),
                name="errand_in_one_hand",
                violation_error_message=_("An errand is given to a person or to a run, not to both."),
            ),
            models.CheckConstraint(
                condition=Q(status="failed") & ~Q(fail_reason="") | ~Q(status="failed") & Q(fail_reason=""),
                name="errand_failed_says_why",
                violation_error_message=_("Please say why it could not be done."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(answer=""),
                name="errand_declined_says_why",
                violation_error_message=_("Please say why: the firm reads it."),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "status", "id"], name="errand_queue"),
            models.Index(fields=["firm", "-id"], name="errand_of_firm"),
            models.Index(fields=["assignee", "id"], condition=Q(status="accepted"), name="errand_of_person"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("supplies:errand", args=[self.public_id])
