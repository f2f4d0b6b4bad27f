from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.choosing import Choosing
from core.place_fields import StreetField
from reopening.forms.firms import choose
from reopening.models import SiteKind, Umbrella, UmbrellaKind
from reopening.policy.content import PlanSection
from reopening.record_marks import mark_of
from reopening.services.umbrellas import FIELDS
from reopening.table_files import limits
from reopening.table_files.refusals import file_sentence
from reopening.wording import localise


class UmbrellaForm(Choosing, forms.ModelForm[Umbrella]):
    """What the operator says once for all tenants."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)  # of one that stands
    division = StreetField(
        label=_("Street or township"), help_text=_("Where the site is; its office takes the cases.")
    )

    class Meta:
        model = Umbrella
        fields = list(FIELDS)
        widgets = {"kind": forms.RadioSelect, "site_kind": forms.RadioSelect}
        help_texts = {
            "site_address": _("Each tenant's door is added to it."),
            "has_isolation_area": _("An isolation area that all tenants share."),
        }

    def __init__(self, *args: Any, sections: Sequence[PlanSection], **kwargs: Any) -> None:
        """:param sections: of the plan, as the policy of the place asks for them"""
        super().__init__(*args, **kwargs)
        self.sections = sections
        if self.instance.pk:
            self.initial["seen"] = mark_of(self.instance, (*FIELDS, "plan"))
        choose(self.fields["kind"], UmbrellaKind.choices)  # no empty choice among the radio buttons
        choose(self.fields["site_kind"], SiteKind.choices)
        self.fields["site_kind"].initial = SiteKind.SHOP
        for section in sections:
            self.fields[f"plan_{section.key}"] = forms.CharField(
                label=_("Plan: %(section)s") % {"section": localise(section.name.model_dump())},
                required=False,
                max_length=5000,
                initial=self.instance.plan.get(section.key, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def plan(self) -> dict[str, str]:
        return {each.key: self.cleaned_data[f"plan_{each.key}"] for each in self.sections}

    def validate_unique(self) -> None:
        """The service answers for what the database holds."""


class TenantFileForm(forms.Form):
    """A list of tenants as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("xlsx, xls, ods or csv, up to 20 MB. Headers in Chinese or English, in any order."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def clean_file(self) -> UploadedFile:
        """Refused before its bytes are held in memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > limits.BYTES:
            raise forms.ValidationError(str(file_sentence("too_large", {"limit": limits.BYTES // 2**20})))
        return file


class DeclareForm(forms.Form):
    """The operator's word that its tenants have authorised it."""

    declared = forms.BooleanField(
        label=_("We have read the declaration and confirm it."),
        error_messages={"required": _("Please read the declaration and confirm it.")},
    )


class SubmitAllForm(forms.Form):
    committed = forms.BooleanField(
        label=_("The tenants have accepted the commitment, and we submit it for them."),
        error_messages={"required": _("Please read and accept the commitment before you submit.")},
    )
