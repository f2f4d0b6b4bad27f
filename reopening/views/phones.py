"""
What the pages of a phone share: the link, who is there, and headers that keep all of it to this phone.

Who the person is stands in a signed cookie for half an hour, so that no page has a code in its address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reopening.declared import link_by_token
from reopening.guessing import TooManyTries
from reopening.models import DeclarationLink, StaffMember
from reopening.services.declarations import HandedIn

COOKIE = "declaration"
SECONDS = 30 * 60
PATH = "/d/"
# How somebody came in. Who only gave name and number sees nothing that was declared before.
BY_CODE, BY_NAME = "code", "name"

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Visitor:
    """Somebody on the phone: `member` once they said who they are, and how they did."""

    link: DeclarationLink
    member: StaffMember | None
    how: str

    @property
    def person(self) -> StaffMember:
        """On pages that are closed to everybody else."""
        if self.member is None:  # `phone_page` sends others to the entrance
            raise Http404
        return self.member

    @property
    def sees_answers(self) -> bool:
        return self.how == BY_CODE


def phone_page(*methods: str, known: bool = True) -> Callable[[View], View]:
    """
    A page of the phone: `view(request, visitor, at)`. An unknown link and a closed one answer alike.

    :param known: who has not said who they are is sent to the entrance
    """

    def wrap(view: View) -> View:
        @login_not_required
        @require_http_methods(list(methods))
        @wraps(view)
        def page(request: HttpRequest, token: str) -> HttpResponse:
            response = answer(view, request, token, known=known)
            response["Cache-Control"] = "no-store"
            # `no-referrer` would make browsers hide the origin too, by which a form is known as ours.
            response["Referrer-Policy"] = "same-origin"
            response["X-Robots-Tag"] = "noindex"
            return response

        return page

    return wrap


def answer(view: View, request: HttpRequest, token: str, *, known: bool) -> HttpResponse:
    link = link_by_token(token)
    if link is None:
        return render(request, "reopening/declaring/unknown.html", status=404)
    visitor = visitor_of(request, link)
    if known and visitor.member is None:
        return redirect("reopening:declare", token)
    try:
        return view(request, visitor, timezone.now())
    except (HandedIn, TooManyTries) as refusal:
        context = {"link": link, "visitor": visitor, "refusal": refusal}
        return render(request, "reopening/declaring/refused.html", context, status=refusal.status)


def visitor_of(request: HttpRequest, link: DeclarationLink) -> Visitor:
    stored = request.get_signed_cookie(COOKIE, default="", max_age=SECONDS)
    token, key, how = (*str(stored).split(" "), "", "", "")[:3]
    try:
        member = link.application.staff.filter(public_id=key).first() if token == link.token else None
    except ValidationError:
        member = None
    if member is not None:
        member.application = link.application
    return Visitor(link, member, how)


def remember(
    response: HttpResponse, link: DeclarationLink, member: StaffMember, *, by_name: bool = False
) -> HttpResponse:
    """Keep on this phone, for half an hour, who is there."""
    how = BY_NAME if by_name else BY_CODE
    response.set_signed_cookie(
        COOKIE,
        f"{link.token} {member.public_id} {how}",
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH)
    return response
