from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.models import User
from reopening.forms.numbers import NumberField
from supplies.models import LARGEST_QUANTITY, Balance, Place, TransferLine
from supplies.services.transfers import Arrival


class SourceForm(forms.Form):
    """Which depot's goods are to be sent."""

    source = forms.ModelChoiceField(Place.objects.none(), label=_("From the depot"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        depots = Place.objects.visible_to(user).depots().order_by("pk")
        self.fields["source"].queryset = depots  # type: ignore[attr-defined]


class TransferForm(forms.Form):
    """How much of each lot goes where; only what nobody has set aside can go."""

    target = forms.ModelChoiceField(Place.objects.none(), label=_("To the depot"))
    document = forms.CharField(label=_("Document number"), max_length=120, required=False)

    def __init__(self, *args: Any, source: Place, rows: Iterable[Balance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A neighbour's depot may be chosen: the district sends, whoever keeps the other depot takes in.
        depots = Place.objects.depots().filter(division__code__startswith=source.division_id[:4])
        self.fields["target"].queryset = depots.exclude(pk=source.pk).order_by("pk")  # type: ignore[attr-defined]
        self.rows = list(rows)
        for row in self.rows:
            self.fields[f"row_{row.pk}"] = NumberField(
                label=_("%(item)s, lot %(lot)s") % {"item": row.lot.item, "lot": row.lot.lot_no},
                min_value=0,
                max_value=LARGEST_QUANTITY,
                required=False,
                help_text=_("%(amount)s are free.") % {"amount": row.lot.item.in_units(row.available)},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.goods():
            raise ValidationError(_("Please say how much is sent of at least one lot."))
        return cleaned

    def goods(self) -> list[tuple[Balance, int]]:
        asked = [(row, self.cleaned_data.get(f"row_{row.pk}") or 0) for row in self.rows]
        return [(row, units) for row, units in asked if units]


class ArrivalForm(forms.Form):
    """What arrived of each line, and why if it differs."""

    def __init__(self, *args: Any, lines: Iterable[TransferLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            name = {"item": line.lot.item, "lot": line.lot.lot_no}
            self.fields[f"units_{line.pk}"] = NumberField(
                label=_("%(item)s, lot %(lot)s") % name,
                min_value=0,
                max_value=LARGEST_QUANTITY,
                initial=line.sent,
                help_text=_("Sent: %(amount)s.") % {"amount": line.lot.item.in_units(line.sent)},
            )
            self.fields[f"reason_{line.pk}"] = forms.CharField(
                label=_("Reason, if it differs"), max_length=200, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            units, reason = cleaned.get(f"units_{line.pk}"), cleaned.get(f"reason_{line.pk}", "")
            if units is not None and units != line.sent and not reason.strip():
                self.add_error(
                    f"reason_{line.pk}", _("Please say why another quantity arrived than was sent.")
                )
        return cleaned

    def arrivals(self) -> dict[int, Arrival]:
        values = self.cleaned_data
        return {
            line.pk: Arrival(values[f"units_{line.pk}"], values[f"reason_{line.pk}"]) for line in self.lines
        }
