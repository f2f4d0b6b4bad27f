"""What people fill in on their phone: the code, or who they are; and the questions of the policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from core.folding import fold
from core.models import Division
from reopening.codes import canonical_code
from reopening.forms.fields import IdDocumentForm, MobileField, canonical
from reopening.forms.numbers import TemperatureField
from reopening.forms.rosters import day_field
from reopening.models import StaffMember
from reopening.policy.health import KeyArea, RiskFact, ScreeningSet
from reopening.questions import IN_CITY, Question, questions_of
from reopening.screening import Answers, Stay
from reopening.wording import localise

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
FOLLOW_UPS: dict[str, Any] = {
    "place": lambda: forms.CharField(
        label=_("Where are you? Province and city"), required=False, max_length=100
    ),
    "in_key_area": lambda: forms.BooleanField(label=_("I am still there"), required=False),
    "left_key_area_on": lambda: day_field(_("Left it on")),
    "arrived_on": lambda: day_field(_("Arrived on")),
    "stay": lambda: forms.CharField(
        label=_("Where did you come from? Province and city"), required=False, max_length=100
    ),
    "last_contact_on": lambda: day_field(_("Last contact on")),
    "last_met_on": lambda: day_field(_("Last met them on")),
    "isolation_until": lambda: day_field(_("Until which day")),
}
PAST = ("left_key_area_on", "arrived_on", "last_contact_on", "last_met_on")
# The day without which a yes says too little; who is still in the area need not say when it was left.
NEEDED = {
    "in_city": "place",
    "arrived": "arrived_on",
    "contact": "last_contact_on",
    "met_arrivals": "last_met_on",
    "isolated": "isolation_until",
}


class CodeForm(forms.Form):
    """The code from the slip; a mistyped one is told without a look at the roster."""

    code = forms.CharField(
        label=_("Your personal code"),
        max_length=40,
        help_text=_("Nine letters and digits, on the slip from your firm, for example K7M-Q2X-R4T."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code code-field",
                "data-code": "",
            }
        ),
    )

    def clean_code(self) -> str:
        return str(canonical(canonical_code, self.cleaned_data["code"]))


class JoinForm(IdDocumentForm):
    """Who somebody without a code is. The button of the page is the consent to the text above it."""

    consent = forms.CharField(widget=forms.HiddenInput, max_length=20)
    name = forms.CharField(
        label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    mobile = MobileField(label=_("Mobile"))

    def clean_name(self) -> str:
        return " ".join(fold(self.cleaned_data["name"]).split())

    def person(self) -> dict[str, Any]:
        """As `declarations.join` takes it."""
        return {name: self.cleaned_data[name] for name in ("name", "resident_id", "mobile", "consent")}


@dataclass(frozen=True)
class Asked:
    """One question with its own field and those that follow from the answer, as the page draws it."""

    question: Question
    field: BoundField
    follow_ups: list[BoundField]


class DeclarationForm(forms.Form):
    """The questions that the policy has rules for; follow-ups count only under the answer that opens them."""

    fill_later = True  # no follow-up is called optional: it is asked where it is needed

    consent = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(
        self,
        *args: Any,
        table: ScreeningSet,
        city: Division,
        today: date,
        member: StaffMember | None = None,
        **kwargs: Any,
    ) -> None:
        """
        :param city: where the firm is
        :param member: whose earlier answers are filled in; None shows none
        """
        super().__init__(*args, **kwargs)
        self.today, self.city = today, city
        self.questions = questions_of(table)
        named = {"city": city, "areas": areas_named(table.key_areas, today)}
        for each in self.questions:
            self.fields[each.key] = forms.ChoiceField(
                label=str(each.text) % named,
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Please answer yes or no.")},
            )
            self.fields.update({name: FOLLOW_UPS[name]() for name in each.follow_ups})
        self.asks_temperature = any(rule.fact == RiskFact.FEVER for rule in table.rules)
        if self.asks_temperature:
            self.fields["temperature"] = TemperatureField(
                label=_("Your temperature today (°C), if you have taken it"), required=False
            )
        if member is not None and member.answers:
            self.initial.update(said_before(Answers.from_json(member.answers)))

    @property
    def asked(self) -> Iterator[Asked]:
        for each in self.questions:
            yield Asked(each, self[each.key], [self[name] for name in each.follow_ups])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for each in self.questions:
            if cleaned.get(each.key) != each.opens:
                self.forget(each)
            elif needed := self.missing(each):
                self.add_error(needed, _("Please fill this in."))
        for name in PAST:
            if cleaned.get(name) and cleaned[name] > self.today:
                self.add_error(name, _("This day has not come yet."))
        until = cleaned.get("isolation_until")
        if until and until < self.today:
            self.add_error("isolation_until", _("This day is over. Then please answer “No” above."))
        return cleaned

    def forget(self, question: Question) -> None:
        """What was typed under the other answer does not count, nor is it wrong."""
        for name in question.follow_ups:
            self.cleaned_data[name] = None
            self.errors.pop(name, None)

    def missing(self, question: Question) -> str:
        """The follow-up without which the answer says too little; empty if there is none."""
        if question.key == "key_area":
            known = self.cleaned_data.get("in_key_area") or self.cleaned_data.get("left_key_area_on")
            return "" if known or "left_key_area_on" in self.errors else "left_key_area_on"
        needed = NEEDED.get(question.key, "")
        return "" if self.cleaned_data.get(needed) or needed in self.errors else needed

    def answers(self) -> Answers:
        """What the person declares today."""
        said = self.cleaned_data
        away = said["in_city"] == "no"
        in_area = bool(said.get("in_key_area"))
        return Answers(
            declared_on=self.today,
            here=said["place"] if away else self.city.name,
            outside_city=away,
            in_key_area=in_area,
            been_to_key_area=said.get("key_area") == "yes" and not in_area,
            left_key_area_on=None if in_area else said.get("left_key_area_on"),
            arrived_on=said.get("arrived_on"),
            stays=(Stay(said["stay"]),) if said.get("stay") else (),
            contact=said.get("contact") == "yes",
            last_contact_on=said.get("last_contact_on"),
            met_arrivals=said.get("met_arrivals") == "yes",
            last_met_on=said.get("last_met_on"),
            household_ill=said.get("household_ill") == "yes",
            symptoms=said.get("symptoms") == "yes",
            temperature=said.get("temperature"),
            isolation_until=said.get("isolation_until"),
        )


def areas_named(areas: tuple[KeyArea, ...], today: date) -> str:
    """The key areas of the day, in the reader's language; none: the word alone."""
    open_now = [localise(area.name.model_dump()) for area in areas if area.is_open(today)]
    return str(_(", ")).join(open_now) or str(_("as published"))


def said_before(answers: Answers) -> dict[str, Any]:
    """Earlier answers as the form shows them."""
    said = {name: getattr(answers, name) for name in (*PAST, "in_key_area", "isolation_until", "temperature")}
    return said | {
        IN_CITY.key: "no" if answers.outside_city else "yes",
        "place": answers.here if answers.outside_city else "",
        "key_area": yes(answers.in_key_area or answers.been_to_key_area),
        "arrived": yes(answers.arrived_on is not None),
        "stay": answers.stays[0].place if answers.stays else "",
        "contact": yes(answers.contact),
        "met_arrivals": yes(answers.met_arrivals),
        "household_ill": yes(answers.household_ill),
        "symptoms": yes(answers.symptoms),
        "isolated": yes(answers.isolation_until is not None),
    }


def yes(said: bool) -> str:
    return "yes" if said else "no"
