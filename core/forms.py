"""How every form of the desk is drawn, and how a service's refusal becomes words beside the fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Widget

from core.errors import DomainError


def control_class(widget: Widget) -> str:
    """The class that gives a control its look; lists of choices are styled by their fieldset."""
    if widget.use_fieldset or widget.is_hidden:
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class DayInput(forms.DateInput):
    """A day, written as browsers want it whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "input-short"} | (attrs or {}), format="%Y-%m-%d")


class InstantField(forms.DateTimeField):
    """A moment that the database can hold in UTC too: not the first or last hours of the calendar."""

    def to_python(self, value: Any) -> datetime | None:
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class DeskBoundField(forms.BoundField):
    """A field that wears the desk's classes; what the widget itself asks for is kept."""

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    def build_widget_attrs(self, attrs: Any, widget: Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = dict(super().build_widget_attrs(attrs, widget))
        classes = [control_class(widget), widget.attrs.get("class", ""), attrs.get("class", "")]
        if any(classes):
            attrs["class"] = " ".join(filter(None, classes))
        return attrs


class DeskRenderer(TemplatesSetting):
    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"
    bound_field_class = DeskBoundField


@contextmanager
def refusals_in(form: forms.BaseForm) -> Iterator[None]:
    """
    Show a service's refusal in `form`, so that what was typed stays on the page.

    Taken are rules refused (422), stale saves (412), files too large (413) and Django's validation errors.
    Errors that name fields of the form go beside those fields, the rest above the form. Every other error
    passes through.
    """
    try:
        yield
    except ValidationError as error:
        place(form, error)
    except DomainError as refusal:
        if refusal.status not in (412, 413, 422):
            raise
        placed = [each for each in refusal.errors if each.get("path") in form.fields]
        for each in placed:
            form.add_error(each["path"], str(each["message"]))
        if not placed:
            form.add_error(None, str(refusal))


def place(form: forms.BaseForm, error: ValidationError) -> None:
    """Put each message beside its field; what belongs to no field of the form stands above it."""
    named = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for name, found in named.items():
        form.add_error(name if name in form.fields else None, found)
