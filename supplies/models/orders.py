import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus, Firm, Mandate
from supplies.models.items import Item
from supplies.models.order_files import OrderFile

SEE_ORDERS = (Role.DISPATCHER, Role.DEPOT_KEEPER, Role.REVIEWER, Role.APPROVER, Role.AUDITOR)
LARGEST_QUANTITY = 1_000_000_000


class OrderKind(models.TextChoices):
    """Orders of goods: government supply, buying on behalf 代购 (S25). An errand 跑腿 holds no goods (`Errand`)."""

    GOVERNMENT = "government", _("Government supply")
    PURCHASE_ON_BEHALF = "purchase_on_behalf", _("Buying on behalf")


class OrderStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Open")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User | AnonymousUser) -> "OrderQuerySet":
        """
        Members and holders of a mandate see the firm's orders; officials those of their divisions, once sent for a
        filed application.
        """
        if not isinstance(user, User):
            return self.none()
        official = prefix_q("division_code", user.role_prefixes(*SEE_ORDERS))
        official &= ~Q(status=OrderStatus.DRAFT) & ~Q(application__status=ApplicationStatus.DRAFT)
        mandated = Mandate.objects.in_force().held_by(user).values("firm")
        return self.filter(Q(firm__in=user.firms.all()) | Q(firm__in=mandated) | official)

    def shown(self, *, status: str, is_urgent: bool) -> "OrderQuerySet":
        """Under the filters of their page: those in a state, or those that wait and cannot."""
        rows = self.filter(status=status) if status in OrderStatus.values else self
        return rows.filter(status=OrderStatus.SUBMITTED).exclude(urgent_reason="") if is_urgent else rows


class Order(models.Model):
    """
    What a firm asks for, for one application. Unmet lines wait for the next round by themselves.

    `urgent_reason`: why the firm says that it cannot wait. `expedited_*`: a dispatcher shared out for it alone,
    ahead of the day's round (docs/adr/0053). `follows`: the order whose unmet rest this one has bought.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="orders")
    firm = models.ForeignKey(Firm, models.PROTECT, db_index=False, related_name="orders")
    division_code = models.CharField(max_length=9)
    kind = models.CharField(_("kind"), max_length=20, choices=OrderKind, default=OrderKind.GOVERNMENT)
    status = models.CharField(max_length=10, choices=OrderStatus, default=OrderStatus.DRAFT)
    note = models.CharField(_("note"), max_length=500, blank=True)
    urgent_reason = models.CharField(_("why it cannot wait"), max_length=200, blank=True)
    expedited_at = models.DateTimeField(null=True)
    expedited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    order_file = models.ForeignKey(OrderFile, models.PROTECT, null=True, related_name="orders")
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    created_at = models.DateTimeField(db_default=Now())
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("supply order")
        constraints = [
            both_or_neither("submitted_at", "submitted_by", name="order_submitted_pair"),
            both_or_neither("expedited_at", "expedited_by", name="order_expedited_pair"),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(kind="government", status__in=["draft", "submitted"]),
                name="order_one_open_per_application",
                violation_error_message=_("There is an open order for this application already."),
            ),
        ]
        indexes = [
            models.Index(fields=["division_code", "status", "id"], name="order_queue"),
            models.Index(fields=["firm", "-id"], name="order_of_firm"),
            models.Index(
                fields=["division_code", "id"],
                condition=Q(status="submitted") & ~Q(urgent_reason=""),
                name="order_urgent",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supplies:order", args=[self.public_id])


PROMISED = F("awarded") + F("cancelled") + F("to_purchase")
UNMET = F("quantity") - PROMISED


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def unmet(self, kind: OrderKind) -> "OrderLineQuerySet":
        """Lines of sent orders of a kind that wait for more than they were promised."""
        return self.filter(
            order__kind=kind, order__status=OrderStatus.SUBMITTED, is_settled=False, quantity__gt=PROMISED
        )


class OrderLine(models.Model):
    """
    Base units of one item. `awarded` is set aside, loaded or delivered; `delivered` is accepted.

    A line ends when each of its units was delivered, `cancelled` or turned into a need to buy (`to_purchase`),
    or is beyond what the rule gives (`is_settled`).
    """

    order = models.ForeignKey(Order, models.PROTECT, db_index=False, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    quantity = models.PositiveBigIntegerField(_("quantity"))
    reported = models.PositiveBigIntegerField(_("in hand, by the firm's own count"), default=0)
    awarded = models.PositiveBigIntegerField(default=0)
    loaded = models.PositiveBigIntegerField(default=0)  # on its way now
    delivered = models.PositiveBigIntegerField(default=0)
    cancelled = models.PositiveBigIntegerField(default=0)
    to_purchase = models.PositiveBigIntegerField(default=0)
    # The firm got all that the rule gives it: what the request holds beyond stays unmet for good.
    is_settled = models.BooleanField(default=False)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("order line")
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=F("cancelled") + F("to_purchase")), name="order_line_given_up_once"
            ),
            models.UniqueConstraint(
                fields=["order", "item"],
                name="order_line_once",
                violation_error_message=_("Each item stands in an order once."),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_QUANTITY),
                name="order_line_quantity_sane",
                violation_error_message=_("Please give a quantity from 1 to 1,000,000,000."),
            ),
            models.CheckConstraint(
                condition=Q(awarded__gte=F("delivered") + F("loaded")), name="order_line_awarded_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} × {self.quantity}"

    @property
    def open_units(self) -> int:
        """What nobody has promised yet."""
        return 0 if self.is_settled else self.rest

    @property
    def rest(self) -> int:
        """What was neither promised nor given up; of a settled line what lies beyond the rule."""
        return max(0, self.quantity - self.awarded - self.cancelled - self.to_purchase)

    @property
    def wanted(self) -> int:
        """What the firm asks for by now."""
        return self.quantity - self.cancelled - self.to_purchase

    @property
    def set_aside(self) -> int:
        return self.awarded - self.loaded - self.delivered

    @property
    def is_complete(self) -> bool:
        return self.open_units == 0 and self.awarded == self.delivered
