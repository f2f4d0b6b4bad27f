from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput
from reopening.forms.fields import IdDocumentForm, IdNumberField, MobileField
from reopening.forms.numbers import TemperatureField
from reopening.models import BY_PERSON, UNDECLARED, StaffMember
from reopening.roster_files.judging import NEEDS_DAY
from reopening.screening import Answers, Stay
from reopening.table_files import limits
from reopening.table_files.refusals import cell_sentence, file_sentence


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = DayInput()
    return forms.DateField(label=label, required=False, widget=widget, **kwargs)


def answers_of(person: StaffMember, today: date) -> Answers:
    """What was said of the person; of somebody who said nothing, nothing."""
    return Answers.from_json(person.answers or {"declared_on": today.isoformat()})


class PersonForm(IdDocumentForm):
    """One person of the roster and the answers about the last 14 days."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    name = forms.CharField(label=_("Name"), max_length=60)
    resident_id = IdNumberField(label=_("ID number"), help_text=_("It is stored encrypted and shown masked."))
    mobile = MobileField(label=_("Mobile"), required=False)
    post = forms.CharField(label=_("Post"), required=False, max_length=60)
    place = forms.CharField(label=_("Where the person is now"), required=False, max_length=100)
    on_site = forms.BooleanField(label=_("Will work on site"), required=False, initial=True)

    in_key_area = forms.BooleanField(label=_("Is in a key epidemic area now"), required=False)
    been_to_key_area = forms.BooleanField(label=_("Was in a key epidemic area"), required=False)
    left_key_area_on = day_field(_("Left it on"))
    stay = forms.CharField(
        label=_("Another place where the person was in the last 14 days"),
        required=False,
        max_length=100,
        help_text=_("Province and city, for example 湖北武汉. It is compared with the list of key areas."),
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )
    stay_left_on = day_field(_("Left that place on"))
    outside_city = forms.BooleanField(label=_("Is outside the city now"), required=False)
    arrived_on = day_field(
        _("Arrived in the city on"), help_text=_("Only if the person has come from elsewhere.")
    )
    contact = forms.BooleanField(label=_("Had contact with a confirmed or suspected case"), required=False)
    last_contact_on = day_field(_("Last contact on"))
    met_arrivals = forms.BooleanField(label=_("Met people who came from a key epidemic area"), required=False)
    last_met_on = day_field(_("Last met them on"))
    household_ill = forms.BooleanField(label=_("Somebody in the household is ill"), required=False)
    symptoms = forms.BooleanField(label=_("Has a fever, a cough or other symptoms"), required=False)
    temperature = TemperatureField(label=_("Temperature (°C)"), required=False)
    isolation_until = day_field(_("Is isolated until"))
    reason = forms.CharField(
        label=_("Why the answers change"),
        required=False,
        max_length=300,
        help_text=_("For example: the date was mistyped, the person showed a certificate. It is kept."),
        widget=forms.TextInput,
    )

    PERSON_FIELDS = ("name", "resident_id", "mobile", "post", "place", "on_site")
    ANSWER_FIELDS = (
        "in_key_area",
        "been_to_key_area",
        "left_key_area_on",
        "outside_city",
        "arrived_on",
        "contact",
        "last_contact_on",
        "met_arrivals",
        "last_met_on",
        "household_ill",
        "symptoms",
        "temperature",
        "isolation_until",
    )

    def __init__(self, *args: Any, today: date, person: StaffMember | None = None, **kwargs: Any) -> None:
        """:param today: in Shanghai; no date of birth and no contact can lie after it"""
        super().__init__(*args, today=today, **kwargs)
        self.today = today
        self.person = person
        self.before: Answers | None = None
        if person is None:
            del self.fields["reason"]
        else:
            self.fill_in(person)

    def fill_in(self, person: StaffMember) -> None:
        """What is known of the person. Who it is does not change: somebody else is added, not typed over."""
        del self.fields["id_kind"], self.fields["resident_id"]
        self.before = answers_of(person, self.today)
        self.initial["seen"] = person.updated_at.isoformat()
        self.initial.update({name: getattr(person, name) for name in self.PERSON_FIELDS})
        self.initial.update({name: getattr(self.before, name) for name in self.ANSWER_FIELDS})
        for stay in self.before.stays[:1]:
            self.initial.update({"stay": stay.place, "stay_left_on": stay.left_on})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("left_key_area_on", "last_contact_on", "last_met_on", "stay_left_on", "arrived_on"):
            if cleaned.get(name) and cleaned[name] > self.today:
                self.add_error(name, _("This day has not come yet."))
        for fact, day in NEEDS_DAY:
            still_there = fact == "been_to_key_area" and cleaned.get("in_key_area")
            if cleaned.get(fact) and not cleaned.get(day) and day not in self.errors and not still_there:
                self.add_error(day, str(cell_sentence("date_needed", {})))
        if self.before is not None and not self.errors and not cleaned["reason"] and self.answers_change():
            self.add_error(
                "reason", _("Please say why the answers change. The reason is kept with the case.")
            )
        return cleaned

    def answers_change(self) -> bool:
        """
        Whether anything else is said than before; a new day alone is no change, nor a new address, unless the
        person declared it.
        """
        if self.person is None or self.before is None or self.person.declared_by in UNDECLARED:
            return False
        if self.person.declared_by in BY_PERSON:
            return replace(self.answers(), declared_on=self.before.declared_on) != self.before
        return (
            replace(self.answers(), declared_on=self.before.declared_on, here=self.before.here) != self.before
        )

    def person_fields(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.PERSON_FIELDS if name in self.cleaned_data}

    def seen_at(self) -> datetime | None:
        """When the person had last been saved as far as the writer saw."""
        return datetime.fromisoformat(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None

    def clean_seen(self) -> str:
        try:
            return (
                datetime.fromisoformat(self.cleaned_data["seen"]).isoformat()
                if self.cleaned_data["seen"]
                else ""
            )
        except ValueError as error:
            raise forms.ValidationError(_("Please reload the page.")) from error

    def other_stays(self) -> tuple[Stay, ...]:
        """Places declared elsewhere, beyond the one that this form shows."""
        return self.before.stays[1:] if self.before else ()

    def answers(self) -> Answers:
        """What was declared today."""
        stay = self.cleaned_data["stay"]
        return Answers(
            declared_on=self.today,
            here=self.cleaned_data["place"],
            stays=(*([Stay(stay, self.cleaned_data["stay_left_on"])] if stay else []), *self.other_stays()),
            **{name: self.cleaned_data[name] for name in self.ANSWER_FIELDS},
        )


class FindForm(forms.Form):
    """Looking for somebody on the roster; too short for a whole ID number, which belongs into no address."""

    q = forms.CharField(
        label=_("Name, or last 4 of the ID number"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )

    def words(self) -> str:
        """What is looked for; nothing while it is wrong."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class UploadForm(forms.Form):
    """A roster as a file."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_("xlsx, xls, ods or csv, up to 20 MB. Headers in Chinese or English, in any order."),
        allow_empty_file=True,  # the service says what is wrong with an empty one
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refused before its bytes are held in memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > limits.BYTES:
            raise forms.ValidationError(str(file_sentence("too_large", {"limit": limits.BYTES // 2**20})))
        return file
