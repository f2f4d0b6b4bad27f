"""Moving several cases from one officer to another."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import Application


class MoveForm(forms.Form):
    """Chosen cases and who takes them over. :param cases: what may be chosen; :param codes: the lead's divisions"""

    cases = forms.ModelMultipleChoiceField(
        label=_("Cases"),
        queryset=Application.objects.none(),
        to_field_name="public_id",
        error_messages={"required": _("Please choose at least one case.")},
    )
    to = forms.ModelChoiceField(
        label=_("Hand over to"), queryset=User.objects.none(), to_field_name="public_id"
    )
    note = forms.CharField(label=_("Remark"), required=False, max_length=1000)

    def __init__(self, *args: Any, cases: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = {code[:length] for code in codes for length in (2, 4, 6, 9) if length <= len(code)}
        here = prefix_q("appointments__division__code", codes) | Q(appointments__division_id__in=above)
        people = User.objects.filter(here, appointments__role=Role.REVIEWER)
        self.fields["to"].queryset = people.distinct().order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined]
