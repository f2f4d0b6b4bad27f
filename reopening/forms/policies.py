"""Forms about whole policy sets: begin a draft, its head, a file, publication, filters."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from core.models import Role, User
from core.place_fields import PlaceField
from reopening.effects import EffectKind
from reopening.models import PolicySet
from reopening.policy.files import PolicyFile, parse_policy
from reopening.wording.effects import KINDS

LARGEST_FILE = 1_000_000  # bytes


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=DayInput(), **kwargs)


class DraftForm(forms.Form):
    """Begin a draft: from a set, as a new version of it or as the next set of a place; streets have none."""

    slug = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        help_text=_("The same short name makes a new version; another one makes another set."),
    )
    division = PlaceField(label=_("Place"), levels=(2, 4, 6))
    valid_from = day_field(
        label=_("First day"),
        help_text=_(
            "The set before it ends on the day before; if it does not begin earlier, it is replaced."
        ),
    )

    def __init__(self, data: Any = None, *, user: User, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.ADMINISTRATOR))


class HeadForm(DraftForm):
    """Where and when the draft holds, and its title."""

    title = forms.CharField(label=_("Title (Chinese)"), max_length=200)
    title_en = forms.CharField(label=_("Title (English)"), max_length=200)
    valid_until = day_field(
        label=_("Last day"), required=False, help_text=_("Left empty: until further notice.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["title", "title_en", "slug", "division", "valid_from", "valid_until"]

    def __init__(self, data: Any = None, *, policy_set: PolicySet, user: User) -> None:
        stored = {name: getattr(policy_set, name) for name in [*self.field_order, "revision"]}
        super().__init__(data, user=user, initial=stored)

    def typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class FileForm(forms.Form):
    """A whole policy set as a TOML file."""

    file = forms.FileField(
        label=_("File (TOML)"), help_text=_("As it is downloaded here, or as docs/policy.md describes it.")
    )

    def policy_file(self) -> PolicyFile:
        """
        :raises PolicyFileError: naming field and reason of every mistake
        """
        file = self.cleaned_data["file"]
        return parse_policy(file.read().decode("utf-8", errors="replace"), file_name=file.name)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large. A policy set has at most 1 MB."))
        return file


class PublishForm(forms.Form):
    """The notice by which the set is published."""

    notice_number = forms.CharField(label=_("Number of the notice"), max_length=100)
    notice_on = day_field(label=_("Date of the notice"))
    notice_title = forms.CharField(label=_("Title of the notice"), max_length=300)


class EffectFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of change"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        shown = [(kind.value, KINDS[kind.value]) for kind in EffectKind if kind != EffectKind.UNCHANGED]
        self.fields["kind"].choices = [("", _("All changes")), *shown]  # type: ignore[attr-defined]
