import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.constraints import both_or_neither
from core.fields import EncryptedTextField
from core.models import Division, Job, User
from reopening.models.applications import Application, ApplicationStatus, SiteKind
from reopening.models.firms import Firm
from reopening.models.mandates import Mandate


class UmbrellaKind(models.TextChoices):
    """What an operator files for; `policy.on_behalf.UmbrellaSite` says which of them a place allows."""

    MALL = "mall", _("Mall or market")
    PARK = "park", _("Industrial park")
    BUILDING = "building", _("Office building")


class UmbrellaQuerySet(models.QuerySet["Umbrella"]):
    def visible_to(self, user: User | AnonymousUser) -> "UmbrellaQuerySet":
        """The operator's people see theirs; officials read of it on each tenant's case."""
        if not isinstance(user, User):
            return self.none()
        return self.filter(firm__in=user.firms.order_by().values("pk"))


class Umbrella(models.Model):
    """
    One site whose operator files for its tenants. What all of them share is said once, here, and copied into each
    tenant's draft; each tenant is still decided, certified and supplied by itself.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, db_index=False, related_name="umbrellas")  # the operator
    name = models.CharField(_("name of the site"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=UmbrellaKind)
    division = models.ForeignKey(
        Division, models.PROTECT, related_name="+", verbose_name=_("street or township")
    )
    site_address = models.CharField(_("address of the site"), max_length=150)
    site_kind = models.CharField(
        _("kind of site of the tenants"), max_length=20, choices=SiteKind, blank=True
    )
    has_isolation_area = models.BooleanField(_("a shared isolation area is ready"), default=False)
    plan = models.JSONField(default=dict)  # text by section of the policy's plan
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")  # the last work on all tenants

    objects = UmbrellaQuerySet.as_manager()

    class Meta:
        verbose_name = _("umbrella filing")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "name"],
                name="umbrella_name_once",
                violation_error_message=_("You have a site of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/umbrellas/{self.public_id}/"


class TenancyStatus(models.TextChoices):
    ASKED = "asked", _("Has to agree")
    ACTIVE = "active", _("Filed for")
    DECLINED = "declined", _("Files by itself")
    LEFT = "left", _("No longer a tenant")


S = ApplicationStatus
# What an operator may pick from the table.
SHOWN: dict[str, dict[str, Any]] = {
    "asked": {"status": TenancyStatus.ASKED},
    "draft": {"status": TenancyStatus.ACTIVE, "application__status": S.DRAFT},
    "ready": {"status": TenancyStatus.ACTIVE, "application__status": S.DRAFT, "blocks": 0},
    "returned": {"application__status": S.RETURNED},
    "submitted": {"application__submitted_at__isnull": False},
}


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def visible_to(self, user: User | AnonymousUser) -> "TenancyQuerySet":
        """The tenant's people and the operator's."""
        if not isinstance(user, User):
            return self.none()
        mine = user.firms.order_by().values("pk")
        return self.filter(Q(firm__in=mine) | Q(umbrella__firm__in=mine))

    def shown(self, choice: str) -> "TenancyQuerySet":
        """:param choice: of `SHOWN`; every other shows all"""
        return self.filter(**SHOWN.get(choice, {}))


class Tenancy(models.Model):
    """
    A firm under an umbrella: which door, whether it agreed, its application, and how ready that is.

    Opening hours are kept as the list gives them: a firm that agrees later finds them as its shift.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    umbrella = models.ForeignKey(Umbrella, models.PROTECT, db_index=False, related_name="tenancies")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="tenancies")
    status = models.CharField(max_length=10, choices=TenancyStatus)
    unit = models.CharField(_("unit or door"), max_length=40, blank=True)
    heads = models.PositiveIntegerField(_("people on site per day"))
    exposed_heads = models.PositiveIntegerField(_("people on exposed posts"), null=True)
    opens_on = models.DateField(_("planned opening day"), null=True)
    starts_at = models.TimeField(_("start of work"), null=True)
    ends_at = models.TimeField(_("end of work"), null=True)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="+")
    taken_in_at = models.DateTimeField()
    # What the policy said of the application, and of which revision; None until it was judged
    blocks = models.PositiveSmallIntegerField(null=True)
    warnings = models.PositiveSmallIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    # Why it could not be submitted the last time; a refusal's code
    refusal = models.CharField(max_length=40, blank=True)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenant")
        constraints = [
            models.UniqueConstraint(fields=["umbrella", "firm"], name="tenancy_once"),
            models.UniqueConstraint(
                fields=["firm"],
                condition=Q(status="active"),
                name="tenancy_one_umbrella",
                violation_error_message=_("This firm is filed for under another umbrella."),
            ),
            models.CheckConstraint(
                condition=Q(blocks__isnull=True, warnings__isnull=True, judged_at__isnull=True)
                | Q(blocks__isnull=False, warnings__isnull=False, judged_at__isnull=False),
                name="tenancy_judged_whole",
            ),
            both_or_neither("starts_at", "ends_at", name="tenancy_hours_pair"),
        ]
        indexes = [models.Index(fields=["umbrella", "status", "id"], name="tenancy_list")]

    def __str__(self) -> str:
        return f"{self.unit} {self.firm}".strip()


class TenantFile(models.Model):
    """
    A list of tenants on its way in: first read and shown, then taken in. The bytes are removed afterwards.

    `stage` moves on by what is filled: uploaded, checked, taken in.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    umbrella = models.ForeignKey(Umbrella, models.PROTECT, db_index=False, related_name="files")
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(db_default=Now())
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)  # rows by what becomes of them
    refusal = models.JSONField(null=True)  # the whole file was refused: {"code", "params"}
    refused_cells = EncryptedTextField(blank=True, default="")  # the rows to correct, as JSON
    errors = models.JSONField(default=list)  # [{"row", "column", "code", "params"}]
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("list of tenants")
        indexes = [models.Index(fields=["umbrella", "-id"], name="tenant_file_latest")]
        constraints = [
            both_or_neither("declared_at", "declared_by", name="tenant_file_declared_pair"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(content__isnull=True),
                name="tenant_file_bytes_removed",
            ),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=True) | Q(declared_at__gte=F("checked_at")),
                name="tenant_file_checked_first",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
