"""Which firm and which application a page is about: others' are not found, officials act for none."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from core.errors import TransitionNotAllowed
from core.models import User
from reopening.models import Application, Firm, PolicySet, PolicyStatus
from reopening.permissions import acts_for, acts_for_firm, is_policy_administrator, memberships


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is an answer too."""
    return request.POST if request.method == "POST" else None


def person(request: HttpRequest) -> User:
    """Who is signed in; the pages of this package are closed to everybody else."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def own_firm(request: HttpRequest, public_id: uuid.UUID) -> Firm:
    """The firm, for a person who acts for it; 404 when it is not visible at all, 403 to an official."""
    firm = get_object_or_404(Firm.objects.visible_to(person(request)), public_id=public_id)
    if not acts_for(person(request), firm):
        raise PermissionDenied
    return firm


def members_firm(request: HttpRequest, public_id: uuid.UUID) -> Firm:
    """The firm, for its own people alone."""
    firm = own_firm(request, public_id)
    if firm.pk not in memberships(person(request)):
        raise PermissionDenied
    return firm


def visible_application(request: HttpRequest, public_id: uuid.UUID) -> Application:
    rows = Application.objects.visible_to(person(request)).select_related(
        "firm", "division", "policy_set", "amends"
    )
    return get_object_or_404(rows, public_id=public_id)


def own_application(request: HttpRequest, public_id: uuid.UUID) -> Application:
    """The application, for a person who acts for its firm; 403 to an official who may see it."""
    application = visible_application(request, public_id)
    if not acts_for_firm(person(request), application):
        raise PermissionDenied
    return application


def official(request: HttpRequest) -> User:
    """:raises PermissionDenied: unless the person holds a role somewhere"""
    user = person(request)
    if not user.is_official:
        raise PermissionDenied
    return user


def visible_policy_set(request: HttpRequest, public_id: uuid.UUID) -> PolicySet:
    """A set that this official may read; a draft is found by its place's administrators only."""
    rows = PolicySet.objects.visible_to(official(request)).select_related(
        "division", "made_from", "drafted_by", "published_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def own_draft(request: HttpRequest, public_id: uuid.UUID) -> PolicySet:
    """
    A draft that this administrator may change.

    :raises TransitionNotAllowed: if it is no draft any more
    """
    policy_set = visible_policy_set(request, public_id)
    if not is_policy_administrator(person(request), policy_set):
        raise PermissionDenied
    if policy_set.status != PolicyStatus.DRAFT:
        raise TransitionNotAllowed(of=policy_set)
    return policy_set
