"""Which record a page is about, and for whom. What a person may not see is not found."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from core.models import Role, User
from reopening.models import Application
from supplies.models import Movement, Order, Round, Run, Stop

STOCK_ROLES = {Role.DISPATCHER, Role.DEPOT_KEEPER, Role.AUDITOR}
KEEPERS = {Role.DISPATCHER, Role.DEPOT_KEEPER}


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def staff(request: HttpRequest, roles: set[Role] = STOCK_ROLES) -> User:
    """Who is signed in, and works with stock somewhere."""
    user = person(request)
    if not user.roles & roles:
        raise PermissionDenied
    return user


def order(request: HttpRequest, public_id: uuid.UUID) -> Order:
    rows = Order.objects.visible_to(person(request)).select_related("firm", "application__policy_set")
    return get_object_or_404(rows, public_id=public_id)


def application(request: HttpRequest, public_id: uuid.UUID) -> Application:
    rows = Application.objects.visible_to(person(request)).select_related("firm", "policy_set")
    return get_object_or_404(rows, public_id=public_id)


def round_(request: HttpRequest, public_id: uuid.UUID) -> Round:
    rows = Round.objects.visible_to(staff(request)).select_related("division", "policy_set")
    return get_object_or_404(rows, public_id=public_id)


def movement(request: HttpRequest, public_id: uuid.UUID) -> Movement:
    return get_object_or_404(Movement.objects.visible_to(staff(request)), public_id=public_id)


def run(request: HttpRequest, public_id: uuid.UUID) -> Run:
    rows = Run.objects.visible_to(person(request)).select_related("depot", "courier")
    return get_object_or_404(rows, public_id=public_id)


def stop(request: HttpRequest, public_id: uuid.UUID) -> Stop:
    rows = Stop.objects.visible_to(person(request)).select_related(
        "run__depot", "run__courier", "firm", "place"
    )
    return get_object_or_404(rows, public_id=public_id)
