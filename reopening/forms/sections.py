"""The sections of an application as forms. Everything may be left empty: what is missing, the policy says."""

import secrets
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choosing import Choosing
from core.forms import DayInput
from core.place_fields import StreetField
from reopening import industries
from reopening.forms.fields import PrintedField
from reopening.forms.firms import choose
from reopening.forms.numbers import NumberField
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


class FirmSectionForm(Choosing, ApplicationSectionForm):
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
        field_classes = {"site_address": PrintedField}
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

    exposed_heads = NumberField(
        label=_("Of these, on exposed posts"), required=False, min_value=0, max_value=1_000_000
    )

    class Meta:
        model = Application
        fields = list(SCHEDULE_SECTION)
        widgets = {
            "opens_on": DayInput(),
        }
        help_texts = {
            "opens_on": _("The day on which people come to work again."),
        }

    def __init__(self, data: Any = None, *, application: Application) -> None:
        super().__init__(data, application=application)
        rule = self.instance.policy_set.rules.exposed_posts
        if rule is None:
            del self.fields["exposed_heads"]
        else:
            words = _("They use up more: %(posts)s. Enter 0 if there is nobody.")
            self.fields["exposed_heads"].help_text = words % {"posts": localise(rule.posts.model_dump())}


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

    @property
    def has_empty(self) -> bool:
        """Whether a template has a place to go to."""
        return any(row.can_insert for row in self.rows())

    @property
    def reloads(self) -> bool:
        """Once a template is in, the page shows it."""
        return "insert" in self.data

    @property
    def changed_data(self) -> list[str]:  # type: ignore[override]
        """A section that takes its template changes, too."""
        return [*super().changed_data, *(self.drafts if self.reloads else ())]

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
