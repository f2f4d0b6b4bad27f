"""Which cases stand still, for every wing: the certificate counts for nothing, and no goods go out."""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from reopening.models import Application, Halt, HaltKind

NEEDS_NONE = {"stop"}
NEEDS_ONE: dict[str, set[str | None]] = {
    "seal": {None, HaltKind.STOP},
    "report_mended": {HaltKind.STOP, HaltKind.SEAL},
    "reopen": {HaltKind.STOP},
    "unseal": {HaltKind.SEAL},
}
VERBS = NEEDS_NONE | set(NEEDS_ONE)


class StandsStill(DomainError):
    status = 409
    code = "firm_stands_still"
    message = _("The firm is stopped or suspended now. Supplies can be ordered again once it may open.")


def halts_of(application: Application) -> list[Halt]:
    """What keeps the case from opening now, the one on this firm by itself before that of its area."""
    rows = Halt.objects.in_force().filter(case_key=application.case_key).select_related("begun_by")
    return sorted(rows, key=lambda halt: (halt.kind == HaltKind.SUSPENSION, -halt.pk))


def is_halted(application: Application) -> bool:
    return Halt.objects.in_force().filter(case_key=application.case_key).exists()


def refuse_halted(application: Application) -> None:
    """:raises StandsStill: while the case is stopped, sealed or suspended"""
    if is_halted(application):
        raise StandsStill


def halted_cases(case_keys: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these cases that stand still, in one query."""
    rows = Halt.objects.in_force().filter(case_key__in=set(case_keys))
    return set(rows.values_list("case_key", flat=True))


def is_on(case_key: str) -> Exists:
    """For a filter of many rows: whether one stands still. :param case_key: where such a row has the key of its case"""
    return Exists(Halt.objects.in_force().filter(case_key=OuterRef(case_key)))


def alone_kind(halts: Sequence[Halt]) -> str | None:
    """The kind of the halt that is on this firm by itself, if there is one."""
    return next((halt.kind for halt in halts if halt.kind != HaltKind.SUSPENSION), None)


def fitting(verbs: Iterable[str], halts: Sequence[Halt]) -> list[str]:
    """Of the verbs of a case those that make sense with what is in force: what is stopped is not stopped again."""
    kind = alone_kind(halts)
    return [
        verb
        for verb in verbs
        if verb not in VERBS or (verb in NEEDS_NONE and kind is None) or kind in NEEDS_ONE.get(verb, set())
    ]
