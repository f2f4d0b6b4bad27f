"""Taking the open cases over when a policy set's first day has come, as its `refiling` says."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q, QuerySet

from core import audit, background
from core.dates import shanghai_day
from core.models import Job
from core.notifications import Message, notify_many
from reopening import gates
from reopening.caseload import Caseload, chunks_of, governed_by
from reopening.counts import count_moves, place_of
from reopening.effects import Effect, EffectKind, Judgement, compare
from reopening.marks import QUEUE_COLUMNS
from reopening.models import (
    WITH_OFFICIALS,
    Application,
    ApplicationStatus,
    Membership,
    PolicyEffect,
    PolicyPreview,
    PolicySet,
    PolicyStatus,
    Recheck,
)
from reopening.placing import begun_anew, place
from reopening.policy.refiling import OnChange
from reopening.services.screenings import screen_cases

CHUNK = 100
TAKEN_OVER = [
    "policy_set",
    "earlier_policy_set",
    "phase",
    "lane",
    "due_at",
    "acts_at",
    "revision",
    *QUEUE_COLUMNS,
]
Judged = tuple[Application, Judgement, Judgement, Effect]


def due_sets(at: datetime) -> QuerySet[PolicySet]:
    """Sets that hold today and have not taken their cases over."""
    today = shanghai_day(at)
    return PolicySet.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        status=PolicyStatus.PUBLISHED,
        switched_at__isnull=True,
        valid_from__lte=today,
    ).order_by("pk")


@transaction.atomic
def enqueue_due(at: datetime) -> int:
    """Write down the work of every set whose first day has come; each set's exists once."""
    rows = list(due_sets(at))
    for row in rows:
        enqueue_switch(row)
    return len(rows)


def enqueue_switch(policy_set: PolicySet) -> None:
    background.enqueue(
        "reopening.tasks.switch_over", unique=f"switch:{policy_set.pk}", policy_set_id=policy_set.pk
    )


def switch_over(*, policy_set_id: int, job: Job, at: datetime) -> dict[str, int]:
    """
    Move the open cases to the set, each in the transaction of its record; safe to run twice.

    `keep` moves none, `no_refiling` the drafts, `recheck` all of them.
    """
    policy_set = PolicySet.objects.select_related("published_by").get(pk=policy_set_id)
    if policy_set not in due_sets(at):
        return {"moved": 0}
    cases, known, moved = cases_to_move(policy_set, at), {policy_set.pk: policy_set}, 0
    total = cases.count()
    for chunk in chunks_of(cases, CHUNK):
        moved += move([case.pk for case in chunk], policy_set, known, at)
        background.progress(job, done=moved, total=max(total, moved))
    PolicySet.objects.filter(pk=policy_set.pk, switched_at__isnull=True).update(switched_at=at)
    return {"moved": moved}


def cases_to_move(policy_set: PolicySet, at: datetime) -> QuerySet[Application]:
    rule, cases = policy_set.rules.refiling.on_change, governed_by(policy_set, shanghai_day(at))
    if rule == OnChange.KEEP:
        return cases.none()
    return cases.filter(status=ApplicationStatus.DRAFT) if rule == OnChange.NO_REFILING else cases


def moves(policy_set: PolicySet, case: Application) -> bool:
    """Whether an open case would be taken over, as `cases_to_move` chooses."""
    rule = policy_set.body.get("refiling", {}).get("on_change", "")
    return rule == OnChange.RECHECK or (
        rule == OnChange.NO_REFILING and case.status == ApplicationStatus.DRAFT
    )


def moving_effects(policy_set: PolicySet, seen: PolicyPreview) -> int:
    """How many of the cases that would change are taken over."""
    effects = PolicyEffect.objects.filter(preview=seen)
    match policy_set.rules.refiling.on_change:
        case OnChange.KEEP:
            return 0
        case OnChange.NO_REFILING:
            return effects.filter(application__status=ApplicationStatus.DRAFT).count()
    return effects.count()


@transaction.atomic
def move(keys: list[int], policy_set: PolicySet, known: dict[int, PolicySet], at: datetime) -> int:
    """Judge these cases anew and move them; those that moved on meanwhile are left alone."""
    rows = cases_to_move(policy_set, at).filter(pk__in=keys).order_by("pk")
    cases = list(rows.select_for_update(of=("self",), no_key=True))
    load = Caseload(cases, at, known=known)
    judged = []
    for case in cases:
        before, after = load.judgements(case, policy_set.rules)
        judged.append((case, before, after, compare(before, after)))
    Recheck.objects.bulk_create([record_of(each, policy_set, at) for each in judged])
    table = policy_set.rules.screening
    screen_cases([case.pk for case in cases if case.policy_set.rules.screening != table], table)
    places, anew = [place_of(case) for case in cases], begun_anew(cases)
    for case, _before, after, _effect in judged:
        by_class = load.staff(case, policy_set.rules).by_class
        take_over(case, after, by_class, policy_set, deems=case.pk not in anew)
    count_moves(zip(places, map(place_of, cases), strict=True))
    Application.objects.bulk_update(cases, TAKEN_OVER)
    acts = [
        audit.Act(
            case,
            "application.recheck",
            data={"policy": str(policy_set), "kinds": effect.kinds},
            from_status=case.status,
            to_status=case.status,
        )
        for case, _before, _after, effect in judged
    ]
    audit.record_many(acts, by=policy_set.published_by, at=at)
    tell([(case, effect) for case, _before, _after, effect in judged if not effect.is_nothing], policy_set)
    return len(cases)


def record_of(judged: Judged, policy_set: PolicySet, at: datetime) -> Recheck:
    """What is kept beside the case; `findings_after` as they count today, grace included."""
    case, before, after, effect = judged
    today = shanghai_day(at)
    softened = gates.soften(before.findings, after.findings, blocks_from=policy_set.blocks_on, on=today)
    return Recheck(
        application=case,
        policy_set=policy_set,
        earlier_policy_set_id=case.policy_set_id,
        checked_at=at,
        kinds=effect.kinds,
        changes=plain(effect.changes),
        findings_before=plain([each.as_json() for each in before.findings]),
        findings_after=plain([each.as_json() for each in softened]),
    )


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def take_over(
    case: Application, after: Judgement, by_class: dict[str, int], policy_set: PolicySet, *, deems: bool
) -> None:
    """
    What the rules fix is fixed anew for a filed case, with its place in the queue and its office; the snapshot of
    its submission stays.

    :param by_class: people of its roster by the classes of the new table
    :param deems: whether silence may count as yes; not on what is decided anew
    """
    case.earlier_policy_set_id, case.policy_set = case.policy_set_id, policy_set
    case.revision += 1
    if case.status in WITH_OFFICIALS and after.needs_filing:
        case.phase, case.lane, case.due_at = after.phase, after.lane, after.due_at
        findings = [each.as_json() for each in after.findings]
        judged_anew = {"phase": after.phase, "staff_by_class": by_class, "findings": findings}
        place(case, (case.snapshot or {}) | judged_anew, deems=deems)


def tell(changed: list[tuple[Application, Effect]], policy_set: PolicySet) -> None:
    """The people of each firm, and the officer who has the case; each once."""
    members: dict[int, list[int]] = {}
    firms = [case.firm_id for case, _effect in changed]
    for firm, user in Membership.objects.filter(firm__in=firms).values_list("firm_id", "user_id"):
        members.setdefault(firm, []).append(user)
    to_firms: list[Message] = []
    to_officers: list[Message] = []
    no_filing: list[Message] = []
    for case, effect in changed:
        params = {"firm": case.firm.name, "number": case.number or "–", "policy": policy_set.title}
        kind = no_filing if EffectKind.NO_FILING in effect.kinds else to_firms
        kind += [Message(user, params, case.get_absolute_url()) for user in members.get(case.firm_id, [])]
        if case.claimed_by_id:
            to_officers.append(Message(case.claimed_by_id, params, f"/queue/{case.public_id}/"))
    notify_many(to_firms, "application.rechecked")
    notify_many(no_filing, "application.no_filing_needed")
    notify_many(to_officers, "case.rechecked")
