"""What is answered of a step of the review."""

from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _

from reopening.wording import localise

NOTE_SIZE = 2000


class Checked(Protocol):
    """A step, or a check after the opening."""

    @property
    def checklist(self) -> list[dict[str, str]]: ...


class ChecklistForm(forms.Form):
    """The points of a step that were found in order, and a note."""

    checked = forms.TypedMultipleChoiceField(
        label=_("Checklist"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Colleagues read it, the firm does not. Needed when the step is not passed."),
        required=False,
        max_length=NOTE_SIZE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    fill_later = True

    def __init__(self, *args: Any, step: Checked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["checked"].choices = [  # type: ignore[attr-defined]
            (place, localise(point)) for place, point in enumerate(step.checklist)
        ]
        if not step.checklist:
            del self.fields["checked"]

    def answer(self) -> dict[str, Any]:
        return {"checked": [], **self.cleaned_data}


class WhyForm(forms.Form):
    """Why a step is not needed, or is done again."""

    note = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
