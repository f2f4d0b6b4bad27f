"""What an officer asks, what an adviser answers, and what officials write to each other."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.models import CasePart
from approvals.queries.advice import may_be_asked
from core.dates import SHANGHAI
from core.forms import DayInput
from core.models import User
from reopening.models import Application


class AskForm(forms.Form):
    """A question to one or several advisers."""

    people = forms.ModelMultipleChoiceField(
        label=_("Whom"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    parts = forms.MultipleChoiceField(
        label=_("They are shown"),
        choices=CasePart.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside the name, trade and size of the firm. Names of staff are never shown."),
        required=False,
    )
    due_on = forms.DateField(label=_("Answer wanted by"), widget=DayInput())
    due_time = forms.TimeField(label=_("Time (Shanghai)"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = may_be_asked(application)  # type: ignore[attr-defined]

    def question(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "people": list(said["people"]),
            "text": said["text"],
            "parts": said["parts"],
            "due_at": datetime.combine(said["due_on"], said["due_time"], tzinfo=SHANGHAI),
        }


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("It stands on the case with your name. Officials read it, the firm does not."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class CaseNoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note for colleagues"),
        help_text=_(
            "@ and a user name or a whole name tells that person. Notes cannot be changed; no firm sees them."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
