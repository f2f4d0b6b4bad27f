"""How every form of the desk is drawn, and how a service's refusal becomes words beside the fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
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
    Show a rule's refusal (422) or a stale save (412) in `form`, so that what was typed stays on the page.

    A refusal whose errors name fields of the form goes beside those fields. Every other error passes through.
    """
    try:
        yield
    except DomainError as refusal:
        if refusal.status not in (412, 422):
            raise
        placed = [error for error in refusal.errors if error.get("path") in form.fields]
        for error in placed:
            form.add_error(error["path"], str(error["message"]))
        if not placed:
            form.add_error(None, str(refusal))
