import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.permissions import prefix_q
from reopening.models import Application, ApplicationStatus, Firm, Mandate
from supplies.models.orders import SEE_ORDERS


def seen_as_request(user: User) -> Q:
    """Members and holders of a mandate see the firm's; officials those of their divisions, of filed applications."""
    official = prefix_q("division_code", user.role_prefixes(*SEE_ORDERS))
    official &= ~Q(application__status=ApplicationStatus.DRAFT)
    mandated = Mandate.objects.in_force().held_by(user).values("firm")
    return Q(firm__in=user.firms.all()) | Q(firm__in=mandated) | official


class FirmRequest(models.Model):
    """What a firm asks the district for beside goods (S25, S29): no lines, no stock, no round."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=32, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="+")
    firm = models.ForeignKey(Firm, models.PROTECT, db_index=False, related_name="+")
    division_code = models.CharField(max_length=9)
    note = models.CharField(_("note"), max_length=500, blank=True)
    answer = models.CharField(_("what the district says"), max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    status: ClassVar[models.CharField[str, str]]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number
