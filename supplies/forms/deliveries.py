import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from supplies.models import EventKind, FailReason, RejectReason, StopItem
from supplies.services.hand_overs import Hand, Report


class DeliverForm(forms.Form):
    """The courier's page: the firm's code, and what of each parcel was not taken."""

    event_id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("The firm's code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code-input"}),
        help_text=_("Six digits. The firm sees them on the page of its order."),
    )
    receiver = forms.CharField(label=_("Received by"), max_length=60)

    def __init__(self, *args: Any, parcels: Iterable[StopItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parcels = list(parcels)
        self.fields["event_id"].initial = uuid.uuid4
        for parcel in self.parcels:
            self.fields[f"rejected_{parcel.pk}"] = forms.IntegerField(
                label=_("Not taken: %(item)s") % {"item": parcel.award_lot.lot.item},
                min_value=0,
                max_value=parcel.units,
                required=False,
                initial=0,
            )
            self.fields[f"reason_{parcel.pk}"] = forms.ChoiceField(
                label=_("Why"),
                choices=[("", _("everything was taken")), *RejectReason.choices],
                required=False,
            )

    @property
    def hand_over_fields(self) -> list[Any]:
        return [self["code"], self["receiver"]]

    @property
    def difference_fields(self) -> list[Any]:
        return [self[f"{kind}_{parcel.pk}"] for parcel in self.parcels for kind in ("rejected", "reason")]

    @property
    def has_difference(self) -> bool:
        return any(self[f"rejected_{parcel.pk}"].value() not in (0, "0", "", None) for parcel in self.parcels)

    def report(self) -> Report:
        cleaned = self.cleaned_data
        lines = {}
        for parcel in self.parcels:
            rejected = cleaned[f"rejected_{parcel.pk}"] or 0
            lines[parcel.pk] = Hand(parcel.units - rejected, rejected, cleaned[f"reason_{parcel.pk}"])
        return Report(EventKind.DELIVER, code=cleaned["code"], receiver=cleaned["receiver"], lines=lines)


class FailForm(forms.Form):
    """Why the goods could not be handed over."""

    event_id = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Reason"), choices=FailReason, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event_id"].initial = uuid.uuid4

    def report(self) -> Report:
        return Report(EventKind.FAIL, reason=self.cleaned_data["reason"])
