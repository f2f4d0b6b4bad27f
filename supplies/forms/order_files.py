from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.table_files import limits
from reopening.table_files.refusals import file_sentence


class OrderFileForm(forms.Form):
    """A list of orders as a file, for one district of the dispatcher's."""

    division = forms.ModelChoiceField(Division.objects.none(), label=_("District"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("xlsx, xls, ods or csv, up to 20 MB. Headers in Chinese or English, in any order."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = Division.objects.filter(
            prefix_q("code", user.role_prefixes(Role.DISPATCHER)), code__regex=r"^\d{6}$"
        )
        field = self.fields["division"]
        field.queryset = districts.order_by("code")  # type: ignore[attr-defined]
        field.initial = districts.order_by("code").first()

    def clean_file(self) -> UploadedFile:
        """Refused before its bytes are held in memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > limits.BYTES:
            raise forms.ValidationError(str(file_sentence("too_large", {"limit": limits.BYTES // 2**20})))
        return file
