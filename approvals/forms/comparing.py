"""Two cases, by their numbers: of the queue, or decided already."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from approvals.forms.queue import ORDER_NAMES
from approvals.queries.queue import QueueRow, filed, keys, queue_rows
from core.models import User


class CompareForm(forms.Form):
    """`cleaned_data["cases"]`: the lines of both, in the order in which they were named."""

    first = forms.CharField(label=_("Number of a case"), max_length=32)
    second = forms.CharField(label=_("Number of another case"), max_length=32)
    order = forms.ChoiceField(label=pgettext_lazy("of a list", "Order"), choices=ORDER_NAMES, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        numbers = {name: data[name].strip().upper() for name in ("first", "second") if data.get(name)}
        rows = queue_rows(keys(filed(self.user)).filter(number__in=numbers.values()).order_by("pk"))
        found: dict[str, QueueRow] = {row.case.number: row for row in rows}
        for name, number in numbers.items():
            if number not in found:
                self.add_error(name, _("No case of this number was handed in within your divisions."))
        if len(numbers) == 2 and numbers["first"] == numbers["second"]:
            self.add_error("second", _("Please name two different cases."))
        data["cases"] = [found.get(number) for number in numbers.values()]
        return data
