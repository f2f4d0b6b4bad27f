"""Forms about the versions of a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.models import AmendmentKind


class AmendForm(forms.Form):
    """What the firm wants to change of what was approved."""

    kind = forms.ChoiceField(
        label=_("What changes?"), choices=AmendmentKind.choices, widget=forms.RadioSelect, required=True
    )
    note = forms.CharField(
        label=_("In a sentence"),
        help_text=_("For example: 12 people come back from other provinces on 24 February."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(forms.Form):
    """Why a signatory does not sign."""

    note = forms.CharField(
        label=_("Why do you not sign?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
