"""Filters of the review queue, the same for the page and the API."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from approvals.queries.queue import divisions_of, phases_of
from reopening.models import WITH_OFFICIALS, Application, Firm

STATUSES = [(status.value, status.label) for status in WITH_OFFICIALS]
FLAGS = [("resubmitted", _("Handed in again")), ("overdue", _("Overdue"))]
SEARCH_SIZE = 2


class QueueFilter(django_filters.FilterSet):
    """Each filter narrows the cases the person sees anyway."""

    division = django_filters.ChoiceFilter(
        label=_("Division"), field_name="division_code", lookup_expr="startswith", empty_label=_("All")
    )
    phase = django_filters.ChoiceFilter(label=_("Phase"), empty_label=_("All"))
    status = django_filters.ChoiceFilter(label=_("State"), choices=STATUSES, empty_label=_("All"))
    flag = django_filters.ChoiceFilter(label=_("Flag"), choices=FLAGS, method="flagged", empty_label=_("All"))
    mine = django_filters.BooleanFilter(
        label=_("Only mine"), method="claimed_by_me", widget=forms.CheckboxInput
    )
    search = django_filters.CharFilter(
        label=_("Name, code or number"),
        method="searched",
        widget=forms.SearchInput(attrs={"data-search": ""}),
    )
    due_before = django_filters.IsoDateTimeFilter(
        label=_("Due before"), field_name="due_at", lookup_expr="lt", widget=forms.HiddenInput
    )
    vars()["class"] = django_filters.CharFilter(
        label=_("Class of firm"), field_name="firm_class", widget=forms.HiddenInput
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.filters["division"].extra["choices"] = [(row.code, str(row)) for row in divisions_of(user)]
        self.filters["phase"].extra["choices"] = phases_of(user)

    def flagged(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(Q(submissions__gt=1) if value == "resubmitted" else Q(due_at__lt=Now()))

    def claimed_by_me(self, rows: QuerySet[Application], name: str, value: bool) -> QuerySet[Application]:
        return rows.filter(claimed_by=self.request.user) if value else rows

    def searched(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        words = value.strip()
        if len(words) < SEARCH_SIZE:
            return rows
        exact = Q(number__iexact=words) | Q(firm__credit_code__iexact=words)
        return rows.filter(exact | Q(firm__in=Firm.objects.named(words).values("pk")))
