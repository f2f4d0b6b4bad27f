"""What officials write when they stop a firm, open it again, or look through those that stand still."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms.review import ReasonsForm
from core.place_fields import PlaceFilter
from reopening.models import Halt, HaltKind


class StopForm(ReasonsForm):
    """Why the firm is closed, by the policy's codes, and what it must do."""


class EndForm(forms.Form):
    """What was seen when the firm may open again."""

    note = forms.CharField(
        label=_("What you found"),
        help_text=_("The firm reads this word for word."),
        min_length=2,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HaltFilter(django_filters.FilterSet):
    """Which of the firms that stand still."""

    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=HaltKind.choices, empty_label=_("All"))
    reported = django_filters.BooleanFilter(
        label=_("The firm says it is mended"),
        field_name="reported_at",
        lookup_expr="isnull",
        exclude=True,
        widget=forms.Select(choices=[("", _("All")), ("true", _("Yes")), ("false", _("No"))]),
    )
    division = PlaceFilter(label=_("Division"))

    class Meta:
        model = Halt
        fields: list[str] = []
