"""A name for the filters that are in use."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from approvals.facets import query_of
from approvals.forms.queue import QueueFilter
from approvals.permissions import leads
from approvals.queries.queue import queue
from core.models import Division, Role, User

QUERY_SIZE = 500


class SavedViewForm(forms.Form):
    """`query` must be filters that the queue understands; what is none of them is left out."""

    name = forms.CharField(label=_("Name of the view"), max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, max_length=QUERY_SIZE)
    share_with = forms.ModelChoiceField(
        label=_("Share with the office"),
        help_text=_("Everybody who reviews or approves there sees it as a tab."),
        queryset=Division.objects.none(),
        required=False,
        empty_label=_("Nobody, only I see it"),
    )
    field_order = ["name", "share_with", "query"]

    def __init__(self, *args: Any, user: User, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.request = user, request
        codes = [code for code in user.role_prefixes(Role.REVIEWER, Role.APPROVER) if leads(user, code)]
        if codes:
            self.fields["share_with"].queryset = (  # type: ignore[attr-defined]
                Division.objects.filter(code__in=codes).order_by("code")
            )
        else:
            del self.fields["share_with"]

    def clean_query(self) -> str:
        text = self.cleaned_data["query"].removeprefix("?")
        filters = QueueFilter(QueryDict(text), queryset=queue(self.user), request=self.request)
        query = query_of(filters) if filters.is_valid() else {}
        if not query:
            raise forms.ValidationError(_("Please choose some filters first, then save them as a view."))
        return urlencode(query)
