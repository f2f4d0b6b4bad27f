from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reopening.models.applications import Application


class InventoryLine(models.Model):
    """Protective supplies a firm has, in base units of the item (S14–S16)."""

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="inventory")
    item_code = models.CharField(_("item"), max_length=40)  # a code of the policy set's supplies
    quantity = models.PositiveBigIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("supplies on hand")
        constraints = [
            models.UniqueConstraint(fields=["application", "item_code"], name="inventory_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__lte=1_000_000_000),
                name="inventory_line_sane",
                violation_error_message=_("This number is too large."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}: {self.quantity}"


class PlanSection(models.Model):
    """One section of the prevention plan; which there are, the policy set says (six in Deqing, S32)."""

    application = models.ForeignKey(Application, models.PROTECT, db_index=False, related_name="plan")
    key = models.CharField(_("section"), max_length=40)  # a key of the policy set's plan
    text = models.TextField(_("text"), max_length=5000)

    class Meta:
        verbose_name = _("section of the plan")
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="plan_section_once")]

    def __str__(self) -> str:
        return self.key
