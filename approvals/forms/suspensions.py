"""Which area, trade or class is suspended, and why."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.queries.policies import choices_of, policies_for
from approvals.suspending import Scope
from core.dates import shanghai_day
from core.forms import DayInput
from core.models import Role, User
from core.place_fields import PlaceField, PlacesField
from reopening.forms.industries import IndustriesField


class ScopeForm(forms.Form):
    """Place, parts of it, trades, class, phase: all that is given must hold."""

    division = PlaceField(label=_("Division"))
    within = PlacesField(
        label=_("Only these parts of it"),
        required=False,
        help_text=_("Names or codes, with semicolons between them; empty for all of it."),
    )
    industries = IndustriesField(
        label=_("Only these trades"),
        required=False,
        help_text=_(
            "Names or codes of GB/T 4754, with semicolons between them, such as H62 or R; empty for all trades."
        ),
    )
    firm_class = forms.ChoiceField(label=_("Only this class of firm"), required=False)
    phase = forms.ChoiceField(label=_("Only this phase"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = user.role_prefixes(Role.APPROVER)
        cast("PlaceField", self.fields["division"]).within = own
        cast("PlacesField", self.fields["within"]).within = own
        policies = policies_for(user)
        for name, kind in (("firm_class", "classes"), ("phase", "phases")):
            choices = [("", _("All")), *choices_of(policies, kind)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def scope(self) -> Scope:
        """What was asked for, once valid."""
        data = self.cleaned_data
        return Scope(
            data["division"].pk, data["within"], data["industries"], data["firm_class"], data["phase"]
        )


class SuspendForm(ScopeForm):
    """The same with the reason and the first day."""

    begins_on = forms.DateField(
        label=_("First day"),
        initial=lambda: shanghai_day(timezone.now()),
        widget=DayInput(),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Every firm reads this word for word."),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
