"""Whose number was typed: applications and certificates have numbers of one form, and one may be of both."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from approvals.models import Certificate
from core.models import User
from core.numbers import number_in
from reopening.models import Application, ApplicationStatus

OF_CASE = _("{number} is the number of an application: {firm}, {state}.")
OF_CERTIFICATE = _("{number} is the number of a certificate: {firm}.")


@dataclass(frozen=True)
class Named:
    """A record that has the number, and where it is read."""

    words: str | Promise
    url: str


def also_named(user: User, typed: str, shown: Collection[object] = ()) -> list[Named]:
    """
    What has the number that was typed in a search and is not in its list; no query for what is no number.

    :param shown: keys of the applications, or the certificates, of the list
    """
    number = number_in(typed)
    if not number:
        return []
    cases = Application.objects.visible_to(user).filter(number=number).exclude(status=ApplicationStatus.DRAFT)
    papers = Certificate.objects.visible_to(user).filter(number=number).defer("wording")
    return [
        Named(
            format_lazy(OF_CASE, number=number, firm=each.firm.name, state=each.get_status_display()),
            reverse("approvals:case", args=[each.public_id]) if user.is_official else each.get_absolute_url(),
        )
        for each in cases.select_related("firm")
        if each.public_id not in shown
    ] + [
        Named(format_lazy(OF_CERTIFICATE, number=number, firm=each.firm_name), each.get_absolute_url())
        for each in papers
        if each.public_id not in shown
    ]
