"""Who may act on supplies. Predicates of the transition tables."""

from core.models import Role, User
from core.permissions import in_jurisdiction
from reopening.permissions import membership
from supplies.models import Order, Place, Round, Run, Stop

Subject = Order | Place | Round | Run | Stop


def code_of(subject: Subject) -> str:
    """The division whose dispatcher is in charge."""
    if isinstance(subject, Order):
        return subject.division_code
    if isinstance(subject, Run):
        return subject.depot.division_id
    if isinstance(subject, Stop):
        return subject.run.depot.division_id
    return subject.division_id


def is_dispatcher(user: User, subject: Subject) -> bool:
    return in_jurisdiction(user, Role.DISPATCHER, code_of(subject))


def is_keeper(user: User, subject: Subject) -> bool:
    """Depot keepers handle goods; so may dispatchers."""
    return in_jurisdiction(user, Role.DEPOT_KEEPER, code_of(subject)) or is_dispatcher(user, subject)


def is_firm_member(user: User, order: Order) -> bool:
    return membership(user, order.application) is not None


def is_member_or_dispatcher(user: User, order: Order) -> bool:
    return is_firm_member(user, order) or is_dispatcher(user, order)


def is_courier(user: User, subject: Run | Stop) -> bool:
    """The courier of this run, as long as they hold the role there."""
    run = subject.run if isinstance(subject, Stop) else subject
    return run.courier_id == user.pk and in_jurisdiction(user, Role.COURIER, code_of(run))


def is_courier_or_keeper(user: User, subject: Run | Stop) -> bool:
    return is_courier(user, subject) or is_keeper(user, subject)


def hands_over(user: User, order: Order) -> bool:
    """
    Whoever brings goods: the delivery that ends an order has checked the run's own courier by then, and a run
    may cross into a division where its courier holds no post.
    """
    return user.has_role(Role.COURIER) or is_dispatcher(user, order)
