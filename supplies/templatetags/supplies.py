from django import template

from supplies import costs
from supplies.models import Item

register = template.Library()


@register.filter
def in_units(number: int, item: Item) -> str:
    """`{{ line.quantity|in_units:line.item }}`: `1 piece`, `1,200 pieces`"""
    return item.in_units(number)


@register.filter
def km(metres: int) -> str:
    """`12.3`: metres as kilometres with one decimal."""
    return f"{metres / 1000:,.1f}"


@register.filter
def yuan(fen: int) -> str:
    """`{{ line.share_fen|yuan }}`: `1,234.05`"""
    return costs.yuan(fen)
