from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from core.place_fields import PlaceField
from reopening.table_files import limits
from reopening.table_files.refusals import file_sentence


class OrderFileForm(forms.Form):
    """A list of orders as a file, for one district of the dispatcher's."""

    division = PlaceField(label=_("District"), levels=(6,))
    file = forms.FileField(
        label=_("File"),
        help_text=_("xlsx, xls, ods or csv, up to 20 MB. Headers in Chinese or English, in any order."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PlaceField", self.fields["division"]).own(user.role_prefixes(Role.DISPATCHER))

    def clean_file(self) -> UploadedFile:
        """Refused before its bytes are held in memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > limits.BYTES:
            raise forms.ValidationError(str(file_sentence("too_large", {"limit": limits.BYTES // 2**20})))
        return file
