"""Whom a roll-back takes back, and why."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms.batches import MOST_CHOSEN, is_uuid

WHICH = [("all", _("All")), ("shown", _("All that the search finds")), ("chosen", _("Only the chosen ones"))]


class RollBackForm(forms.Form):
    """The choice; cases ticked in the list by their public ids."""

    which = forms.ChoiceField(label=_("Whom"), choices=WHICH)
    words = forms.CharField(required=False, max_length=60)
    chosen = forms.TypedMultipleChoiceField(required=False, coerce=uuid.UUID)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        values = data.getlist("chosen")[:MOST_CHOSEN] if hasattr(data, "getlist") else []
        self.fields["chosen"].choices = [(value, value) for value in values if is_uuid(value)]  # type: ignore[attr-defined]


class RollBackReasonForm(forms.Form):
    """Why; the firms read it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The firms read it, and it stays with every case."),
        max_length=1000,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
