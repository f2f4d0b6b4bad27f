"""What a firm writes when it appeals, and what the office answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.document_files import limits
from reopening.forms.documents import ACCEPTED, FilesField
from reopening.services.documents import Sent


class PapersForm(forms.Form):
    """Papers enclosed with an appeal: PDF, or photos of the pages."""

    papers = FilesField(label=_("Papers enclosed"), required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("PDF up to %(pdf)s MB, or photos of the pages as JPEG or PNG, up to %(photo)s MB each.")
        figures = {"pdf": limits.PDF_BYTES // 2**20, "photo": limits.PHOTO_BYTES // 2**20}
        self.fields["papers"].help_text = words % figures
        self.fields["papers"].widget.attrs["accept"] = ACCEPTED

    def clean_papers(self) -> list[Sent]:
        return [Sent(each.name or "", each.read(limits.BYTES + 1)) for each in self.cleaned_data["papers"]]


class AppealForm(PapersForm):
    """Why the decision is wrong, and what shows it."""

    field_order = ("grounds", "papers")
    grounds = forms.CharField(
        label=_("Why the decision is wrong"),
        help_text=_("Say what the office got wrong, or what it could not know. It reads this word for word."),
        min_length=2,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class EncloseForm(PapersForm):
    """Further papers, while the appeal waits for its answer."""

    fill_later = True  # not called optional: none at all is refused with a sentence

    def clean_papers(self) -> list[Sent]:
        sent = super().clean_papers()
        if not sent:
            raise forms.ValidationError(_("Please choose a file first."))
        return sent


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The firm reads this word for word."),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
