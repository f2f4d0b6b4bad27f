"""What a firm must do next."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import shanghai_day
from core.home import HomeTask
from core.models import Role, User
from core.templatetags.desk import grouped, shanghai
from reopening.halts import halts_of
from reopening.models import (
    Application,
    ApplicationStatus,
    Condition,
    ConditionKind,
    ConditionStatus,
    Firm,
    Halt,
    HaltKind,
    JoinRequestStatus,
    PolicySet,
    Tenancy,
    TenancyStatus,
    Umbrella,
)
from reopening.permissions import is_signatory
from reopening.queries import case_facts
from reopening.signing import needed_for, standing
from reopening.task_list import next_task, sections

S = ApplicationStatus


def tasks(user: User, at: datetime) -> Iterator[HomeTask]:
    """Drafts of an administrator, the hotline of a clerk, and what each firm of this person must do next."""
    if Role.ADMINISTRATOR in user.roles:
        yield from drafts_of(user)
    if user.has_role(Role.CLERK):
        yield HomeTask(
            title=_("Hotline"),
            detail=_("Take a call and file for a firm."),
            url=reverse("reopening:hotline"),
            icon="send",
            action=_("Take a call"),
            order=4,
        )
    yield from waiting_to_join(user)
    firms = list(user.firms.order_by("pk"))
    for firm in firms:
        latest = latest_of(firm)
        yield task_of(firm, latest, at)
        yield from papers_due(firm, at)
        yield from to_sign(latest, user)
        yield HomeTask(
            title=firm.name,
            detail=_("Data, people, and who files for the firm"),
            url=reverse("reopening:firm", args=[firm.public_id]),
            icon="building",
            order=60,
        )
    if firms:
        yield from of_umbrellas(user)


def waiting_to_join(user: User) -> Iterator[HomeTask]:
    """What the person has asked for and nobody has answered."""
    rows = user.join_requests.filter(status=JoinRequestStatus.OPEN).select_related("firm").order_by("pk")
    for asked in rows:
        yield HomeTask(
            title=_("Your request to join waits"),
            detail=_("A person who may sign for %(firm)s, or the office of its street, confirms it.")
            % {"firm": asked.firm},
            url=reverse("reopening:join"),
            icon="waiting",
            state="started",
            order=30,
        )


def to_sign(application: Application | None, user: User) -> Iterator[HomeTask]:
    """Somebody has signed, and waits for the second signature."""
    if application is None or not application.is_editable or needed_for(application) < 2:
        return
    signed = standing(application)
    if signed and is_signatory(user, application) and user.pk not in {each.signed_by_id for each in signed}:
        yield HomeTask(
            title=_("Please sign the application"),
            detail=_("%(firm)s · signed by %(who)s, waiting for a second signature")
            % {"firm": application.firm, "who": signed[0].signed_by},
            url=reverse("reopening:submit", args=[application.public_id]),
            icon="pen",
            state="started",
            action=_("Read and sign"),
            order=4,
        )


def latest_of(firm: Firm) -> Application | None:
    """The application that counts: an amendment that came to nothing leaves the approved version."""
    came_to_nothing = Q(amends__isnull=False, status__in=[S.WITHDRAWN, S.REJECTED])
    rows = firm.applications.exclude(came_to_nothing).select_related("firm", "policy_set", "amends")
    return rows.order_by("-pk").first()


def drafts_of(user: User) -> Iterator[HomeTask]:
    """Policy sets that wait to be finished and published."""
    count = PolicySet.objects.drafts_of(user)[:100].count()
    if count:
        words = ngettext("%(count)s draft policy set waits", "%(count)s draft policy sets wait", count)
        yield HomeTask(
            title=words % {"count": count},
            detail=_("Finish it, look at what it would change, and publish it."),
            url=reverse("reopening:policies"),
            icon="plan",
            state="started",
            action=_("Open the drafts"),
            order=15,
        )


def task_of(firm: Firm, application: Application | None, at: datetime) -> HomeTask:
    """What the latest application asks of the firm; to start one when there is none."""
    if application is None or application.status == S.WITHDRAWN:
        return to_start(firm)
    if application.status in (S.DRAFT, S.RETURNED):
        return to_edit(application, at)
    return to_follow(application)


def papers_due(firm: Firm, at: datetime) -> Iterator[HomeTask]:
    """One task for each approved application with papers to follow, pressing once one of them is late."""
    open_ones = Condition.objects.filter(
        application__firm=firm,
        application__status=S.APPROVED,
        kind=ConditionKind.PAPER_DUE,
        status=ConditionStatus.OPEN,
    )
    first: dict[int, Condition] = {}
    for condition in open_ones.select_related("application").order_by("due_on", "pk"):
        first.setdefault(condition.application_id, condition)
    for condition in first.values():
        late = condition.due_on is not None and condition.due_on < shanghai_day(at)
        words = _("Overdue since %(day)s.") if late else _("Due by %(day)s.")
        yield HomeTask(
            title=_("Papers to hand in later"),
            detail=f"{firm.name} · {words % {'day': shanghai(condition.due_on)}}",
            url=condition.application.get_absolute_url(),
            icon="file",
            state="problem" if late else "started",
            action=_("Hand it in"),
            order=4 if late else 15,
        )


def to_start(firm: Firm) -> HomeTask:
    return HomeTask(
        title=_("Apply to reopen"),
        detail=_("%(firm)s has no open application.") % {"firm": firm.name},
        url=reverse("reopening:start", args=[firm.public_id]),
        icon="plus",
        action=_("Start the application"),
        order=10,
    )


def to_edit(application: Application, at: datetime) -> HomeTask:
    facts = case_facts(application, at)
    rows = sections(facts.facts, facts.findings, application.policy_set.rules)
    done = sum(row.state == "done" for row in rows)
    figure = _("%(done)s of %(all)s sections done") % {"done": done, "all": len(rows)}
    if application.status == S.RETURNED:
        return HomeTask(
            title=_("Returned: please correct your application"),
            detail=application.firm.name,
            url=application.get_absolute_url(),
            icon="warn",
            state="problem",
            action=_("See what to correct"),
            order=5,
        )
    return HomeTask(
        title=_("Go on with your amendment") if application.amends_id else _("Go on with your application"),
        detail=f"{application.firm.name} · {figure}",
        url=application.get_absolute_url(),
        icon="plan",
        state="started",
        action=_("Next: %(section)s") % {"section": next_task(rows).title},
        order=8,
    )


def to_follow(application: Application) -> HomeTask:
    heads, opens_on = grouped(application.heads_on_site), shanghai(application.opens_on)
    halts = halts_of(application) if application.status == S.APPROVED else []
    open_now = (_("You may open"), _("From %(day)s, with up to %(heads)s people."), "certificate", "done")
    words = {
        S.APPROVED: words_of_halt(halts[0]) if halts else open_now,
        S.REJECTED: (_("The application was rejected"), _("Please see the reasons."), "stopped", "problem"),
        S.REVOKED: (_("The right to open was revoked"), _("Please see the reasons."), "stopped", "problem"),
    }
    waiting = (_("The office has your application"), _("You get an answer by %(due)s."), "waiting", "started")
    title, detail, icon, state = words.get(S(application.status), waiting)
    params = {"day": opens_on, "heads": heads, "due": shanghai(application.due_at)}
    return HomeTask(
        title=title,
        detail=f"{application.firm.name} · {detail % params}",
        url=application.get_absolute_url(),
        icon=icon,
        state=state,
        action=_("Open the case"),
        order=3 if halts else 20,
    )


def words_of_halt(halt: Halt) -> tuple[str, str, str, str]:
    """Of a suspension the firm has nothing to mend."""
    if halt.kind == HaltKind.SUSPENSION:
        return (
            _("The area or trade is suspended"),
            _("Nobody works on site until it ends; you are told at once."),
            "stopped",
            "problem",
        )
    return _("Work is stopped"), _("Please see why, and what to do."), "stopped", "problem"


def of_umbrellas(user: User) -> Iterator[HomeTask]:
    """Sites whose tenants this person files for, and operators who ask to file for a firm of theirs."""
    mine = user.firms.order_by().values("pk")
    for umbrella in Umbrella.objects.filter(firm__in=mine).order_by("pk"):
        yield HomeTask(
            title=_("Tenants of %(site)s") % {"site": umbrella.name},
            detail=_("File for all of them at once."),
            url=umbrella.get_absolute_url(),
            icon="building",
            order=15,
        )
    asked = Tenancy.objects.filter(firm__in=mine, status=TenancyStatus.ASKED)
    for tenancy in asked.select_related("umbrella__firm", "firm").order_by("pk"):
        yield HomeTask(
            title=_("%(operator)s asks to file for you") % {"operator": tenancy.umbrella.firm.name},
            detail=tenancy.firm.name,
            url=reverse("reopening:tenancy", args=[tenancy.public_id]),
            icon="warn",
            action=_("See and answer"),
            order=7,
        )
