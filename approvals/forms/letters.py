"""Canned texts, and the words that a batch adds to its letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.letters import PLACES
from approvals.models import TextUse
from core.models import Division, User
from core.models.users import Role
from core.permissions import prefix_q

PLACES_HINT = _("Filled in for each case: %(places)s.")


def places_hint() -> str:
    return str(PLACES_HINT) % {"places": " ".join(f"{{{place}}}" for place in PLACES)}


class CannedTextForm(forms.Form):
    division = forms.ModelChoiceField(label=_("Office"), queryset=Division.objects.none())
    use = forms.ChoiceField(label=_("Used for"), choices=TextUse.choices)
    title = forms.CharField(label=_("Title"), max_length=60)
    zh = forms.CharField(label=_("Chinese"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    en = forms.CharField(label=_("English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = user.role_prefixes(Role.APPROVER)
        rows = Division.objects.filter(prefix_q("code", codes)).order_by("code")
        self.fields["division"].queryset = rows  # type: ignore[attr-defined]
        self.fields["zh"].help_text = places_hint()


class BatchLetterForm(forms.Form):
    """What every letter of the batch says besides."""

    zh = forms.CharField(
        label=_("In Chinese"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    en = forms.CharField(
        label=_("In English"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zh"].help_text = places_hint()
