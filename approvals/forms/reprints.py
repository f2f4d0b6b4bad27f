"""Which papers are printed anew, and with which words."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.services.reprints import Choice
from core.forms import DayInput
from core.models import Role, User
from core.papers.kinds import wordings
from core.papers.templates import published_versions
from core.place_fields import PlaceField

LONGEST = timedelta(days=366)


class ReprintForm(forms.Form):
    words = forms.ChoiceField(label=_("Paper and version of its words"))
    division = PlaceField(label=_("Division"))
    first_day = forms.DateField(label=_("Decided from"), widget=DayInput)
    last_day = forms.DateField(label=_("Decided until"), widget=DayInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [
            (kind.name, [(f"{key}:{each}", f"{kind.name} · {each}") for each in published_versions(kind)])
            for key, kind in wordings().items()
        ]
        self.fields["words"].choices = words  # type: ignore[attr-defined]
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.APPROVER))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day is before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last_day", _("Please choose a year at most."))
        return cleaned

    def choice(self) -> Choice:
        kind, _colon, version = self.cleaned_data["words"].partition(":")
        return Choice(
            kind=kind,
            version=version,
            division=self.cleaned_data["division"],
            first_day=self.cleaned_data["first_day"],
            last_day=self.cleaned_data["last_day"],
        )
