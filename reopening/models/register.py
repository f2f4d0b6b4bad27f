from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Division
from reopening.models.firms import Places, name_holds


class Scale(models.TextChoices):
    """规上 and 规下: whether a firm is above the designated size of the statistics."""

    ABOVE = "above", _("Above designated size")
    BELOW = "below", _("Below designated size")


class RegisteredFirmQuerySet(models.QuerySet["RegisteredFirm"]):
    def named(self, words: str) -> "RegisteredFirmQuerySet":
        """Firms whose name holds `words` (two characters or more), by the bigram index."""
        return self.filter(name_holds(words)).defer("grams")


class RegisteredFirm(models.Model):
    """
    A firm as the register of firms has it: public data, brought by the operator (`import_register`).

    Forms are filled in from it; nobody proves anything by it.
    """

    credit_code = models.CharField(_("unified social credit code"), max_length=18, primary_key=True)
    name = models.CharField(_("name of the firm"), max_length=120)
    grams = ArrayField(models.CharField(max_length=2), editable=False)
    legal_representative = models.CharField(_("legal representative"), max_length=60, blank=True)
    # A district where no street is known. No index of its own: firms are looked for by code or name.
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False)
    address = models.CharField(_("address"), max_length=200, blank=True)
    industry_code = models.CharField(_("industry (GB/T 4754)"), max_length=5, blank=True)
    scale = models.CharField(_("scale"), max_length=10, choices=Scale, blank=True)
    as_of = models.DateField(_("the register's date"))
    loaded_at = models.DateTimeField(db_default=Now())

    objects = RegisteredFirmQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm of the register")
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__regex="^[0-9ABCDEFGHJKLMNPQRTUWXY]{18}$"),
                name="registered_firm_credit_code_shape",
                violation_error_message=_("A unified social credit code has 18 digits and capital letters."),
            )
        ]
        indexes = [GinIndex("grams", Places("division"), name="registered_firm_grams")]

    def __str__(self) -> str:
        return self.name
