"""What a draft policy set would change: all open cases judged twice, in the background, in chunks."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Func
from django.utils.translation import gettext_lazy as _

from core import background
from core.dates import shanghai_day, start_of
from core.errors import DomainError
from core.models import Job, User
from reopening.caseload import Caseload, chunks_of, governed_by
from reopening.effects import Effect, EffectKind, compare
from reopening.models import Application, PolicyEffect, PolicyPreview, PolicySet
from reopening.policy.body import PolicyBody
from reopening.policy.files import field_path
from reopening.policy.mistakes import mistakes_in
from reopening.services.policy_bounds import refuse_out_of_bounds
from reopening.transitions import POLICY_SET

CHUNK = 200


class NotWhole(DomainError):
    """Each mistake of the draft is in `errors`."""

    code = "not_whole"
    message = _("The draft has mistakes. Please correct them before you preview or publish it.")


def refuse_mistakes(policy_set: PolicySet) -> None:
    """
    :raises NotWhole: naming each mistake
    :raises OutOfBounds: naming what a set of a place above does not allow
    """
    found = mistakes_in(policy_set.body)
    if found:
        raise NotWhole(
            errors=[
                {"path": field_path(("body", *each.where)), "code": each.code, "message": each.message}
                for each in found
            ]
        )
    body = PolicyBody.model_validate(policy_set.body)  # as it stands, not as it was read before an edit
    refuse_out_of_bounds(division=policy_set.division_id, on=policy_set.valid_from, body=body)


@transaction.atomic
def preview(*, policy_set: PolicySet, by: User, at: datetime) -> PolicyPreview:
    """
    Begin to look at all open cases through the draft as it stands. Asked twice for one revision, it goes on with
    the look that is under way.

    :raises NotWhole: if the draft has mistakes
    :raises OutOfBounds: if it asks what a set of a place above does not allow
    """
    with POLICY_SET.transition(policy_set, "preview", by=by, at=at, data={"revision": policy_set.revision}):
        refuse_mistakes(policy_set)
    running = latest(policy_set)
    if running and running.is_current and running.finished_at is None:
        return running
    row = PolicyPreview.objects.create(
        policy_set=policy_set,
        revision=policy_set.revision,
        judged_at=max(at, start_of(policy_set.valid_from)),
        started_by=by,
    )
    row.job = background.enqueue("reopening.tasks.preview_policy", by=by, preview_id=row.pk)
    row.save(update_fields=["job"])
    return row


def latest(policy_set: PolicySet) -> PolicyPreview | None:
    rows = PolicyPreview.objects.filter(policy_set=policy_set).select_related("policy_set", "job")
    return rows.order_by("-pk").first()


def run(*, preview_id: int, job: Job, at: datetime) -> dict[str, Any]:
    """
    Judge every open case that the draft would govern; safe to run twice, a case has one effect.

    A draft that was edited meanwhile ends the look: it would show something that is no more.
    """
    row = PolicyPreview.objects.select_related("policy_set").get(pk=preview_id)
    shown_at = f"{row.policy_set.get_absolute_url()}preview/"
    if row.finished_at is not None:
        return {"counts": row.counts, "url": shown_at}
    if not row.is_current:
        return {"stale": True, "url": shown_at}
    body, on = row.policy_set.rules, shanghai_day(row.judged_at)
    # What was submitted is judged as it stands: the words of its submission, kilobytes each, stay where they are.
    cases = governed_by(row.policy_set, on).defer("snapshot", "amends__snapshot")
    known = dict[int, PolicySet]()
    total, done = cases.count(), 0
    for chunk in chunks_of(cases, CHUNK):
        judge_chunk(row, chunk, body, known)
        done += len(chunk)
        background.progress(job, done=done, total=max(total, done))
    row.counts = counts_of(row, done)
    row.finished_at = at
    row.save(update_fields=["counts", "finished_at"])
    return {"counts": row.counts, "url": shown_at}


def judge_chunk(
    row: PolicyPreview, chunk: list[Application], body: PolicyBody, known: dict[int, PolicySet]
) -> None:
    """A fixed number of queries, however long the chunk is."""
    load = Caseload(chunk, row.judged_at, known=known)
    effects = [(case, effect_on(load, case, body)) for case in chunk]
    PolicyEffect.objects.bulk_create(
        [
            PolicyEffect(preview=row, application=case, kinds=effect.kinds, changes=effect.changes)
            for case, effect in effects
            if not effect.is_nothing
        ],
        ignore_conflicts=True,
    )


def effect_on(load: Caseload, case: Application, body: PolicyBody) -> Effect:
    before, after = load.judgements(case, body)
    return compare(before, after)


def counts_of(row: PolicyPreview, cases: int) -> dict[str, int]:
    """Cases by kind of effect, and all of them; a case may have several kinds."""
    effects = PolicyEffect.objects.filter(preview=row)
    kinds = (
        effects.annotate(kind=Func(F("kinds"), function="unnest"))
        .values_list("kind")
        .annotate(cases=Count("pk"))
    )
    counts = Counter(dict(kinds))
    counts[EffectKind.UNCHANGED] = cases - effects.count()
    return {kind.value: counts[kind] for kind in EffectKind} | {"cases": cases}
