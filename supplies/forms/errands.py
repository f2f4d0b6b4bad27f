from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import InstantField
from core.models import Role, User
from supplies.models import Errand, FailReason, Run
from supplies.services.errands import IN_THE_YARD


class InstantInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ErrandForm(forms.Form):
    """What is to be fetched or brought, from where, to where."""

    what = forms.CharField(
        label=_("What is to be fetched or brought"),
        max_length=200,
        help_text=_("For example: two boxes of masks that we have bought and paid for, under our name."),
    )
    fetch_from = forms.CharField(
        label=_("From where"), max_length=200, help_text=_("Address, and whom to ask for there.")
    )
    bring_to = forms.CharField(label=_("To where"), max_length=200)
    needed_by = InstantField(
        label=_("Needed by"),
        required=False,
        widget=InstantInput,
        help_text=_("Leave empty if any time is fine."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(forms.Form):
    """A word for the firm, if there is one to say."""

    answer = forms.CharField(label=_("A word for the firm"), max_length=200, required=False)


class DeclineForm(forms.Form):
    answer = forms.CharField(label=_("Why: the firm reads it"), max_length=200)


class ErrandFailForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=FailReason, widget=forms.RadioSelect)
    answer = forms.CharField(label=_("A word for the firm"), max_length=200, required=False)


class AssignForm(forms.Form):
    """A person, or a run that has not left."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), required=False)
    run = forms.ModelChoiceField(
        Run.objects.none(),
        label=_("Or a run that has not left"),
        required=False,
        help_text=_("Its courier fetches it on the way and hands it over at the firm's door."),
    )

    def __init__(self, *args: Any, user: User, errand: Errand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = carriers_of(errand.division_code)  # type: ignore[attr-defined]
        runs = Run.objects.visible_to(user).filter(
            status__in=IN_THE_YARD, depot__division__code__startswith=errand.division_code[:6]
        )
        self.fields["run"].queryset = runs.order_by("-pk")  # type: ignore[attr-defined]
        self.fields["run"].label_from_instance = in_words  # type: ignore[attr-defined]


def in_words(run: Run) -> str:
    words = (run.number, str(run.day), run.get_status_display(), run.vehicle)
    return " · ".join(filter(None, words))


def carriers_of(code: str) -> Any:
    """Couriers, keepers and dispatchers whose division holds this one."""
    codes = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    roles = (Role.COURIER, Role.DEPOT_KEEPER, Role.DISPATCHER)
    rows = User.objects.filter(is_active=True, appointments__role__in=roles, appointments__division__in=codes)
    return rows.distinct().order_by("username")
