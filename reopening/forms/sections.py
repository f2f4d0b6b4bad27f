"""The sections of an application as forms. Everything may be left empty: what is missing, the policy says."""

import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening import industries, packs
from reopening.forms.fields import NumberField, StreetField
from reopening.forms.firms import choose
from reopening.models import Application, SiteKind
from reopening.plan_templates import blanks
from reopening.policy.base import Section
from reopening.services.sections import FIRM_SECTION, SCHEDULE_SECTION, Seen, revision_of
from reopening.wording import localise

YES_NO = [("", _("Not decided yet")), ("true", _("Yes")), ("false", _("Not yet"))]


HIDDEN = ("revision", "page")


def new_page() -> str:
    """A name of its own for each page that is opened."""
    return secrets.token_urlsafe(9)


class Guarded(forms.Form):
    """
    What all sections share: the revision that the person saw, so that nobody's work is overwritten unseen,
    and the name of the page, which may save again and again.
    """

    fill_later = True
    section: ClassVar[Section]
    revision = forms.IntegerField(widget=forms.HiddenInput)
    page = forms.CharField(widget=forms.HiddenInput, initial=new_page, required=False, max_length=32)

    def guard(self, application: Application) -> None:
        """Carry the revision that is shown now."""
        self.initial["revision"] = revision_of(application, self.section)

    def seen(self) -> Seen:
        return Seen(self.cleaned_data["revision"], page=self.cleaned_data["page"])

    def typed(self) -> dict[str, Any]:
        """The values of the section itself, as far as they are valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in HIDDEN}


class ApplicationSectionForm(Guarded, forms.ModelForm[Application]):
    """A section that lives in the application's own fields."""

    def __init__(self, data: Any = None, *, application: Application) -> None:
        super().__init__(data, instance=application)
        self.guard(application)


class FirmSectionForm(ApplicationSectionForm):
    """What and where the site is, and to which class of the policy the firm belongs."""

    section = Section.FIRM

    division = StreetField(
        label=_("Street or township"),
        help_text=_("Where the site is; its office takes your case. Type two characters of the name."),
    )
    area_m2 = NumberField(
        label=_("Floor area (m²)"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=_("The disinfectant you need is computed from it."),
    )
    firm_class = forms.ChoiceField(
        label=_("Class of firm"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("It decides when you may open. If none fits, choose the last one."),
    )
    has_isolation_area = forms.TypedChoiceField(
        label=_("Is there an isolation area?"),
        choices=YES_NO,
        required=False,
        coerce=lambda value: value == "true",
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("A separate, aired room near the entrance for somebody who falls ill at work."),
    )

    class Meta:
        model = Application
        fields = list(FIRM_SECTION)
        widgets = {
            "site_kind": forms.RadioSelect,
            "class_evidence": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "class_evidence": _(
                "One or two sentences, for example the order or the list that names your firm."
            ),
        }

    field_order = [
        "site_kind",
        "division",
        "site_address",
        "area_m2",
        "firm_class",
        "class_evidence",
        "has_isolation_area",
    ]

    def __init__(self, data: Any = None, *, application: Application) -> None:
        super().__init__(data, application=application)
        policy = self.instance.policy_set.rules
        choose(
            self.fields["firm_class"],
            [(each.key, localise(each.name.model_dump())) for each in policy.firm_classes],
        )
        if not policy.firm_classes:
            del self.fields["firm_class"]
        choose(self.fields["site_kind"], SiteKind.choices)  # no empty choice among the radio buttons
        self.suggest_site()
        has = self.instance.has_isolation_area
        self.initial["has_isolation_area"] = "" if has is None else str(has).lower()

    def suggest_site(self) -> None:
        """The usual kind of site of the firm's trade, until one is chosen; the person sees why."""
        usual = industries.usual_site(self.instance.firm.industry_code)
        if usual and not self.instance.site_kind:
            self.initial["site_kind"] = usual
            self.fields["site_kind"].help_text = _(
                "Suggested by the firm's industry; please correct it if needed."
            )


class ScheduleSectionForm(ApplicationSectionForm):
    """When the firm wants to open, and with how many people."""

    section = Section.SCHEDULE

    heads_on_site = NumberField(
        label=_("People on site per day"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("At the same time, at most. The certificate will carry this limit."),
    )

    class Meta:
        model = Application
        fields = list(SCHEDULE_SECTION)
        widgets = {
            "opens_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input-short"}),
        }
        help_texts = {
            "opens_on": _("The day on which people come to work again."),
        }


PACKS, INNER = (
    "_packs",
    "_inner_packs",
)  # behind an item's code: the fields of its packs; the code alone is loose
LARGEST = 1_000_000_000  # base units


class InventoryForm(Guarded):
    """Supplies on hand: for each item of the policy its packs, inner packs and loose units."""

    section = Section.INVENTORY

    def __init__(self, data: Any = None, *, application: Application, initial: dict[str, Any]) -> None:
        """:param initial: base units by item"""
        self.supplies = application.policy_set.rules.supplies
        self.stored = initial
        super().__init__(data, initial=self.in_packs(initial))
        self.guard(application)
        for supply in self.supplies:
            name = localise(supply.name.model_dump())
            if supply.pack_units > 1:
                self.fields[supply.item + PACKS] = count_field(
                    name, packs.pack_name(supply), supply.pack_units
                )
            if packs.has_inner(supply):
                inner = supply.inner_pack_units or 1
                self.fields[supply.item + INNER] = count_field(name, packs.inner_name(supply), inner)
            self.fields[supply.item] = count_field(name, localise(supply.unit.model_dump()), 1)

    def in_packs(self, quantities: dict[str, int]) -> dict[str, int | None]:
        initial: dict[str, int | None] = {}
        for supply in self.supplies:
            if supply.item in quantities:
                count = packs.counted(supply, quantities[supply.item])
                names = (supply.item + PACKS, supply.item + INNER, supply.item)
                initial |= dict(zip(names, (count.packs, count.inner_packs, count.loose), strict=True))
        return initial

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for item, quantity in self.quantities().items():
            if quantity > LARGEST and item not in self.errors:
                self.add_error(item, _("This number is too large."))
        return cleaned

    def quantities(self) -> dict[str, int]:
        """What was stated, in base units by item; an item whose fields are all empty states nothing."""
        found = {}
        for supply in self.supplies:
            parts = (self.cleaned_data.get(supply.item + kind) for kind in (PACKS, INNER, ""))
            count = packs.Count(*parts)
            if count.is_stated:
                found[supply.item] = packs.units(supply, count)
        return found

    @property
    def changed_data(self) -> list[str]:  # type: ignore[override]
        """The items whose quantity differs, however it was counted."""
        if not hasattr(self, "cleaned_data"):
            return []
        return [item for item, quantity in self.quantities().items() if self.stored.get(item) != quantity]

    def rows(self) -> list[dict[str, Any]]:
        """Each item as it is drawn: its fields, and what they come to."""
        quantities = self.quantities() if hasattr(self, "cleaned_data") else self.stored
        return [
            {
                "title": localise(supply.name.model_dump()),
                "unit": localise(supply.unit.model_dump()),
                "fields": [
                    self[supply.item + kind]
                    for kind in (PACKS, INNER, "")
                    if supply.item + kind in self.fields
                ],
                "quantity": quantities.get(supply.item),
                "words": packs.words(supply, quantities[supply.item]) if supply.item in quantities else "",
            }
            for supply in self.supplies
        ]


def count_field(item: str, unit: str, size: int) -> forms.IntegerField:
    """One number of a count. :param size: base units that one of it holds"""
    label = _("%(item)s (%(unit)s)") % {"item": item, "unit": unit}
    field = forms.IntegerField(
        label=label,
        min_value=0,
        max_value=LARGEST,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-units": size}),
    )
    field.unit, field.size = unit, size  # type: ignore[attr-defined]
    return field


@dataclass(frozen=True)
class PlanRow:
    field: Any
    blanks: list[str]
    can_insert: bool


class PlanForm(Guarded):
    """The sections of the prevention plan; firms of few people are asked for fewer."""

    section = Section.PLAN

    def __init__(
        self, data: Any = None, *, application: Application, initial: dict[str, Any], drafts: dict[str, str]
    ) -> None:
        """:param drafts: a starting text by section"""
        super().__init__(data, initial=initial)
        self.guard(application)
        self.drafts = drafts
        asked = application.policy_set.rules.plan.sections_for(
            application.heads_on_site or 0, application.site_kind
        )
        for section in asked:
            self.fields[section.key] = forms.CharField(
                label=localise(section.name.model_dump()),
                help_text=localise(section.hint_for(application.site_kind).model_dump()),
                max_length=5000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
            )

    def rows(self) -> list[PlanRow]:
        """What the page draws: each field with what is still open in it, and whether it can take its template."""
        return [
            PlanRow(field, blanks(str(field.value() or "")), field.name in self.drafts and not field.value())
            for field in self.visible_fields()
        ]

    def texts(self) -> dict[str, str]:
        """What was typed, and where `insert` names an empty section (`all`: every one), its template."""
        wanted = self.data.get("insert", "")
        return {
            key: text if text.strip() or wanted not in (key, "all") else self.drafts.get(key, "")
            for key, text in self.typed().items()
        }


class SubmitForm(forms.Form):
    """Accepting the commitment."""

    committed = forms.BooleanField(
        label=_("I have read the commitment and accept it for my firm."),
        error_messages={"required": _("Please read and accept the commitment before you submit.")},
    )


class WithdrawForm(forms.Form):
    note = forms.CharField(
        label=_("Why do you withdraw it?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
