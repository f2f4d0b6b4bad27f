"""What a plan of stages asks; its fields have the names of the policy."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from approvals.models import StagePlan
from approvals.queries.plans import Question, policy_at
from approvals.simulation import Stage
from core.folding import fold
from core.forms import DayInput
from core.models import Role, User
from core.place_fields import PlaceField
from core.templatetags.desk import grouped
from reopening.forms.numbers import NumberField
from reopening.on_hand import units_on_hand
from reopening.policy.timing import Phase
from reopening.wording import localise

MOST_DAYS = 56
USUAL_DAYS = 21
# What a place fills in: another place has its own.
OF_THE_PLACE = ("stock", "arriving", "street_firms_a_day", "street_heads_a_day", "opens_from-")
WHO = [("waiting", _("All cases that wait")), ("ready", _("Only cases ready for a decision"))]


def number(label: Any, **options: Any) -> NumberField:
    """A whole number that may be left out: then there is no limit."""
    return NumberField(label=label, required=False, min_value=0, max_value=100_000_000, **options)


class PlanForm(forms.Form):
    """
    The question, filled from the policy in force where nothing was typed, so that the page answers at once.

    :ivar place: the code of the place that is planned for; the page sends it along, and what it shows
    :ivar policy: the rules at the place on the first day; None where there are none
    """

    division = PlaceField(label=_("Division"))
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    days = NumberField(
        label=_("How many days"),
        min_value=1,
        max_value=MOST_DAYS,
    )
    who = forms.ChoiceField(label=_("Whom"), choices=WHO)
    stock = number(_("Masks in stock"))
    arriving = number(_("Masks that arrive each day"))
    street_firms_a_day = number(_("Firms in one street a day"))
    street_heads_a_day = number(_("People on site in one street a day"))

    def __init__(self, data: Mapping[str, Any], *, user: User, today: date) -> None:
        tomorrow, own = today + timedelta(days=1), user.role_prefixes(Role.REVIEWER, Role.APPROVER)
        place = self.place = chosen_place(data, own)
        self.policy = policy_at(place, day_in(data.get("starts_on"), tomorrow)) if place else None
        # What the depots there have to give; None where nobody keeps stock.
        self.in_books = units_on_hand(place, "mask", today) if place else None
        super().__init__({**self.usual(own, tomorrow), **typed_for(place, data)})
        self.fields["stock"].help_text = self.about_stock()
        cast("PlaceField", self.fields["division"]).within = own
        for phase in self.phases:
            self.fields |= stage_fields(phase)

    @property
    def phases(self) -> tuple[Phase, ...]:
        return self.policy.phases if self.policy else ()

    def usual(self, own: list[str], tomorrow: date) -> dict[str, Any]:
        """What the page begins with."""
        rule = self.policy.batches if self.policy else None
        usual = {
            "division": own[0] if own else "",
            "starts_on": tomorrow.isoformat(),
            "days": USUAL_DAYS,
            "who": "waiting",
            "stock": self.in_books or 0,
            "arriving": 0,
            "street_firms_a_day": rule.street_firms_a_day if rule else None,
            "street_heads_a_day": rule.street_heads_a_day if rule else None,
        }
        return usual | {
            f"opens_from-{phase.key}": phase.opens_from and phase.opens_from.isoformat()
            for phase in self.phases
        }

    def about_stock(self) -> str:
        """Where the number comes from; another one may be tried."""
        if self.in_books is None:
            return ""
        words = gettext("In the depots now, promised to nobody: %(units)s. Type another number to try it.")
        return words % {"units": grouped(self.in_books)}

    def shown(self) -> list[tuple[str, Any]]:
        """What the page shows of the place's own figures, for the next answer to know what was typed."""
        names = [name for name in self.fields if name.startswith(OF_THE_PLACE)]
        return [(name, self.fields[name].widget.format_value(self[name].value()) or "") for name in names]

    def common_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.base_fields]

    def stage_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Of each phase its name and its fields."""
        return [
            (localise(phase.name.model_dump()), [self[name] for name in stage_fields(phase)])
            for phase in self.phases
        ]

    def question(self) -> Question:
        """What was asked, once valid."""
        values = self.cleaned_data
        return Question(
            division=values["division"],
            starts_on=values["starts_on"],
            days=values["days"],
            only_ready=values["who"] == "ready",
            stages=tuple(self.stage(phase) for phase in self.phases),
            street_firms_a_day=values["street_firms_a_day"],
            street_heads_a_day=values["street_heads_a_day"],
            stock=values["stock"] or 0,
            arriving=values["arriving"] or 0,
        )

    def stage(self, phase: Phase) -> Stage:
        values = self.cleaned_data
        return Stage(
            phase=phase.key,
            opens_from=values[f"opens_from-{phase.key}"],
            opens_until=phase.opens_until,
            firms_a_day=values[f"firms_a_day-{phase.key}"],
            heads_a_day=values[f"heads_a_day-{phase.key}"],
        )


def chosen_place(data: Mapping[str, Any], own: list[str]) -> str | None:
    """The code of the place that was asked for, if the person plans there; else of their first one."""
    field = PlaceField()
    field.within = own
    place = field.resolve(fold(str(data.get("division") or "")))
    return place.pk if place else next(iter(own), None)


def day_in(text: Any, usual: date) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return usual


def typed_for(place: str | None, data: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed; of the figures of another place only those that were changed together with the place."""
    typed = {name: data[name] for name in data}
    if typed.get("place", place) == place:
        return typed
    return {
        name: value
        for name, value in typed.items()
        if not name.startswith(OF_THE_PLACE) or value != typed.get(f"shown-{name}", value)
    }


def stage_fields(phase: Phase) -> dict[str, forms.Field]:
    return {
        f"opens_from-{phase.key}": forms.DateField(label=_("Opens from"), required=False, widget=DayInput()),
        f"firms_a_day-{phase.key}": number(_("Firms a day")),
        f"heads_a_day-{phase.key}": number(_("People a day")),
    }


class PlanNameForm(forms.Form):
    """Under which name the plan is kept."""

    name = forms.CharField(label=_("Name of the plan"), max_length=80, min_length=2)


class ComparePlansForm(forms.Form):
    """Two plans to lay side by side. :param plans: those that the person may see"""

    first = forms.ModelChoiceField(
        label=_("One plan"), queryset=StagePlan.objects.none(), to_field_name="public_id"
    )
    second = forms.ModelChoiceField(
        label=_("Another plan"), queryset=StagePlan.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].queryset = plans  # type: ignore[attr-defined]


class OpenBatchesForm(forms.Form):
    """Up to which day of the plan batches are opened now."""

    until = forms.DateField(
        label=_("Up to and including"),
        widget=DayInput(),
        help_text=_("At most 14 days at once; the others later."),
    )
