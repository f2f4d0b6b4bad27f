from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.forms.numbers import NumberField


class LabelForm(forms.Form):
    """How many labels: one for each box."""

    USUAL, MOST = 24, 480

    count = NumberField(label=_("Number of labels"), min_value=1, max_value=MOST, initial=USUAL)
