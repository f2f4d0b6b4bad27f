import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models.divisions import Division


class Role(models.TextChoices):
    """What a person may do in a division. Applicants hold no role: they belong to a firm."""

    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    INSPECTOR = "inspector", _("Site inspector")
    INSTRUCTOR = "instructor", _("Health instructor")
    DISPATCHER = "dispatcher", _("Dispatcher")
    DEPOT_KEEPER = "depot_keeper", _("Depot keeper")
    COURIER = "courier", _("Courier")
    CLERK = "clerk", _("Hotline clerk")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class User(AbstractUser):
    """A person who signs in. What they may do follows from appointments and firm memberships."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("user")

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def _appointments(self) -> list[tuple[str, str]]:
        return list(self.appointments.values_list("role", "division_id"))

    def role_prefixes(self, *roles: str) -> list[str]:
        """Division codes in which this person holds any of `roles`; a code covers its whole subtree."""
        return sorted({code for role, code in self._appointments if role in roles})

    def has_role(self, role: str, division_code: str | None = None) -> bool:
        prefixes = self.role_prefixes(role)
        return bool(prefixes) if division_code is None else any(map(division_code.startswith, prefixes))

    @property
    def roles(self) -> set[str]:
        return {role for role, _code in self._appointments}

    @property
    def is_official(self) -> bool:
        return bool(self._appointments)


class Appointment(models.Model):
    """`user` holds `role` in `division` and everything below it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "division"],
                name="appointment_once",
                violation_error_message=_("This person already holds this role there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.division}"
