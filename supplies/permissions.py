"""Who may act on supplies. Predicates of the transition tables."""

from core.models import Role, User
from core.models.users import DESK
from core.permissions import in_jurisdiction
from reopening.permissions import acts_for, acts_for_firm, memberships
from supplies.models import (
    Adjustment,
    DispatchPlan,
    Errand,
    Lodging,
    Lot,
    Order,
    OrderFile,
    Override,
    Payment,
    Place,
    Purchase,
    PurchaseLine,
    Round,
    Run,
    Stop,
    Transfer,
)

Subject = (
    Adjustment
    | DispatchPlan
    | Errand
    | Lodging
    | Lot
    | Order
    | OrderFile
    | Override
    | Payment
    | Place
    | Purchase
    | PurchaseLine
    | Round
    | Run
    | Stop
)


def code_of(subject: Subject) -> str:
    """The division whose dispatcher is in charge."""
    if isinstance(subject, Order | Errand | Lodging):
        return subject.division_code
    if isinstance(subject, Adjustment):
        return subject.balance.place.division_id
    if isinstance(subject, Lot):
        return subject.supplier.division_id
    if isinstance(subject, Payment):
        return subject.line.purchase.division_id
    if isinstance(subject, PurchaseLine):
        return subject.purchase.division_id
    if isinstance(subject, Override):
        return subject.line.round_item.round.division_id
    if isinstance(subject, Run | Stop):
        run = subject.run if isinstance(subject, Stop) else subject
        return run.depot.division_id
    return subject.division_id


def is_dispatcher(user: User, subject: Subject) -> bool:
    return in_jurisdiction(user, Role.DISPATCHER, code_of(subject))


def is_keeper(user: User, subject: Subject) -> bool:
    """Depot keepers handle goods; so may dispatchers."""
    return in_jurisdiction(user, Role.DEPOT_KEEPER, code_of(subject)) or is_dispatcher(user, subject)


def orders_for_firm(user: User, order: Order | Errand | Lodging) -> bool:
    """A person who acts for the firm, as its member or under a mandate in force (docs/adr/0018)."""
    return acts_for_firm(user, order.application)


def orders_or_dispatches(user: User, order: Order | Errand | Lodging) -> bool:
    return orders_for_firm(user, order) or is_dispatcher(user, order)


def is_courier(user: User, subject: Run | Stop) -> bool:
    """The courier of this run, as long as they hold the role there."""
    run = subject.run if isinstance(subject, Stop) else subject
    return run.courier_id == user.pk and in_jurisdiction(user, Role.COURIER, code_of(run))


def is_courier_or_keeper(user: User, subject: Run | Stop) -> bool:
    return is_courier(user, subject) or is_keeper(user, subject)


def carries(user: User, code: str) -> bool:
    """Somebody whom an errand in this division may be given to."""
    return any(
        in_jurisdiction(user, role, code) for role in (Role.COURIER, Role.DEPOT_KEEPER, Role.DISPATCHER)
    )


def carries_out(user: User, errand: Errand) -> bool:
    """The person it was given to, the courier of its run, or whoever keeps the goods of the place."""
    if errand.stop is not None and is_courier(user, errand.stop):
        return True
    is_given = errand.assignee_id == user.pk and carries(user, errand.division_code)
    return is_given or is_keeper(user, errand)


def hands_over(user: User, subject: Order | Payment) -> bool:
    """
    Whoever brings goods: the delivery that ends an order, or loses what was paid for, has checked the run's own
    courier by then, and a run may cross into a division where its courier holds no post.
    """
    return user.has_role(Role.COURIER) or is_keeper(user, subject)


def finds_loss(user: User, payment: Payment) -> bool:
    """
    Whoever brings goods or counts them; the service has checked the depot or the run by then.

    A transfer may end in a district that is not the purchase's.
    """
    return hands_over(user, payment) or user.has_role(Role.DEPOT_KEEPER) or user.has_role(Role.DISPATCHER)


def ends_order(user: User, order: Order) -> bool:
    """Whoever brings the last goods, or gives up what is still open."""
    return hands_over(user, order) or orders_for_firm(user, order)


def takes_in(user: User, transfer: Transfer) -> bool:
    """Those who keep the depot that the goods go to."""
    return is_keeper(user, transfer.target)


def sent_it(user: User, transfer: Transfer) -> bool:
    """Those who keep the depot that the goods came from."""
    return is_keeper(user, transfer.source)


def signs_second(user: User, adjustment: Adjustment) -> bool:
    """A dispatcher of the place, other than the one who proposed it."""
    return user.pk != adjustment.proposed_by_id and is_dispatcher(user, adjustment)


def sets_hours(user: User, place: Place) -> bool:
    """A firm says itself when it takes goods in; a dispatcher may note it for them."""
    return (place.firm is not None and acts_for(user, place.firm)) or is_dispatcher(user, place)


def has_asked(user: User, plan: DispatchPlan) -> bool:
    """The worker acts for whoever asked for the plan."""
    return plan.created_by_id == user.pk


def agrees_for_firm(user: User, line: PurchaseLine) -> bool:
    """Members of the firm whose part it is."""
    return line.firm_id in memberships(user)


def is_other_dispatcher(user: User, override: Override) -> bool:
    """Four eyes: a dispatcher in charge who did not ask for it."""
    return is_dispatcher(user, override) and user.pk != override.asked_by_id


def is_dispatcher_or_desk(user: User, round_: Round) -> bool:
    """A dispatcher in charge; or the desk itself, every morning (`supplies.services.daily_rounds`)."""
    return user.username == DESK or is_dispatcher(user, round_)
