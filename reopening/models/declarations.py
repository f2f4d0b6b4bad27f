from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.fields import EncryptedTextField
from core.models import Job
from core.numbers import public_token
from reopening.models.applications import Application


class DeclarationLink(models.Model):
    """
    The one address at which the people of an application declare, and the codes made for them.

    Who knows `token` (192 bits) sees the name of the firm and a field for a code, nothing more.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="declaration_link")
    token = models.CharField(max_length=40, unique=True, default=public_token, editable=False)
    allows_joining = models.BooleanField(_("people may add themselves"), default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The list of codes: the work that makes it, and the workbook itself, sealed
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    slips = EncryptedTextField(default="", editable=False)  # xlsx, base64
    slips_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("declaration link")
        constraints = [
            both_or_neither("closed_at", "closed_by", name="declaration_link_closed_pair"),
        ]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def is_open(self) -> bool:
        """Whether the address answers; what is declared is taken while the application is the firm's to edit."""
        return self.closed_at is None

    @property
    def address(self) -> str:
        """In full, as it stands in the QR code; a code behind `#` never leaves the phone."""
        return f"{settings.SITE_URL}/d/{self.token}/"
