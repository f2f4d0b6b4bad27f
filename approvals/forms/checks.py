"""What is answered of a check after the opening."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms.steps import NOTE_SIZE, ChecklistForm


class CheckForm(ChecklistForm):
    """The points that are as promised, and what is not."""

    note = forms.CharField(
        label=_("What you found"),
        help_text=_("Needed when something is not as promised: the firm then reads it word for word."),
        required=False,
        max_length=NOTE_SIZE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
