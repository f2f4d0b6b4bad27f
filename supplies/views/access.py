"""Which record a page is about, and for whom. What a person may not see is not found."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import Application, Firm
from supplies.models import (
    DispatchPlan,
    Lot,
    Movement,
    Order,
    Override,
    Place,
    Round,
    RoundLine,
    Run,
    Stop,
    Vehicle,
)

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


def lot(request: HttpRequest, public_id: uuid.UUID) -> Lot:
    rows = Lot.objects.visible_to(staff(request)).select_related("item", "supplier__division")
    return get_object_or_404(rows, public_id=public_id)


def firms(user: User) -> QuerySet[Firm]:
    """Firms whose goods a person may look at: their own, and those of the divisions whose stock they keep."""
    kept = prefix_q("division__code", user.role_prefixes(*STOCK_ROLES))
    return Firm.objects.filter(Q(pk__in=user.firms.values("pk")) | kept)


def order(request: HttpRequest, public_id: uuid.UUID) -> Order:
    rows = Order.objects.visible_to(person(request)).select_related(
        "firm", "application__policy_set", "follows"
    )
    return get_object_or_404(rows, public_id=public_id)


def application(request: HttpRequest, public_id: uuid.UUID) -> Application:
    rows = Application.objects.visible_to(person(request)).select_related("firm", "policy_set")
    return get_object_or_404(rows, public_id=public_id)


def round_(request: HttpRequest, public_id: uuid.UUID) -> Round:
    rows = Round.objects.visible_to(staff(request)).select_related("division", "policy_set", "order", "job")
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


def plan(request: HttpRequest, public_id: uuid.UUID) -> DispatchPlan:
    rows = DispatchPlan.objects.visible_to(staff(request)).select_related("division", "job")
    return get_object_or_404(rows, public_id=public_id)


def vehicle(request: HttpRequest, public_id: uuid.UUID) -> Vehicle:
    rows = Vehicle.objects.visible_to(staff(request)).select_related("depot")
    return get_object_or_404(rows, public_id=public_id)


def depot(request: HttpRequest, public_id: uuid.UUID) -> Place:
    return get_object_or_404(Place.objects.visible_to(staff(request)).depots(), public_id=public_id)


def round_line(request: HttpRequest, public_id: uuid.UUID, pk: int) -> RoundLine:
    """A line that was computed, of a round that the person sees."""
    rows = RoundLine.objects.filter(round_item__round=round_(request, public_id), award__isnull=False)
    return get_object_or_404(
        rows.select_related(
            "award", "firm", "order_line__order__application", "round_item__item",
            "round_item__round__policy_set",
        ),
        pk=pk,
    )  # fmt: skip


def override(request: HttpRequest, public_id: uuid.UUID) -> Override:
    rows = Override.objects.visible_to(staff(request)).select_related("line__round_item__round")
    return get_object_or_404(rows, public_id=public_id)
