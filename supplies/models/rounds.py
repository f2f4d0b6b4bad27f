import uuid
from fractions import Fraction

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Division, Job, User
from core.permissions import prefix_q
from reopening.models import Firm, PolicySet
from supplies.models.items import Item
from supplies.models.orders import Order, OrderLine
from supplies.models.places import SEE_STOCK, Place
from supplies.models.stock import Balance


class RoundStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Frozen")
    COMPUTED = "computed", _("Computed")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class RoundAct(models.TextChoices):
    """What a worker does with a round just now."""

    FREEZE = "freeze", _("Stock and orders are being frozen")
    COMPUTE = "compute", _("The round is being computed")
    PUBLISH = "publish", _("The round is being published")


class Reason(models.TextChoices):
    """What bound a line's award. Every line has exactly one."""

    REQUEST = "request", _("got all it asked for")
    TARGET = "target", _("reached the target")
    STOCK = "stock", _("the stock ended")
    INELIGIBLE = "ineligible", _("not in the round")


class Ineligible(models.TextChoices):
    NOT_IN_FORCE = "not_in_force", _("its application is not in force")
    HALTED = "halted", _("its firm is stopped")
    NOBODY_ON_SITE = "nobody_on_site", _("it has nobody on site")
    OUT_OF_BOUNDS = "out_of_bounds", _("its figures are too large to be true")


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User | AnonymousUser) -> "RoundQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("division__code", user.role_prefixes(*SEE_STOCK)))


class Round(models.Model):
    """
    One sharing-out of a district's stock among its open needs, by the published rule.

    With an `order`, it shares out for that one alone, ahead of the day's round (docs/adr/0053).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField(_("day"))
    status = models.CharField(max_length=10, choices=RoundStatus, default=RoundStatus.DRAFT)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="emergency_rounds")
    policy_set = models.ForeignKey(PolicySet, models.PROTECT, related_name="+")
    algorithm = models.CharField(max_length=20)
    seed = models.CharField(max_length=64)  # hex; told when the round is published
    seed_commitment = models.CharField(max_length=64)  # its SHA-256, told from the start
    input_sha256 = models.CharField(max_length=64, blank=True)
    result_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    # The act that was asked for and is not carried out yet, and the work that does it (docs/adr/0074)
    doing = models.CharField(max_length=10, choices=RoundAct, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    refusal = models.JSONField(null=True)  # why the last one was refused: {"act", "code", "zh", "en"}

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation round")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(published_at__isnull=False) & ~Q(input_sha256="") & ~Q(result_sha256=""),
                name="round_published_is_whole",
            )
        ]
        indexes = [models.Index(fields=["division", "-day", "-id"], name="round_latest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("supplies:round", args=[self.public_id])

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or soon will; `job` must be loaded."""
        return bool(self.doing) and self.job is not None and not self.job.is_finished


class RoundItem(models.Model):
    """One item of a round: its pack, its frozen stock, the ladder, and where the stock ended."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False, related_name="items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    unit = models.PositiveIntegerField()  # base units in a pack
    use_units = models.PositiveIntegerField()
    use_per = models.PositiveIntegerField()
    supply = models.PositiveBigIntegerField()  # packs
    ladder = models.JSONField()  # [{"tiers": [1], "target": micro-days}]
    granted = models.PositiveBigIntegerField(default=0)  # packs
    left = models.PositiveBigIntegerField(default=0)  # packs
    # Key of the first refused pack; none refused: all null
    cutoff_rung = models.PositiveSmallIntegerField(null=True)
    cutoff_level = models.BigIntegerField(null=True)
    cutoff_tie = models.PositiveIntegerField(null=True)
    cutoff_pack = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("item of a round")
        constraints = [
            models.UniqueConstraint(fields=["round", "item"], name="round_item_once"),
            models.CheckConstraint(
                condition=Q(
                    cutoff_rung__isnull=True,
                    cutoff_level__isnull=True,
                    cutoff_tie__isnull=True,
                    cutoff_pack__isnull=True,
                )
                | Q(
                    cutoff_rung__isnull=False,
                    cutoff_level__isnull=False,
                    cutoff_tie__isnull=False,
                    cutoff_pack__isnull=False,
                ),
                name="round_item_cutoff_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.item}"

    @property
    def use(self) -> Fraction:
        """Base units per head (or m²) and day."""
        return Fraction(self.use_units, self.use_per)


class RoundStock(models.Model):
    """What a lot had free when the round was frozen, or why it could not be awarded."""

    round_item = models.ForeignKey(RoundItem, models.CASCADE, db_index=False, related_name="stock")
    balance = models.ForeignKey(Balance, models.PROTECT, related_name="+")
    available = models.PositiveBigIntegerField()
    skipped = models.CharField(max_length=20, blank=True)  # a reason of `supplies.picking`

    class Meta:
        verbose_name = _("stock of a round")
        constraints = [models.UniqueConstraint(fields=["round_item", "balance"], name="round_stock_once")]

    def __str__(self) -> str:
        return f"{self.balance_id}: {self.available}"


class RoundLine(models.Model):
    """
    The frozen facts of one asking firm. `award` is what the rule made of them.

    Whom it refers to is checked by statement, not by row (`core.triggers.belongs`): a round writes it by the hundred
    thousand. So it is for an award and for a parcel.
    """

    round_item = models.ForeignKey(
        RoundItem, models.CASCADE, db_constraint=False, db_index=False, related_name="lines"
    )
    order_line = models.ForeignKey(OrderLine, models.PROTECT, db_constraint=False, related_name="round_lines")
    firm = models.ForeignKey(Firm, models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    credit_code = models.CharField(max_length=18)
    phase = models.CharField(max_length=40, blank=True)
    tier = models.PositiveSmallIntegerField()
    heads = models.PositiveBigIntegerField()  # or m², for goods used by floor area
    reported = models.PositiveBigIntegerField()
    ledger_floor = models.PositiveBigIntegerField()
    on_its_way = models.PositiveBigIntegerField()  # awarded before, not delivered yet
    received = models.PositiveBigIntegerField()  # base units of the look-back days, for ties
    requested = models.PositiveBigIntegerField()  # base units still open
    awarded_before = models.PositiveBigIntegerField()
    home_depot = models.ForeignKey(
        Place, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    ineligible = models.CharField(max_length=20, choices=Ineligible, blank=True)
    is_told = models.BooleanField(default=False)  # the firm has its notice

    class Meta:
        verbose_name = _("line of a round")
        constraints = [models.UniqueConstraint(fields=["round_item", "order_line"], name="round_line_once")]

    def __str__(self) -> str:
        return self.credit_code

    @property
    def in_hand(self) -> int:
        """What the firm says it has, never below what the ledger knows, and what is on its way to it."""
        return max(self.reported, self.ledger_floor) + self.on_its_way


class Award(models.Model):
    """Packs for one line, with the numbers that explain and re-derive them."""

    line = models.OneToOneField(RoundLine, models.CASCADE, db_constraint=False, related_name="award")
    packs = models.PositiveBigIntegerField()
    request_packs = models.PositiveBigIntegerField()
    level_before = models.BigIntegerField()  # micro-days
    level_after = models.BigIntegerField()
    tie_rank = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=10, choices=Reason)
    # Whence they are to come: [depot, lot, base units], in this order; parcels once the round is published
    picks = ArrayField(ArrayField(models.BigIntegerField(), size=3), default=list)

    class Meta:
        verbose_name = _("award")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="ineligible") | Q(packs=0), name="award_ineligible_is_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.packs}"
