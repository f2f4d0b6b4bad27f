"""
What a clerk has typed of a call whose consent is not recorded yet: kept in the clerk's session, never in the browser.

One at a time, for half an hour, and gone once the call is recorded. The consent itself is never kept: it is given anew.
"""

from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest

from reopening.forms.hotline import CallForm, NewFirmForm

KEY = "call"
SECONDS = 30 * 60
LONGEST = 200  # characters of one value
FIELDS = {*CallForm.base_fields, *NewFirmForm.base_fields} - {"agreed"}


def keep(request: HttpRequest, page: str, at: datetime) -> None:
    """:param page: the credit code that the page was opened with, or empty"""
    typed = {name: request.POST[name][:LONGEST] for name in FIELDS if request.POST.get(name)}
    request.session[KEY] = {"page": page, "at": at.timestamp(), "typed": typed}


def kept(request: HttpRequest, page: str, at: datetime) -> dict[str, str]:
    """What was typed on this page; empty when there is nothing, or when it is too old."""
    found: dict[str, Any] = request.session.get(KEY) or {}
    is_fresh = found.get("page") == page and at.timestamp() - found["at"] < SECONDS
    return dict(found["typed"]) if is_fresh else {}


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def untouched(form: BaseForm, typed: dict[str, str]) -> dict[str, Any]:
    """The initial values of `form` that nobody has typed over."""
    return {
        name: value
        for name, value in form.initial.items()
        if name not in typed or typed[name] == str(form[name].value())
    }
