"""Arranging a visit, and what the inspector writes down on the spot."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.models import Visit, VisitKind
from approvals.services.visits import Plan
from core.forms import DayInput
from core.models import Role, User
from reopening.document_files import limits
from reopening.forms.documents import PHOTOS, FilesField
from reopening.models import Application
from reopening.services.documents import Sent
from reopening.wording import localise


class ArrangeForm(forms.Form):
    """Day and inspector of a visit; of a video call also time and address."""

    kind = forms.ChoiceField(
        label=_("How"), choices=VisitKind.choices, widget=forms.RadioSelect, initial="site"
    )
    planned_on = forms.DateField(label=_("Day"), widget=DayInput())
    starts_at = forms.TimeField(
        label=_("Time (Shanghai)"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    link = forms.URLField(
        label=_("Address of the video call"), required=False, max_length=300, assume_scheme="https"
    )
    inspector = forms.ModelChoiceField(
        label=_("Inspector"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Whoever of the office goes"),
    )
    points = forms.CharField(
        label=_("Look also at"),
        help_text=_("One point a line. The checklist of the policy's step is there by itself."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = application.division_code
        above = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
        people = User.objects.filter(
            appointments__role=Role.INSPECTOR, appointments__division_id__in=above, is_active=True
        )
        self.fields["inspector"].queryset = people.distinct().order_by("name", "pk")  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        points = tuple(line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip())
        return Plan(**(self.cleaned_data | {"points": points}))


class RecordForm(forms.Form):
    """What was found. `key` names this record, so that it arrives once however often the phone sends it."""

    fill_later = True
    key = forms.UUIDField(widget=forms.HiddenInput)
    checked = forms.TypedMultipleChoiceField(
        label=_("In order"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed when something is not in order."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    photos = FilesField(
        label=_("Photos"),
        required=False,
        allow_empty_file=True,
        help_text=_("Taken now or chosen, up to ten."),
    )
    result = forms.ChoiceField(
        choices=[("in_order", _("All in order")), ("not_in_order", _("Not in order"))],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["photos"].widget.attrs["accept"] = PHOTOS
        self.fields["checked"].choices = [  # type: ignore[attr-defined]
            (place, localise(point)) for place, point in enumerate(visit.checklist)
        ]

    def found(self) -> dict[str, Any]:
        """As the service takes it."""
        said = self.cleaned_data
        return {
            "key": said["key"],
            "is_in_order": said["result"] == "in_order",
            "checked": said["checked"],
            "note": said["note"],
            "photos": [Sent(each.name or "", each.read(limits.BYTES + 1)) for each in said["photos"]],
        }
