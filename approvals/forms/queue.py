"""Filters of the review queue, the same for the page, the counts, the saved views and the API."""

import re
from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.queries.policies import choices_of, policies_for
from approvals.queries.queue import divisions_near, named
from core.dates import shanghai_day, start_of
from core.models import Role
from reopening.models import WITH_OFFICIALS, Application, ApplicationStatus, Firm
from reopening.routing import DIGITS
from reopening.wording import localise

STATUSES = [(status.value, status.label) for status in WITH_OFFICIALS]
FLAGS = [
    ("resubmitted", _("Handed in again")),
    ("overdue", _("Overdue")),
    ("escalated", _("Handed up")),
    ("due_today", _("Due today")),
    ("unclaimed", _("Nobody has it")),
    ("noted", _("Points to note")),
    ("short", _("Masks short")),
]
ORDER_NAMES = [("due", _("Time left")), ("priority", _("Four priorities")), ("received", _("Handed in"))]
MY_OFFICE = "mine"
SEARCH_SIZE = 2
CODE = re.compile(r"[0-9A-Za-z-]+")


class QueueFilter(django_filters.FilterSet):
    """Each filter narrows the cases the person sees anyway."""

    search = django_filters.CharFilter(
        label=_("Name, code or number"),
        method="searched",
        min_length=SEARCH_SIZE,
        error_messages={"min_length": _("Please type at least two characters.")},
        widget=forms.SearchInput(attrs={"data-search": ""}),
    )
    division = django_filters.ChoiceFilter(
        label=_("Division"), field_name="division_code", lookup_expr="startswith", empty_label=_("All")
    )
    order = django_filters.ChoiceFilter(
        label=pgettext_lazy("of a list", "Order"),
        choices=ORDER_NAMES[1:],
        method="ordered",
        empty_label=ORDER_NAMES[0][1],
    )
    phase = django_filters.ChoiceFilter(label=_("Phase"), empty_label=_("All"))
    status = django_filters.ChoiceFilter(label=_("State"), choices=STATUSES, empty_label=_("All"))
    vars()["class"] = django_filters.ChoiceFilter(
        label=_("Class of firm"), field_name="judged_class", empty_label=_("All")
    )
    lane = django_filters.ChoiceFilter(label=_("Lane"), empty_label=_("All"), method="in_lane")
    flag = django_filters.ChoiceFilter(label=_("Flag"), choices=FLAGS, method="flagged", empty_label=_("All"))
    office = django_filters.ChoiceFilter(label=_("Office"), method="of_office", empty_label=_("All"))
    mine = django_filters.BooleanFilter(
        label=_("Only mine"), method="claimed_by_me", widget=forms.CheckboxInput
    )
    due_before = django_filters.IsoDateTimeFilter(
        label=_("Due before"), field_name="due_at", lookup_expr="lt", widget=forms.HiddenInput
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, chosen = self.request.user, self.data.get("division", "")
        policies, divisions = policies_for(user), divisions_near(user, chosen)
        self.filters["division"].extra["choices"] = [(row.code, str(row)) for row in divisions]
        self.filters["phase"].extra["choices"] = choices_of(policies, "phases")
        self.filters["class"].extra["choices"] = choices_of(policies, "classes")
        self.filters["lane"].extra["choices"] = choices_of(policies, "lanes")
        own = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
        trades = {
            f"{code}.{key}": name
            for words in policies
            for key, (level, name) in words.trade_offices.items()
            for code in own
            if len(code) == DIGITS[level]
        }
        self.filters["office"].extra["choices"] = [
            (MY_OFFICE, _("My office")),
            *[(row.code, str(row)) for row in divisions if len(row.code) in DIGITS.values()],
            *[(code, localise(name)) for code, name in trades.items()],
        ]

    @property
    def order_name(self) -> str:
        return self.form.cleaned_data.get("order") or "due"

    @property
    def used(self) -> dict[str, Any]:
        """The filters in use, by name; an order is none."""
        return {name: value for name, value in self.form.cleaned_data.items() if value and name != "order"}

    def rows_without(self, name: str) -> QuerySet[Application]:
        """What the other filters leave."""
        rows = self.queryset
        for other, value in self.form.cleaned_data.items():
            if other != name:
                rows = self.filters[other].filter(rows, value)
        return rows

    def ordered(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows

    def flagged(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(self.flag_q(value))

    @staticmethod
    def flag_q(value: str) -> Q:
        today = start_of(shanghai_day(timezone.now()))
        return {
            "resubmitted": Q(status=ApplicationStatus.SUBMITTED, submissions__gt=1),
            "overdue": Q(due_at__lt=Now()),
            "escalated": Q(escalated_to__gt=""),
            "due_today": Q(due_at__gte=today, due_at__lt=today + timedelta(days=1)),
            "unclaimed": Q(claimed_by__isnull=True),
            "noted": Q(points_to_note__gt=0),
            "short": Q(is_short=True),
        }[value]

    def of_office(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        if value == MY_OFFICE:
            own = self.request.user.role_prefixes(Role.REVIEWER, Role.APPROVER)
            return rows.filter(office_code__in=own)
        code, _dot, trade = value.partition(".")
        rows = rows.filter(office_code=code)
        return rows.filter(trade_office=trade) if trade else rows

    def in_lane(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(lane=value, lane__gt="")  # the second is what the index holds

    def claimed_by_me(self, rows: QuerySet[Application], name: str, value: bool) -> QuerySet[Application]:
        return rows.filter(claimed_by=self.request.user) if value else rows

    def searched(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        """A number and a credit code from their first characters, a name by any of its parts."""
        words = value.strip()
        if not CODE.fullmatch(words):
            return rows.filter(named(words))
        code = words.upper()
        found = Application.objects.filter(number__startswith=code).values("pk")
        others = (Firm.objects.filter(credit_code__startswith=code), Firm.objects.named(words))
        for firms in others:
            found = found.union(Application.objects.filter(firm__in=firms.values("pk")).values("pk"))
        return rows.filter(pk__in=found)
