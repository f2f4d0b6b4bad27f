import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from supplies.models.runs import Run, Stop, StopItem


class EventKind(models.TextChoices):
    DELIVER = "deliver", _("Delivered")
    FAIL = "fail", _("Not delivered")


class RejectReason(models.TextChoices):
    DAMAGED = "damaged", _("Damaged")
    WRONG_GOODS = "wrong_goods", _("Wrong goods")
    NOT_NEEDED = "not_needed", _("Not needed")
    MISSING = "missing", _("Missing from the parcel")


# These are gone for good; the others go back to the depot.
LOST = frozenset({RejectReason.DAMAGED, RejectReason.MISSING})


class DispatchEvent(models.Model):
    """
    What a courier's device said, once. A known `event_id` changes nothing and gets the first answer again.

    Append-only by trigger. `outcome`: {"accepted": true} or {"accepted": false, "code": …}.
    """

    event_id = models.UUIDField(unique=True)
    run = models.ForeignKey(Run, models.PROTECT, db_index=False, related_name="events")
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind)
    payload = models.JSONField(default=dict)  # without the code
    outcome = models.JSONField()
    occurred_at = models.DateTimeField()  # by the device's clock
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("dispatch event")
        indexes = [models.Index(fields=["run", "-id"], name="dispatch_event_latest")]

    def __str__(self) -> str:
        return str(self.event_id)


class ProofMethod(models.TextChoices):
    CODE = "code", _("One-time code")
    SIGNATURE = "signature", _("Signature and photo, without the code")


class PictureKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    SIGNATURE = "signature", _("Signature")


class ProofOfDelivery(models.Model):
    """Who received what, and by which proof. Append-only by trigger: a later statement is a new record."""

    stop = models.OneToOneField(Stop, models.PROTECT, related_name="proof")
    receiver = models.CharField(_("received by"), max_length=60)
    method = models.CharField(max_length=10, choices=ProofMethod, default=ProofMethod.CODE)
    delivered_at = models.DateTimeField()
    courier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of receiver, instant, method and lines

    class Meta:
        verbose_name = _("proof of delivery")

    def __str__(self) -> str:
        return f"{self.stop}"


class ProofPicture(models.Model):
    """What was photographed or signed at the door. Append-only by trigger; written anew, without metadata."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proof = models.ForeignKey(ProofOfDelivery, models.PROTECT, db_index=False, related_name="pictures")
    kind = models.CharField(max_length=10, choices=PictureKind)
    content = models.BinaryField()  # JPEG
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("picture of a delivery")
        constraints = [models.UniqueConstraint(fields=["proof", "kind"], name="proof_picture_once")]

    def __str__(self) -> str:
        return f"{self.proof} · {self.kind}"


class ProofLine(models.Model):
    """Accepted + rejected = loaded, with a reason for what was rejected."""

    proof = models.ForeignKey(ProofOfDelivery, models.PROTECT, related_name="lines")
    item = models.OneToOneField(StopItem, models.PROTECT, related_name="proof_line")
    loaded = models.PositiveBigIntegerField()
    accepted = models.PositiveBigIntegerField()
    rejected = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=20, choices=RejectReason, blank=True)

    class Meta:
        verbose_name = _("line of a proof of delivery")
        constraints = [
            models.CheckConstraint(
                condition=Q(loaded=F("accepted") + F("rejected")),
                name="proof_line_adds_up",
                violation_error_message=_("Accepted and rejected must add up to what was loaded."),
            ),
            models.CheckConstraint(
                condition=Q(rejected=0, reason="") | Q(rejected__gt=0) & ~Q(reason=""),
                name="proof_line_says_why",
                violation_error_message=_("Please say why goods were rejected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accepted}/{self.loaded}"
