"""What somebody else saved while a form was open, in words beside the form."""

from typing import Any

from django.forms import BaseForm


def saved_meanwhile(now: BaseForm, form: Any, guard: str = "revision") -> list[tuple[str, str]]:
    """
    What somebody else saved in the fields that now differ, as (label, value).

    The form takes the new `guard`, so that saving once more is a decision.

    :param now: the same form with what stands now
    """
    typed = form.data.copy()
    typed[guard] = now[guard].initial
    form.data = typed
    return [
        (str(now[name].label), shown(now[name]))
        for name, field in form.fields.items()
        if name in now.fields
        and not field.widget.is_hidden
        and field.has_changed(now[name].initial, form[name].data)
    ]


def shown(field: Any) -> str:
    """A field's saved value in words."""
    labels = {str(value): str(label) for value, label in getattr(field.field, "choices", [])}
    value = field.field.prepare_value(field.initial)
    return labels.get(str(getattr(value, "pk", value)), str(value if value is not None else "–"))
