from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from reopening.document_files import limits
from reopening.document_files.refusals import SENTENCES
from reopening.services.documents import Sent

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
PHOTOS = "image/jpeg,image/png"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; each is refused by its size before its bytes are held in memory."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data]
        if not any(sent):
            raise forms.ValidationError(_("Please choose a file first."))
        files = [super(FilesField, self).clean(each, initial) for each in sent]
        if any((each.size or 0) > limits.BYTES for each in files):
            raise forms.ValidationError(SENTENCES["too_large"] % {"limit": limits.BYTES // 2**20})
        return files


class FilesForm(forms.Form):
    """Pages of a paper, or photos of one thing."""

    file = FilesField(allow_empty_file=True)

    def __init__(self, *args: Any, photos: bool = False, single: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        if single:
            del field.widget.attrs["multiple"]
        field.widget.attrs["accept"] = PHOTOS if photos else ACCEPTED
        field.label = _("Photos") if photos else _("Files")
        words = (
            _("JPEG or PNG, up to %(photo)s MB each.")
            if photos
            else _("PDF up to %(pdf)s MB, or photos of the pages as JPEG or PNG, up to %(photo)s MB each.")
        )
        field.help_text = words % {"pdf": limits.PDF_BYTES // 2**20, "photo": limits.PHOTO_BYTES // 2**20}

    def sent(self) -> list[Sent]:
        return [Sent(each.name or "", each.read(limits.BYTES + 1)) for each in self.cleaned_data["file"]]


class LetterForm(forms.Form):
    """Accepting the letter of commitment of one paper."""

    accepted = forms.BooleanField(
        label=_("I have read the letter of commitment and accept it for my firm."),
        error_messages={"required": _("Please read and accept the letter of commitment.")},
    )


class TurnDownForm(forms.Form):
    """Why an official cannot take a paper."""

    note = forms.CharField(
        label=_("What is wrong with it?"),
        help_text=_("The firm reads this sentence."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
