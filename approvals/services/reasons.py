"""Coded reasons: the policy names them, officials choose, the words are kept as they stood."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from reopening.policy.content import Reason
from reopening.wording import localise


class NoReason(DomainError):
    code = "no_reason"
    message = _("Please choose at least one reason.")


class UnknownReason(DomainError):
    code = "unknown_reason"
    message = _("This is not a reason of the policy in force for this case.")


class ReasonNeedsNote(DomainError):
    code = "note_missing"
    message = _("Please explain this reason in your own words.")


def chosen(offered: Sequence[Reason], codes: list[str], note: str) -> list[dict[str, str]]:
    """
    The words of the chosen reasons in the policy's order: `[{"code", "zh", "en", "section"}]`.

    :raises NoReason: if none is chosen
    :raises UnknownReason: if a code is not among those offered
    :raises ReasonNeedsNote: if one of them says too little by itself
    """
    if not codes:
        raise NoReason(errors=[{"path": "reasons", "code": NoReason.code, "message": NoReason.message}])
    unknown = sorted(set(codes) - {reason.code for reason in offered})
    if unknown:
        raise UnknownReason(
            errors=[{"path": "reasons", "code": UnknownReason.code, "message": UnknownReason.message}]
        )
    picked = [reason for reason in offered if reason.code in codes]
    if not note.strip():
        refuse_silence(picked)
    return [
        {"code": reason.code, "section": str(reason.section or ""), **reason.name.model_dump()}
        for reason in picked
    ]


def in_both(note: str, note_en: str) -> str:
    """An explanation as one text, for where there is no half for each language."""
    return "\n".join(filter(None, [note, note_en]))


def refuse_silence(picked: list[Reason]) -> None:
    """:raises ReasonNeedsNote: naming the reason that needs words"""
    for reason in picked:
        if reason.note_required:
            sentence = _("Please explain in your own words: %(reason)s.") % {
                "reason": localise(reason.name.model_dump())
            }
            raise ReasonNeedsNote(
                sentence, errors=[{"path": "note", "code": ReasonNeedsNote.code, "message": sentence}]
            )
