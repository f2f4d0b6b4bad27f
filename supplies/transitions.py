"""Who may do what with orders, rounds, runs and stops, from where, to where."""

from core.workflow import Transition, Workflow
from supplies.models import OrderStatus as Order
from supplies.models import RoundStatus as Round
from supplies.models import RunStatus as Run
from supplies.models import StopStatus as Stop
from supplies.permissions import (
    hands_over,
    is_courier,
    is_courier_or_keeper,
    is_dispatcher,
    is_firm_member,
    is_keeper,
    is_member_or_dispatcher,
)

ORDER = Workflow(
    # verb = Transition(from, to, who)
    edit=Transition({Order.DRAFT}, None, is_firm_member),
    submit=Transition({Order.DRAFT}, Order.SUBMITTED, is_firm_member),
    cancel=Transition({Order.DRAFT, Order.SUBMITTED}, Order.CANCELLED, is_member_or_dispatcher),
    complete=Transition({Order.SUBMITTED}, Order.DELIVERED, hands_over),
)

ROUND = Workflow(
    freeze=Transition({Round.DRAFT, Round.FROZEN, Round.COMPUTED}, Round.FROZEN, is_dispatcher),
    compute=Transition({Round.FROZEN}, Round.COMPUTED, is_dispatcher),
    publish=Transition({Round.COMPUTED}, Round.PUBLISHED, is_dispatcher),
    cancel=Transition({Round.DRAFT, Round.FROZEN, Round.COMPUTED}, Round.CANCELLED, is_dispatcher),
)

RUN = Workflow(
    plan=Transition({Run.DRAFT, Run.PLANNED}, Run.PLANNED, is_keeper),
    depart=Transition({Run.PLANNED}, Run.DEPARTED, is_courier_or_keeper),
    close=Transition({Run.DEPARTED}, Run.CLOSED, is_courier_or_keeper),
    cancel=Transition({Run.DRAFT, Run.PLANNED}, Run.CANCELLED, is_keeper),
)

STOP = Workflow(
    deliver=Transition({Stop.WAITING}, Stop.DELIVERED, is_courier),
    fail=Transition({Stop.WAITING}, Stop.FAILED, is_courier_or_keeper),
    renew_code=Transition({Stop.WAITING}, None, is_dispatcher),
)
