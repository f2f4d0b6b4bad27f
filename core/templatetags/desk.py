"""What templates need to speak the desk's language: dates, numbers, icons, states. They only show."""

import re
import uuid
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any
from urllib.parse import urlencode

from django import template
from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from core.audit_words import act_named
from core.dates import SHANGHAI, day_shown, instant_shown, shanghai_day
from core.exporting import listings
from core.models import User
from core.once import FIELD

register = template.Library()
STATES = {"status", "state"}  # fields that hold one
SERIAL = re.compile(r"(?<![0-9A-Za-z-])((?:[A-Z]-)?\d{4,20}-[0-9A-Z-]{1,40})")

# One colour and one icon per kind of state (static/css/tokens.css); a word that is not here waits.
STATE_KINDS = {
    "firm": "owed returned open_with_firm rectification paper_due deficient held not_yet_valid",
    "review": "taken under_review recommended running proposed signing computing computed planned departed frozen",
    "approved": "overturned reinstated provided restored unsealed reopened agreed arrived paid "
    "passed confirmed answered approved valid done fulfilled signed published delivered received accepted released",
    "stopped": "not_passed rejected declined refused revoked suspended stopped short block undeliverable failed "
    "recalled untrue sealed in_force",
    "expired": "upheld not_needed withdrawn expired lapsed called_off cancelled closed superseded replaced rolled_back "
    "discarded dropped aborted stranded",
}
KIND_OF = {word: kind for kind, words in STATE_KINDS.items() for word in words.split()}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of static/img/icons.svg; decoration, unless `label` says what it means."""
    if label:
        words = '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(words, label, symbol(name))
    return decoration(name)


@cache
def decoration(name: str) -> SafeString:
    """A page has many, and they are always the same."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', symbol(name))


def symbol(name: str) -> str:
    return f"{static('img/icons.svg')}#{name}"


@register.simple_tag
def state_badge(subject: Any, label: Any = "") -> SafeString:
    """
    The state in word, icon and colour: `{% state_badge application %}` or `{% state_badge "valid" label %}`.

    :param subject: a record with `status` (or `state`) choices, or the state's value with its `label`
    """
    if isinstance(subject, str):
        value, word = str(subject), label or subject
    else:
        name = "status" if hasattr(subject, "status") else "state"
        value, word = getattr(subject, name), label or getattr(subject, f"get_{name}_display")()
    kind = KIND_OF.get(value, "waiting")
    return format_html('<span class="state state-{}">{}{}</span>', kind, icon(kind), word)


@register.simple_tag
def state_word(kind: str, value: str) -> Any:
    """The word of a state, as the audit trail names it. :param kind: of record, as `core.job`"""
    model = apps.all_models[kind.partition(".")[0]].get(kind.partition(".")[2])
    fields = () if model is None else (each for each in model._meta.fields if each.name in STATES)
    return next((dict(each.flatchoices)[value] for each in fields if value in dict(each.flatchoices)), value)


@register.filter
def act(verb: str) -> Any:
    """What the audit trail calls an act, in words."""
    return act_named(verb)


@register.filter
def record_kind(kind: str) -> Any:
    """The word for a kind of record, as the audit trail names it. :param kind: as `core.job`"""
    model = apps.all_models[kind.partition(".")[0]].get(kind.partition(".")[2])
    return kind if model is None else capfirst(model._meta.verbose_name)


@register.simple_tag
def once_key() -> SafeString:
    """A field that lets a form happen once, however often it is sent (core.once)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.simple_tag(takes_context=True)
def export_url(context: Any, listing: str, **more: Any) -> str:
    """Where the list of this page, under its filters, can be asked for as a file; empty for whom it is not open to."""
    request = context["request"]
    if not isinstance(request.user, User) or not listings()[listing].is_open_to(request.user):
        return ""
    query = {name: value for name, value in request.GET.items() if value and name != "cursor"}
    return f"{reverse('core:export-ask')}?{urlencode({'list': listing} | query | more)}"


@register.filter
def shanghai(value: date | datetime | None, parts: str = "minute") -> str:
    """`2020-02-17 (周一) 14:30` in Shanghai; with `parts` "day" or "time" only the one or the other."""
    if not value:
        return ""
    if not isinstance(value, datetime):
        return day_shown(value)
    if parts == "time":
        return f"{value.astimezone(SHANGHAI):%H:%M}"
    return day_shown(shanghai_day(value)) if parts == "day" else instant_shown(value)


@register.filter
def grouped(value: Any) -> str:
    """`12,345` or `2.1`: thousands grouped by three in both languages, no needless zeros."""
    if value is None or value == "":
        return ""
    return f"{Decimal(str(value)).normalize():,f}"


@register.filter
def bracketed(words: Any) -> str:
    """In the brackets of the reader's script."""
    return gettext("(%(words)s)") % {"words": words}


@register.filter
def unbroken(words: Any) -> SafeString:
    """A heading whose numbers, such as `330102008-20261115-S01`, are not torn apart at the end of a line."""
    parts = SERIAL.split(str(words))
    return format_html_join(
        "", "{}", ((serial(each) if odd % 2 else each,) for odd, each in enumerate(parts))
    )


def serial(number: str) -> SafeString:
    return format_html('<span class="serial">{}</span>', number)


@register.filter
def of(mapping: dict[Any, Any], key: Any) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "")


@register.simple_tag
def capped(count: tuple[int, bool]) -> str:
    """A count that stops at its cap: `412` or `1,000+`."""
    value, exact = count
    return grouped(value) if exact else pgettext("capped count", "%(count)s+") % {"count": grouped(value)}


@register.inclusion_tag("_components/cover_bar.html")
def cover_bar(days: Fraction | Decimal | float | None, reserve: float, label: str = "") -> dict[str, Any]:
    """
    Days of cover drawn against the reserve that the policy asks for.

    :param days: how many days the stock lasts; None where nobody uses any
    """
    shown = float(days or 0)
    full = max(reserve * 2, shown, 1.0)
    return {
        "days": None if days is None else Decimal(floor(Fraction(str(days)) * 10)).scaleb(-1),
        "reserve": reserve,
        "label": label,
        "is_short": days is not None and shown < reserve,
        "width": round(100 * shown / full, 1),
        "mark": round(100 * reserve / full, 1),
    }


@register.inclusion_tag("_components/tab.html", takes_context=True)
def tab(
    context: Any, name: str, value: str, label: str, count: int | None = None, *, shown: str | None = None
) -> dict[str, Any]:
    """
    The tab of the part of a list whose parameter `name` has this value; no value stands for the list itself.

    :param shown: the value of the part on the page, where the address may not say it
    """
    request = context["request"]
    now = request.GET.get(name, "") if shown is None else shown
    url = f"?{urlencode({name: value})}" if value else request.path
    return {"label": label, "url": url, "current": now == value, "count": count}
