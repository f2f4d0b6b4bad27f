"""What a firm writes when it appeals, and what the office answers."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AppealForm(forms.Form):
    """Why the decision is wrong."""

    grounds = forms.CharField(
        label=_("Why the decision is wrong"),
        help_text=_("Say what the office got wrong, or what it could not know. It reads this word for word."),
        min_length=2,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("The firm reads this word for word."),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
