"""The two error translations: refusals and mistakes become problem documents (API) or plain pages."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from rest_framework import exceptions
from rest_framework.views import set_rollback

from core.api.parsers import BodyTooLarge
from core.errors import Busy, DomainError, TransitionNotAllowed
from core.texts import SECRET

PROBLEM_JSON = "application/problem+json"
IN_WORDS = re.compile(r"[^!-~]")  # a space, or a character of a language other than code


def request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def problem(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: RFC 9457 problem documents in the language of the request."""
    set_rollback()
    if isinstance(error, DomainError):
        return refusal_problem(error)
    if isinstance(error, OperationalError):
        return refusal_problem(Busy())
    if isinstance(error, ValidationError):
        error = exceptions.ValidationError(
            error.message_dict if hasattr(error, "error_dict") else error.messages
        )
    if isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    headers = {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    errors = list(flat(error.detail)) if isinstance(error, exceptions.ValidationError) else []
    detail = _("Please check the marked fields.") if errors else str(error.detail)
    return document(error.status_code, error.default_code, detail, errors=errors, headers=headers)


def refusal_problem(error: DomainError) -> HttpResponse:
    extra = {"current_status": error.current} if isinstance(error, TransitionNotAllowed) else {}
    headers = {"Retry-After": "5"} if error.status == 503 else {}
    return document(error.status, error.code, str(error), errors=error.errors, headers=headers, **extra)


def document(
    status: int,
    code: str,
    detail: str,
    *,
    errors: list[dict[str, Any]],
    headers: dict[str, str],
    **extra: Any,
) -> HttpResponse:
    return problem_json(words(status, code, detail) | {"errors": errors, **extra}, status, headers)


def problem_json(body: dict[str, Any], status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """
    JSON whatever the view renders else: a page of words about the API, too, answers programs. What it says again of
    a request may hold halves of characters, which no text can be sent with.
    """
    text = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False).encode(errors="replace")
    return HttpResponse(text, status=status, headers=headers, content_type=PROBLEM_JSON)


def words(status: int, code: str, detail: str) -> dict[str, Any]:
    """What every problem document says."""
    return {
        "type": f"urn:reopening-desk:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "request_id": request_id(),
        "errors": [],
    }


def flat(detail: Any, path: str = "") -> Iterator[dict[str, Any]]:
    """DRF's nested details as `{path, code, message}` rows."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from flat(value, f"{path}.{key}" if path else str(key))
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from flat(value, f"{path}.{index}" if nested else path)
    else:
        yield {"path": path, "code": getattr(detail, "code", "invalid"), "message": str(detail)}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """
    A request that Django itself refuses. Django's own view reads the form once more, and fails at it once more.
    """
    error: exceptions.APIException = exceptions.ParseError(
        _("The request could not be understood. Nothing was changed.")
    )
    if isinstance(exception, RequestDataTooBig):
        error = BodyTooLarge()
    if is_for_programs(request):
        return plain_document(error)
    return HttpResponse(get_template("400.html").render(), status=error.status_code)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    return (
        plain_document(exceptions.NotFound())
        if is_for_programs(request)
        else page_not_found(request, exception)
    )


def is_for_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def plain_document(error: exceptions.APIException) -> HttpResponse:
    """A problem document where no view of the API has come to speak."""
    return problem_json(words(error.status_code, error.default_code, str(error.detail)), error.status_code)


def typed(request: HttpRequest) -> list[str]:
    """The sentences of the form that was sent, so that a refusal costs nobody what they wrote; no secrets."""
    fields = request.POST.items() if request.method == "POST" else ()
    words = [str(value).strip() for name, value in fields if not SECRET.search(name)]
    return [each for each in words if IN_WORDS.search(each)]


class RefusalMiddleware:
    """Pages: a refusal becomes a message on the page the person came from, or a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError):
            error = Busy()
        if not isinstance(error, DomainError):
            return None
        if error.status == 422 and (back := self.way_back(request)):
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        context = {"error": error, "back": self.way_back(request) or "/", "typed": typed(request)}
        response = render(request, "core/refusal.html", context, status=error.status)
        if error.status == 503:
            response["Retry-After"] = "5"
        return response

    @staticmethod
    def way_back(request: HttpRequest) -> str | None:
        """The page the form was sent from, if it is ours."""
        referer = request.headers.get("Referer", "")
        ours = url_has_allowed_host_and_scheme(
            referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return referer if ours and request.method == "POST" else None
