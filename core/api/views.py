"""What the API's views share."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django_filters import FilterSet
from rest_framework import viewsets
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.request import Request

from core.models import User

PAGE_PARAMETERS = {"limit", "cursor", "format", "lang"}


class DeskViewSet(viewsets.GenericViewSet[Any]):
    """
    A collection of the API.

    Set `filterset_class` for the query parameters of the list; any other parameter is refused by name.
    Rows come from `visible_to`, so that what a person may not see does not exist for them (404).
    """

    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    filterset_class: type[FilterSet] | None = None
    query_parameters: Iterable[str] = ()

    @property
    def person(self) -> User:
        """Who asks, in views that are closed to strangers."""
        if not isinstance(self.request.user, User):
            raise NotAuthenticated
        return self.request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        known = PAGE_PARAMETERS | set(self.query_parameters)
        if self.filterset_class is not None:
            known |= set(self.filterset_class.base_filters)
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            message = _("There is no such parameter here.")
            raise ValidationError({name: [message] for name in unknown})

    @staticmethod
    def checked(form: Any) -> Any:
        """What a form made of its data. :raises ValidationError: naming each field that is wrong"""
        if not form.is_valid():
            raise ValidationError({name: list(map(str, found)) for name, found in form.errors.items()})
        return form.cleaned_data

    def filter_queryset(self, queryset: Any) -> Any:
        if self.filterset_class is None:
            return queryset
        filters = self.filterset_class(self.request.query_params, queryset=queryset, request=self.request)
        if not filters.is_valid():
            raise ValidationError(filters.errors)
        return filters.qs
