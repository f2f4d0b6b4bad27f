from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import User
from supplies.models.firm_requests import FirmRequest, seen_as_request
from supplies.models.orders import Order

MOST_PEOPLE = 100_000


class LodgingStatus(models.TextChoices):
    WAITING = "waiting", _("Waits for an answer")
    PROVIDED = "provided", _("A place was found")
    DECLINED = "declined", pgettext_lazy("answer", "Declined")
    CANCELLED = "cancelled", _("Cancelled")


class LodgingQuerySet(models.QuerySet["Lodging"]):
    def visible_to(self, user: User | AnonymousUser) -> "LodgingQuerySet":
        """Who sees the firm's requests."""
        return self.filter(seen_as_request(user)) if isinstance(user, User) else self.none()


class Lodging(FirmRequest):
    """
    Where staff who arrive may live: 600 people of one firm (S29). `order`: the goods asked for in the same breath.

    `lodged`: how many of the people the place takes.
    """

    people = models.PositiveIntegerField(_("people"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="lodgings")
    status = models.CharField(max_length=10, choices=LodgingStatus, default=LodgingStatus.WAITING)
    place = models.CharField(_("place"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact = models.CharField(_("whom to call there"), max_length=120, blank=True)
    lodged = models.PositiveIntegerField(_("people it takes"), null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = LodgingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lodging")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="lodging_answered_pair"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE),
                name="lodging_people_sane",
                violation_error_message=_("Please give a number of people from 1 to 100,000."),
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")),
                name="lodging_ends_after_it_begins",
                violation_error_message=_("The last day must be later than the first."),
            ),
            models.CheckConstraint(
                condition=~Q(status="provided")
                | ~Q(place="") & ~Q(address="") & Q(lodged__gte=1, lodged__lte=F("people")),
                name="lodging_provided_says_where",
                violation_error_message=_("Please say where, and how many of the people it takes."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(answer=""),
                name="lodging_declined_says_why",
                violation_error_message=_("Please say why: the firm reads it."),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "status", "id"], name="lodging_queue"),
            models.Index(fields=["firm", "-id"], name="lodging_of_firm"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("supplies:lodging", args=[self.public_id])

    @property
    def is_in_part(self) -> bool:
        """The place takes fewer than were asked for."""
        return self.lodged is not None and self.lodged < self.people
