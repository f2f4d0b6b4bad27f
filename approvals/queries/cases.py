"""What officials read of one case. Everything judged comes from the frozen submission."""

from typing import Any

from django.db.models import QuerySet

from approvals.models import Batch, Certificate, Decision, DecisionLetter
from core.models import User
from reopening.cover import covers, supplies_of
from reopening.models import Application
from reopening.wording import localise


def staff_classes(application: Application) -> list[tuple[str, str, int, bool]]:
    """Counts of the roster by class: key, name, people, whether they may work."""
    by_class = (application.snapshot or {}).get("staff_by_class", {})
    return [
        (each.key, localise(each.name.model_dump()), by_class.get(each.key, 0), each.may_work)
        for each in application.policy_set.rules.screening.classes
    ]


def goods(application: Application) -> list[tuple[str, Any, int]]:
    """Days of cover of what is used up: name, days, reserve."""
    snapshot = application.snapshot or {}
    rows = covers(
        supplies_of(application.policy_set.rules, snapshot),
        heads=snapshot.get("heads_on_site") or 0,
        exposed=snapshot.get("exposed_heads") or 0,
        area_m2=snapshot.get("area_m2") or 0,
        inventory=snapshot.get("inventory", {}),
    )
    return [
        (localise(rule.name.model_dump()), state.days, rule.reserve_days)
        for rule, state in rows
        if state.days is not None and not rule.hint_only
    ]


def decisions_of(application: Application) -> list[Decision]:
    """The chain of the case, all its versions, the newest first."""
    rows = Decision.objects.filter(application__case_key=application.case_key).defer("findings")
    return list(
        rows.select_related("decided_by", "batch", "application", "answers").order_by("-decided_at", "-pk")
    )


def batches_seen(application: Application, user: User) -> set[int]:
    """Keys of the batches that decided on the case, as far as the person sees them: a larger place's are not theirs."""
    rows = Batch.objects.visible_to(user).filter(decisions__application__case_key=application.case_key)
    return set(rows.values_list("pk", flat=True))


def certificate_of(application: Application) -> Certificate | None:
    """The newest one; an earlier one was revoked before it was issued."""
    return Certificate.objects.defer("wording").filter(application=application).order_by("-pk").first()


def letters_of(application: Application) -> QuerySet[DecisionLetter]:
    """The letters of its decisions, newest first."""
    rows = DecisionLetter.objects.filter(decision__application=application).select_related("decision")
    return rows.defer("words", "decision__findings").order_by("-pk")
