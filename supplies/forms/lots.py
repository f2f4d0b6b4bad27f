from django import forms
from django.utils.translation import gettext_lazy as _


class LabelForm(forms.Form):
    """How many labels: one for each box."""

    USUAL, MOST = 24, 480

    count = forms.IntegerField(label=_("Number of labels"), min_value=1, max_value=MOST, initial=USUAL)
