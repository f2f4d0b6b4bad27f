"""What a firm says when it has mended what it was stopped for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MendedForm(forms.Form):
    """One answer: what was done."""

    words = forms.CharField(
        label=_("What have you done?"),
        help_text=_("The officer reads this sentence, and comes to look if need be."),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
