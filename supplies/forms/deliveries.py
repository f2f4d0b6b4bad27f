import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.document_files.reading import read
from reopening.document_files.refusals import FileRefused
from reopening.forms.numbers import NumberField
from reopening.models import FileKind
from supplies.models import EventKind, FailReason, PictureKind, RejectReason, StopItem
from supplies.services.hand_overs import Hand, Picture, Report


class OccurredField(forms.DateTimeField):
    """When it happened by the phone's clock; a page without scripts says nothing, and a strange time is not taken."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> datetime | None:
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class DeliverForm(forms.Form):
    """The courier's page: the firm's code, and what of each parcel was not taken."""

    event_id = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("The firm's code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code-input"}),
        help_text=_("Six digits. The firm sees them on the page of its order."),
        required=False,
    )
    receiver = forms.CharField(label=_("Received by"), max_length=60)
    occurred_at = OccurredField()
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("Of the goods at the door. Nobody's face, please."),
    )
    signature = forms.FileField(
        label=_("Signature"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def __init__(self, *args: Any, parcels: Iterable[StopItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parcels = list(parcels)
        self.fields["event_id"].initial = uuid.uuid4
        for parcel in self.parcels:
            self.fields[f"rejected_{parcel.pk}"] = NumberField(
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
    def is_without_code(self) -> bool:
        """Sent without one: the fields that then count are shown open."""
        return self.is_bound and not self["code"].value()

    @property
    def difference_fields(self) -> list[Any]:
        return [self[f"{kind}_{parcel.pk}"] for parcel in self.parcels for kind in ("rejected", "reason")]

    @property
    def has_difference(self) -> bool:
        return any(self[f"rejected_{parcel.pk}"].value() not in (0, "0", "", None) for parcel in self.parcels)

    def pictures(self) -> list[Picture]:
        """
        Read in a process of its own.

        :raises FileRefused: for a file that is no picture, or harms
        """
        sent = {kind: self.cleaned_data[kind] for kind in PictureKind.values if self.cleaned_data[kind]}
        return [Picture(kind, picture_in(file.read())) for kind, file in sent.items()]

    def report(self) -> Report:
        cleaned = self.cleaned_data
        lines = {}
        for parcel in self.parcels:
            rejected = cleaned[f"rejected_{parcel.pk}"] or 0
            lines[parcel.pk] = Hand(parcel.units - rejected, rejected, cleaned[f"reason_{parcel.pk}"])
        return Report(
            EventKind.DELIVER,
            code=cleaned["code"],
            receiver=cleaned["receiver"],
            lines=lines,
            pictures=self.pictures(),
        )


def picture_in(content: bytes) -> bytes:
    found = read(content)
    if found.kind != FileKind.JPEG:
        raise FileRefused("photo_only")
    return found.content


class FailForm(forms.Form):
    """Why the goods could not be handed over."""

    event_id = forms.UUIDField(widget=forms.HiddenInput)
    occurred_at = OccurredField()
    reason = forms.ChoiceField(label=_("Reason"), choices=FailReason, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event_id"].initial = uuid.uuid4

    def report(self) -> Report:
        return Report(EventKind.FAIL, reason=self.cleaned_data["reason"])
