"""Filters of the lists of certificates: the officials' and the public register."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from approvals.models import Certificate, CertificateStatus
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
        label=_("State"), choices=CertificateStatus.choices, empty_label=_("All")
    )


class RegisterFilter(SearchFilter):
    """What anybody may ask the register."""

    division = django_filters.CharFilter(
        label=_("Division code"), field_name="division_code", lookup_expr="startswith"
    )
    industry = django_filters.CharFilter(
        label=_("Industry code"), field_name="industry_code", lookup_expr="startswith"
    )
    opens_on = django_filters.DateFilter(
        label=_("Opening day"), field_name="valid_from", widget=forms.DateInput(attrs={"type": "date"})
    )
