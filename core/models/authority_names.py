from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.models.divisions import Division
from core.models.users import Role, User


class AuthorityNameQuerySet(models.QuerySet["AuthorityName"]):
    def visible_to(self, user: User | AnonymousUser) -> "AuthorityNameQuerySet":
        """Those of the divisions that the person administers."""
        if not isinstance(user, User):
            return self.none()
        seen = Q(pk__in=[])
        for code in user.role_prefixes(Role.ADMINISTRATOR):
            seen |= Q(division__code__startswith=code)
        return self.filter(seen)

    def in_force(self) -> "AuthorityNameQuerySet":
        """What was written last for each division, where that is a name."""
        later = AuthorityName.objects.filter(division=OuterRef("division"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later)).exclude(name="")


class AuthorityName(models.Model):
    """
    What the authority of a division, and of those below it, is called on papers. Append-only: what was written last
    counts; without a name the division is called as the one above it (docs/adr/0055).
    """

    division = models.ForeignKey(
        Division, models.PROTECT, related_name="authority_names", verbose_name=_("division"), db_index=False
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = AuthorityNameQuerySet.as_manager()

    class Meta:
        verbose_name = _("name of an authority")
        constraints = [
            models.CheckConstraint(
                condition=Q(name="", name_en="") | ~Q(name="") & ~Q(name_en=""),
                name="authority_name_in_both_languages",
                violation_error_message=_("The name is written in both languages, or in none."),
            )
        ]
        indexes = [models.Index(fields=["division", "-id"], name="authority_name_latest")]

    def __str__(self) -> str:
        return self.name
