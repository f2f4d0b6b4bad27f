"""Limits for people without an account: on guessing codes, on adding themselves, on declaring again and again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.throttling import Misses
from reopening.codes import NoCode
from reopening.declared import member_by_code
from reopening.models import DeclarationLink, StaffMember


class TooManyTries(DomainError):
    status = 429
    code = "too_many_tries"
    message = _("There were many tries in a short time. Please wait a while and try again.")


def member_for(request: Any, link: DeclarationLink, code: str) -> StaffMember:
    """
    The person who holds the code; a caller who has guessed too often gets the same answer for right and wrong.

    :param code: canonical
    :raises NoCode: if nobody does
    :raises TooManyTries: before any look at the roster
    """
    limits = Misses("code_misses"), Misses("link_misses", target=f"link-{link.pk}")
    if any(limit.is_over(request) for limit in limits):
        raise TooManyTries
    member = member_by_code(link, code)
    if member is None:
        for limit in limits:
            limit.count(request)
        raise NoCode
    return member


def refuse_flood(request: Any, member: StaffMember) -> None:
    """:raises TooManyTries: if one person declares too often"""
    if not Misses("declarations", target=f"person-{member.pk}").count(request):
        raise TooManyTries


def refuse_crowd(request: Any) -> None:
    """:raises TooManyTries: if too many add themselves from one address"""
    if not Misses("joins").count(request):
        raise TooManyTries
