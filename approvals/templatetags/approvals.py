"""Small words for the templates of deciding."""

from typing import Any

from django import template

from reopening.templatetags.wording import in_language

register = template.Library()
register.filter("in_language", in_language)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")
