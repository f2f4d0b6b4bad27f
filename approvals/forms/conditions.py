"""Filters of the list of conditions, the same for the page, the API and the file; and what an extension asks."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.queries.conditions import handed_in
from core.dates import shanghai_day
from core.place_fields import PlaceFilter
from reopening.models import Condition, ConditionKind, ConditionStatus

OPEN, HANDED_IN, OVERDUE, MET = "open", "handed_in", "overdue", "met"
STATES = [(HANDED_IN, _("Handed in, to confirm")), (OVERDUE, _("Overdue")), (MET, _("Met"))]


class ConditionFilter(django_filters.FilterSet):
    """Without a state, those that are open."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="in_state", empty_label=_("Open")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ConditionKind.choices, empty_label=_("All"))
    division = PlaceFilter(label=_("Division"))

    class Meta:
        model = Condition
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Condition]) -> QuerySet[Condition]:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["state"] else rows.filter(status=ConditionStatus.OPEN)

    def in_state(self, rows: QuerySet[Condition], _name: str, state: str) -> QuerySet[Condition]:
        if state == HANDED_IN:
            return handed_in(rows)
        if state == MET:
            return rows.filter(status=ConditionStatus.FULFILLED)
        # By `day`, as the index has it.
        late = {"day__lt": shanghai_day(timezone.now())}
        return rows.filter(status=ConditionStatus.OPEN, **late)


class ExtendForm(forms.Form):
    """Until when, and why."""

    due_on = forms.DateField(
        label=_("New day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("The firm reads this word for word."),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
