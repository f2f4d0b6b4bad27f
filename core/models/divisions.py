from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

NATION = "00"  # the division above all provinces; its code is nobody's prefix


class Division(models.Model):
    """
    An administrative division (GB/T 2260, GB/T 10114).

    `code` has no trailing zeros: province 2 digits, city 4, district 6, street 9; so a subtree is a prefix.
    """

    code = models.CharField(_("code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        verbose_name = _("division")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^(\d{2}|\d{4}|\d{6}|\d{9})$"),
                name="division_code_shape",
                violation_error_message=_("A division code has 2, 4, 6 or 9 digits."),
            )
        ]
        indexes = [
            # One in thirteen: those that a street lies in are looked through for each name of a place that is typed.
            models.Index(
                fields=["code"], condition=Q(LessThanOrEqual(Length("code"), 6)), name="division_wide"
            )
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def is_street(self) -> bool:
        return len(self.code) == 9
