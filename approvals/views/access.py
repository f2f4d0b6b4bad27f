"""Which case, batch and certificate a page is about. What a person may not see is not found."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from approvals.models import Appeal, Batch, Certificate, Suspension
from core.models import Role, User
from reopening.models import Application, ApplicationStatus

DECIDERS = {Role.REVIEWER, Role.APPROVER}


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def decider(request: HttpRequest) -> User:
    """Who is signed in, and reviews or approves somewhere."""
    user = person(request)
    if not user.roles & DECIDERS:
        raise PermissionDenied
    return user


def case(request: HttpRequest, public_id: uuid.UUID) -> Application:
    """A submitted case, for an official; 404 when it is not visible, 403 to its firm."""
    rows = (
        Application.objects.visible_to(person(request))
        .exclude(status=ApplicationStatus.DRAFT)
        .select_related("firm", "division", "policy_set", "claimed_by")
    )
    application = get_object_or_404(rows, public_id=public_id)
    if not person(request).is_official:
        raise PermissionDenied
    return application


def batch(request: HttpRequest, public_id: uuid.UUID) -> Batch:
    rows = Batch.objects.visible_to(person(request)).select_related("division", "job", "signed_by")
    return get_object_or_404(rows, public_id=public_id)


def suspension(request: HttpRequest, public_id: uuid.UUID) -> Suspension:
    rows = Suspension.objects.visible_to(person(request)).select_related(
        "division", "job", "proposed_by", "signed_by", "restored_by"
    )
    return get_object_or_404(rows, public_id=public_id)


def certificate(request: HttpRequest, public_id: uuid.UUID) -> Certificate:
    rows = Certificate.objects.visible_to(person(request)).select_related("application__firm")
    return get_object_or_404(rows, public_id=public_id)


def appeal(request: HttpRequest, public_id: uuid.UUID) -> Appeal:
    rows = Appeal.objects.visible_to(person(request)).select_related(
        "application__firm",
        "application__division",
        "application__policy_set",
        "application__claimed_by",
        "decision__decided_by",
        "filed_by",
        "answered_by",
    )
    return get_object_or_404(rows, public_id=public_id)
