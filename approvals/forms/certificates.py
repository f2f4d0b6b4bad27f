"""Filters of the lists of certificates: the officials' and the public register."""

from datetime import date

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from approvals.models import Certificate, StateNow
from approvals.models.certificates import CertificateQuerySet
from core.dates import shanghai_day
from core.forms import DayInput
from core.place_fields import PlaceFilter
from reopening.forms.industries import IndustryFilter
from reopening.models import Firm

SEARCH_SIZE = 2


class SearchFilter(django_filters.FilterSet):
    """By name (Chinese substrings of two characters or more), credit code or number."""

    search = django_filters.CharFilter(
        label=_("Name, code or number"),
        method="searched",
        widget=forms.SearchInput(attrs={"data-search": ""}),
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def searched(self, rows: QuerySet[Certificate], name: str, value: str) -> QuerySet[Certificate]:
        words = value.strip()
        if len(words) < SEARCH_SIZE:
            return rows
        firms = Firm.objects.named(words).values("pk")
        return rows.filter(
            Q(application__firm__in=firms) | Q(number__iexact=words) | Q(credit_code__iexact=words)
        )


class CertificateFilter(SearchFilter):
    status = django_filters.ChoiceFilter(
        label=_("State"),
        choices=StateNow.choices,
        method="in_state",
        empty_label=_("All"),
    )

    def in_state(self, rows: CertificateQuerySet, name: str, value: str) -> CertificateQuerySet:
        """As its check page says today."""
        return rows.in_state(value, shanghai_day(timezone.now()))


class RegisterForm(forms.Form):
    def clean_open_on(self) -> date | None:
        day: date | None = self.cleaned_data["open_on"]
        if day and day < shanghai_day(timezone.now()):
            raise forms.ValidationError(
                _("Today or later, please: the register says who may be open now or will be.")
            )
        return day


class RegisterFilter(SearchFilter):
    """What anybody may ask the register: of today, unless it is asked for a later day."""

    open_on = django_filters.DateFilter(label=_("Open on"), method="as_it_is", widget=DayInput())

    division = PlaceFilter(label=_("Division"))
    industry = IndustryFilter(label=_("Industry"))
    opens_on = django_filters.DateFilter(label=_("Opening day"), field_name="valid_from", widget=DayInput())

    class Meta(SearchFilter.Meta):
        form = RegisterForm

    def filter_queryset(self, queryset: CertificateQuerySet) -> QuerySet[Certificate]:
        day = self.form.cleaned_data["open_on"] or shanghai_day(timezone.now())
        found: QuerySet[Certificate] = super().filter_queryset(queryset.standing(day))
        return found

    def as_it_is(self, rows: QuerySet[Certificate], name: str, value: date) -> QuerySet[Certificate]:
        """Asked above, for without it the day is today."""
        return rows
