"""What officials write about a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from reopening.models import Application
from reopening.policy.content import Reason
from reopening.wording import localise

NOTE_SIZE = 2000


class NoteForm(forms.Form):
    """A remark that may be left out."""

    note = forms.CharField(
        label=_("Remark"), required=False, max_length=NOTE_SIZE, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonsForm(forms.Form):
    """Coded reasons of the policy, several at once, and an explanation."""

    reasons = forms.MultipleChoiceField(label=_("Reasons"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("Explanation for the firm"),
        help_text=_("Say concretely what to do. The firm reads this word for word."),
        required=False,
        max_length=NOTE_SIZE,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, offered: tuple[Reason, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            (reason.code, localise(reason.name.model_dump())) for reason in offered
        ]


class LetterReasonsForm(ReasonsForm):
    """Of what the firm gets as a letter, which has two halves."""

    note_en = forms.CharField(
        label=_("The same in English"),
        help_text=_(
            "May be left out: then the English half of the letter has the explanation as it is above."
        ),
        required=False,
        max_length=NOTE_SIZE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HandOverForm(NoteForm):
    """Give a case to a colleague who reviews there."""

    to = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), to_field_name="public_id")
    field_order = ["to", "note"]

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = application.division_code
        above = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
        self.fields["to"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(appointments__role=Role.REVIEWER, appointments__division_id__in=above)
            .exclude(pk=application.claimed_by_id or 0)
            .distinct()
            .order_by("name", "pk")
        )


class HandBackForm(forms.Form):
    """Give a case back to the colleague who handed it over, and say why."""

    note = forms.CharField(
        label=_("Why it goes back"),
        help_text=_("Your colleague and the office's record say it; the firm does not read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LookForm(forms.Form):
    """Why somebody reads the names of a firm's staff: it is recorded."""

    class Scope:
        HELD = "held"
        ALL = "all"
        ELSEWHERE = "elsewhere"

    scope = forms.ChoiceField(
        label=_("Which people"),
        choices=[
            (Scope.HELD, _("Only people who must stay away")),
            (Scope.ELSEWHERE, _("Only people whom another firm lists too")),
            (Scope.ALL, _("Everybody on the roster")),
        ],
        initial=Scope.HELD,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why you need the names"),
        help_text=_("Your name, the time and this reason are recorded."),
        max_length=200,
        min_length=2,
    )


class ReasonForm(forms.Form):
    """The reason of a grave act; it is public where the act is."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The firm reads this word for word."),
        max_length=1000,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
