"""What a batch is for, and its members."""

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.queries.queue import phases_of
from approvals.services.batch_drafts import Terms
from approvals.services.batches import Plan
from core.forms import DayInput
from core.models import Role, User
from core.place_fields import PlaceField
from reopening.forms.numbers import NumberField

MOST_CHOSEN = 500


class TermsForm(forms.Form):
    """From when a batch opens, and how many at most."""

    opens_on = forms.DateField(
        label=_("Opening day"),
        help_text=_(
            "No firm of the batch opens before this day; a firm that planned a later day keeps its own."
        ),
        widget=DayInput(),
    )
    quota_firms = NumberField(
        label=_("At most firms"),
        min_value=1,
        max_value=100_000,
    )
    quota_heads = NumberField(
        label=_("At most people on site"),
        min_value=1,
        max_value=10_000_000,
    )

    def terms(self) -> Terms:
        """What was asked for, once valid."""
        return Terms(**self.cleaned_data)


class BatchForm(TermsForm):
    """A new batch."""

    division = PlaceField(label=_("Division"))
    phase = forms.ChoiceField(label=_("Phase"))
    field_order = ("division", "phase")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.REVIEWER, Role.APPROVER))
        self.fields["phase"].choices = phases_of(user)  # type: ignore[attr-defined]

    def plan(self) -> Plan:
        """What was asked for, once valid."""
        return Plan(**{name: self.cleaned_data[name] for name in Plan.__dataclass_fields__})


class SendBackForm(forms.Form):
    """Why a batch that somebody proposed is not countersigned."""

    note = forms.CharField(
        label=_("Why"),
        help_text=_("Your colleague reads it; it stays with the batch."),
        max_length=1000,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChosenForm(forms.Form):
    """Cases ticked in a list, by their public ids."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=uuid.UUID, error_messages={"required": _("Please choose at least one case.")}
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        values = data.getlist("chosen")[:MOST_CHOSEN] if hasattr(data, "getlist") else []
        self.fields["chosen"].choices = [(value, value) for value in values if is_uuid(value)]  # type: ignore[attr-defined]


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
