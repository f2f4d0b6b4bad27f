import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.constraints import both_or_neither
from core.models import Division, User
from core.permissions import prefix_q
from reopening.models import Firm
from supplies.costs import cost
from supplies.models.items import Item
from supplies.models.orders import OrderLine
from supplies.models.places import SEE_STOCK, Place


class PurchaseStatus(models.TextChoices):
    PROPOSED = "proposed", _("Firms are asked")
    PLACED = "placed", _("Ordered")
    RECEIVED = "received", pgettext_lazy("purchase", "Received")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_PURCHASES = (PurchaseStatus.PROPOSED, PurchaseStatus.PLACED)


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def visible_to(self, user: User | AnonymousUser) -> "PurchaseQuerySet":
        """Those who keep the stock of the division; a firm sees its own line, not the purchase."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*SEE_STOCK)))


class Purchase(models.Model):
    """Needs of several firms for one item, bought together from one seller 代购. The goods are the firms' own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    seller = models.ForeignKey(Place, models.PROTECT, related_name="+")
    price_fen = models.PositiveBigIntegerField(_("price"))
    price_units = models.PositiveIntegerField(_("for so many base units"))
    freight_fen = models.PositiveBigIntegerField(_("freight"), default=0)
    status = models.CharField(max_length=10, choices=PurchaseStatus, default=PurchaseStatus.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(null=True)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    document = models.CharField(_("order number of the seller"), max_length=120, blank=True)

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase on behalf")
        constraints = [
            both_or_neither("placed_at", "placed_by", name="purchase_placed_pair"),
            models.CheckConstraint(
                condition=Q(price_units__gte=1),
                name="purchase_price_for_something",
                violation_error_message=_("Please say for how many base units the price is."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supplies:purchase", args=[self.public_id])

    def cost_of(self, units: int) -> int:
        """In fen, with the freight."""
        return cost(units, price_fen=self.price_fen, price_units=self.price_units) + self.freight_fen


class Consent(models.TextChoices):
    ASKED = "asked", _("Asked")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", pgettext_lazy("answer", "Declined")
    DROPPED = "dropped", pgettext_lazy("purchase", "Left out")


LIVE = (Consent.ASKED, Consent.AGREED)


class PurchaseLineQuerySet(models.QuerySet["PurchaseLine"]):
    def visible_to(self, user: User | AnonymousUser) -> "PurchaseLineQuerySet":
        """Members see their firms' lines; keepers those of their divisions."""
        if not isinstance(user, User):
            return self.none()
        kept = prefix_q("purchase__division__code", user.role_prefixes(*SEE_STOCK))
        return self.filter(Q(firm__in=user.firms.all()) | kept)


class PurchaseLine(models.Model):
    """One firm's part of a purchase: its consent, its share of the cost, what came and was handed over."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    purchase = models.ForeignKey(Purchase, models.PROTECT, db_index=False, related_name="lines")
    order_line = models.ForeignKey(OrderLine, models.PROTECT, related_name="purchase_lines")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="+")
    units = models.PositiveBigIntegerField()
    share_fen = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    handed_over = models.PositiveBigIntegerField(default=0)
    lost = models.PositiveBigIntegerField(
        default=0
    )  # damaged or missing, in a depot, between two or on the way to the firm
    status = models.CharField(max_length=10, choices=Consent, default=Consent.ASKED)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = PurchaseLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm's part of a purchase")
        constraints = [
            both_or_neither("answered_at", "answered_by", name="purchase_line_answered_pair"),
            models.UniqueConstraint(
                fields=["purchase", "order_line"],
                name="purchase_line_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    units__gte=1, received__lte=F("units"), received__gte=F("handed_over") + F("lost")
                ),
                name="purchase_line_in_order",
                violation_error_message=_("There is not that much of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purchase} · {self.firm}"

    def get_absolute_url(self) -> str:
        return reverse("supplies:offer", args=[self.public_id])

    @property
    def outstanding(self) -> int:
        return self.units - self.received

    @property
    def waiting(self) -> int:
        """Received, and neither handed over nor lost."""
        return self.received - self.handed_over - self.lost


class PaymentStatus(models.TextChoices):
    UNPAID = "unpaid", _("Not paid")
    PAID = "paid", _("Paid")
    OWED = "owed", _("Refund due")
    REFUNDED = "refunded", _("Paid back")


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: User | AnonymousUser) -> "PaymentQuerySet":
        return self.filter(line__in=PurchaseLine.objects.visible_to(user))


class Payment(models.Model):
    """What a firm has paid for its part, what of it is due back, and what it got back, each with its document."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.OneToOneField(PurchaseLine, models.PROTECT, related_name="payment")
    status = models.CharField(max_length=10, choices=PaymentStatus, default=PaymentStatus.UNPAID)
    paid_fen = models.PositiveBigIntegerField(default=0)
    paid_document = models.CharField(_("payment document"), max_length=120, blank=True)
    due_fen = models.PositiveBigIntegerField(default=0)
    refunded_fen = models.PositiveBigIntegerField(default=0)
    refund_document = models.TextField(_("refund document"), blank=True)  # one for each time money went back

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="unpaid", paid_fen=0) | ~Q(status="unpaid") & ~Q(paid_document=""),
                name="payment_has_its_document",
                violation_error_message=_("Please give the number of the document."),
            ),
            models.CheckConstraint(
                condition=Q(refunded_fen__lte=F("paid_fen")) & (Q(refunded_fen=0) | ~Q(refund_document="")),
                name="payment_refund_of_what_was_paid",
                violation_error_message=_("No more can be paid back than was paid, and with a document."),
            ),
            models.CheckConstraint(
                condition=Q(status="owed", due_fen__gte=1) | ~Q(status="owed") & Q(due_fen=0),
                name="payment_owed_says_how_much",
                violation_error_message=_("A refund is due of something, or none is due."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_status_display()}"
