"""Which area, trade or class is suspended, and why."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.queries.policies import choices_of, policies_for
from approvals.suspending import Scope
from core.dates import shanghai_day
from core.forms import DayInput
from core.models import Division, Role, User
from reopening.industries import names

SEPARATORS = re.compile(r"[\s,，、;；]+")
MOST_CODES = 50


def codes_in(text: str) -> list[str]:
    return sorted({code.upper() for code in SEPARATORS.split(text.strip()) if code})


class ScopeForm(forms.Form):
    """Place, parts of it, trades, class, phase: all that is given must hold."""

    division = forms.ModelChoiceField(label=_("Division"), queryset=Division.objects.none())
    within = forms.CharField(
        label=_("Only these parts of it"),
        required=False,
        max_length=600,
        help_text=_("Division codes, one after the other; empty for all of it."),
    )
    industries = forms.CharField(
        label=_("Only these trades"),
        required=False,
        max_length=400,
        help_text=_("Beginnings of trade codes (GB/T 4754), such as H62 or R; empty for all trades."),
    )
    firm_class = forms.ChoiceField(label=_("Only this class of firm"), required=False)
    phase = forms.ChoiceField(label=_("Only this phase"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = user.role_prefixes(Role.APPROVER)
        below = Division.objects.none()
        for code in codes:
            below = below | Division.objects.filter(pk__startswith=code)
        self.fields["division"].queryset = below.order_by("code")  # type: ignore[attr-defined]
        policies = policies_for(user)
        for name, kind in (("firm_class", "classes"), ("phase", "phases")):
            choices = [("", _("All")), *choices_of(policies, kind)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_within(self) -> tuple[str, ...]:
        codes = codes_in(self.cleaned_data["within"])
        known = set(Division.objects.filter(pk__in=codes[:MOST_CODES]).values_list("pk", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise ValidationError(_("No such division: %(codes)s") % {"codes": ", ".join(unknown)})
        return tuple(codes)

    def clean_industries(self) -> tuple[str, ...]:
        codes = codes_in(self.cleaned_data["industries"])
        if unknown := [code for code in codes if code[:3] not in names()]:
            raise ValidationError(_("No such trade: %(codes)s") % {"codes": ", ".join(unknown)})
        return tuple(codes)

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
