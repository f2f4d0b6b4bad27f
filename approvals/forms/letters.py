"""Canned texts, and the words that a batch adds to its letters."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.letters import PLACES
from approvals.models import TextUse
from core.models import User
from core.models.users import Role
from core.place_fields import PlaceField

PLACES_HINT = _("Filled in for each case: %(places)s.")


def places_hint() -> str:
    return str(PLACES_HINT) % {"places": " ".join(f"{{{place}}}" for place in PLACES)}


class CannedTextForm(forms.Form):
    division = PlaceField(label=_("Office"))
    use = forms.ChoiceField(label=_("Used for"), choices=TextUse.choices)
    title = forms.CharField(label=_("Title"), max_length=60)
    zh = forms.CharField(label=_("Chinese"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    en = forms.CharField(label=_("English"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.APPROVER))
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
