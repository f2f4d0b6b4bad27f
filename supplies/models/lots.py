import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.permissions import prefix_q
from supplies.models.items import Item
from supplies.models.places import SEE_STOCK, LotSource, Place


class LotStatus(models.TextChoices):
    RELEASED = "released", _("Released")
    HELD = "held", _("Held")
    RECALLED = "recalled", _("Recalled")


class LotQuerySet(models.QuerySet["Lot"]):
    def visible_to(self, user: User | AnonymousUser) -> "LotQuerySet":
        if not isinstance(user, User):
            return self.none()
        return self.filter(prefix_q("supplier__division__code", user.role_prefixes(*SEE_STOCK)))


class Lot(models.Model):
    """Goods of one make and one expiry from one source: what a box can be traced by."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, db_index=False, related_name="lots")
    lot_no = models.CharField(_("lot number"), max_length=60)
    expires_on = models.DateField(_("best before"), null=True, blank=True)
    supplier = models.ForeignKey(Place, models.PROTECT, related_name="lots")
    source = models.CharField(_("how it came"), max_length=10, choices=LotSource, default=LotSource.BUREAU)
    document = models.CharField(_("document"), max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=LotStatus, default=LotStatus.RELEASED)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot")
        constraints = [
            models.UniqueConstraint(fields=["item", "supplier", "lot_no"], name="lot_once"),
        ]

    def __str__(self) -> str:
        return self.lot_no

    def get_absolute_url(self) -> str:
        return reverse("supplies:lot", args=[self.public_id])
