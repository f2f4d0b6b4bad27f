from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from reopening.document_files import limits
from reopening.document_files.reading import refusal
from reopening.services.documents import Sent

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
HEAD = 8  # bytes that tell what a file is
PHOTOS = "image/jpeg,image/png"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, or none; each is refused by its size before its bytes are held in memory."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        sent = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(each, initial) for each in filter(None, sent)]
        for each in files:
            if (each.size or 0) > limits.BYTES:
                refused = refusal(
                    limits.too_large(each.read(HEAD)), named=str(each.name) if files[1:] else ""
                )
                raise forms.ValidationError(str(refused))
        return files


class FilesForm(forms.Form):
    """
    Pages of a paper, or photos of one thing: taken here with the phone's camera, or chosen among what is there.

    Two fields, because a field that opens the camera lets nobody choose a photo taken before.
    """

    fill_later = True  # either will do: neither is called optional
    camera = FilesField(
        label=_("Take a photo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"capture": "environment", "accept": PHOTOS}),
    )
    file = FilesField(required=False, allow_empty_file=True)

    def __init__(self, *args: Any, photos: bool = False, single: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        if single:
            del field.widget.attrs["multiple"]
        field.widget.attrs["accept"] = PHOTOS if photos else ACCEPTED
        field.label = _("Choose photos") if photos else _("Choose files")
        self.single = single
        words = (
            _("JPEG or PNG, up to %(photo)s MB each.")
            if photos
            else _("PDF up to %(pdf)s MB, or photos of the pages as JPEG or PNG, up to %(photo)s MB each.")
        )
        field.help_text = words % {"pdf": limits.PDF_BYTES // 2**20, "photo": limits.PHOTO_BYTES // 2**20}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.files_given():
            self.add_error("file", _("Please choose a file first."))
        elif self.single and len(self.files_given()) > 1:
            self.add_error("file", _("Please send one file only: the photo or the chosen one."))
        return cleaned

    def files_given(self) -> list[UploadedFile]:
        """In the order of the page."""
        return [*self.cleaned_data.get("camera", []), *self.cleaned_data.get("file", [])]

    def sent(self) -> list[Sent]:
        return [Sent(each.name or "", each.read(limits.BYTES + 1)) for each in self.files_given()]


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
