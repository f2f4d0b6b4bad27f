import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models.divisions import Division

DESK = "desk:rule"  # the desk itself; no form accepts a name with a colon


class Role(models.TextChoices):
    """What a person may do in a division. Applicants hold no role: they belong to a firm."""

    REVIEWER = "reviewer", _("Reviewer")
    APPROVER = "approver", _("Approver")
    INSPECTOR = "inspector", _("Site inspector")
    INSTRUCTOR = "instructor", _("Health instructor")
    EXPERT = "expert", _("Expert")
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
        return str(_("Reopening Desk, by the rule")) if self.username == DESK else self.name or self.username

    @cached_property
    def _appointments(self) -> list[tuple[str, str, str]]:
        return list(self.appointments.values_list("role", "division_id", "trade_office"))

    def role_prefixes(self, *roles: str) -> list[str]:
        """Division codes in which this person holds any of `roles`; a code covers its whole subtree."""
        return sorted({code for role, code, _bureau in self._appointments if role in roles})

    def has_role(self, role: str, division_code: str | None = None) -> bool:
        prefixes = self.role_prefixes(role)
        return bool(prefixes) if division_code is None else any(map(division_code.startswith, prefixes))

    def bureaus(self, role: str) -> list[tuple[str, str]]:
        """Division code and trade office (empty: the ordinary one) of each appointment with `role`."""
        return sorted({(code, bureau) for of, code, bureau in self._appointments if of == role})

    def works_for(self, role: str, division_code: str, trade_office: str) -> bool:
        """Whether this person holds `role` at exactly this trade office (empty: the ordinary one) of the place."""
        return any(
            bureau == trade_office and division_code.startswith(code) for code, bureau in self.bureaus(role)
        )

    @property
    def roles(self) -> set[str]:
        return {role for role, _code, _bureau in self._appointments}

    @property
    def is_official(self) -> bool:
        return bool(self._appointments)


class Appointment(models.Model):
    """
    `user` holds `role` in `division` and everything below it.

    With a `trade_office`, the key of a bureau in the policies of the place, the person takes the cases and steps of
    that bureau only; reading goes by the division alone.
    """

    user = models.ForeignKey(User, models.CASCADE, db_index=False, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    trade_office = models.CharField(_("trade office"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("appointment")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "division", "trade_office"],
                name="appointment_once",
                violation_error_message=_("This person already holds this role there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.division}"
