"""Reading a policy set from a TOML file: every mistake names the file, the field and the reason."""

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from pydantic import StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from core.errors import DomainError
from reopening.policy.base import Part, Text
from reopening.policy.body import PolicyBody

SHIPPED = Path(__file__).resolve().parent.parent / "policies"

# Kinds of mistake pydantic knows, in our words. `ctx` of the mistake fills the placeholders.
REASONS = {
    "missing": _("This field is missing."),
    "extra_forbidden": _("No rule has a field of this name. Please check the spelling."),
    "string_type": _("Write a text in quotation marks."),
    "string_too_short": _("This text is empty."),
    "string_pattern_mismatch": _("This does not have the expected form %(pattern)s."),
    "int_type": _("Write a whole number without quotation marks."),
    "int_from_float": _("Write a whole number."),
    "bool_type": _("Write true or false."),
    "greater_than_equal": _("The smallest possible value is %(ge)s."),
    "less_than_equal": _("The largest possible value is %(le)s."),
    "enum": _("Choose one of these: %(expected)s."),
    "literal_error": _("Choose one of these: %(expected)s."),
    "union_tag_invalid": _("“%(tag)s” is not a kind of gate. Choose one of these: %(expected_tags)s."),
    "union_tag_not_found": _("A gate needs its kind."),
    "date_type": _("Write a date such as 2020-02-10."),
    "date_parsing": _("Write a date such as 2020-02-10."),
    "date_from_datetime_parsing": _("Write a date such as 2020-02-10."),
    "time_parsing": _("Write a time such as 17:00:00."),
    "too_short": _("At least %(min_length)s entry is needed here."),
    "tuple_type": _("Write a list in square brackets."),
    "model_type": _("Write a table with its own fields."),
    "why_missing": _("A rule marked as ours needs its reason in “why”."),
    "origin_missing": _(
        "Say where this rule comes from: a source, or “ours = true” with its reason in “why”."
    ),
    "steps_disorder": _("Each step must go to a higher office than the one before, and not earlier."),
    "nobody_named": _("A list of firms must name a credit code or a trade."),
    "repeated": _("“%(key)s” appears twice."),
    "unknown_key": _("“%(key)s” is used here but defined nowhere."),
    "bands_broken": _(
        "The band that starts at %(found)s should start at %(expected)s, so that every head count has "
        "exactly one decider."
    ),
    "band_empty": _("The band ends before it starts."),
    "bands_open": _("The last band, and no other, must have no upper end."),
    "span_reversed": _("The span ends before it starts."),
    "days_or_until": _("Give either days or until, not both and not neither."),
    "deferral_day": _("A paper that may be deferred needs due_after_days; any other paper must not have it."),
    "short_form": _("short_form and short_form_heads belong together."),
    "officers_step": _(
        "The case's own officer checks at the desk: name a reviewer or an inspector for a bureau or a visit."
    ),
    "packs_nest": _("A pack must hold a whole number of inner packs."),
    "reserve_missing": _("An item that is used up needs its reserve_days."),
    "exposed_kind": _("Only an item that each person uses up can be used up faster on exposed posts."),
    "exposed_unnamed": _(
        "Where an item is used up faster on exposed posts, exposed_posts must name these posts."
    ),
    "days_missing": _("The rule for %(key)s needs its days."),
    "first_class_works": _("People of the first class may work: set may_work = true."),
    "one_rest": _("Exactly one phase must take the rest (rest = true)."),
    "factors": _("The order must name each of the four factors once."),
}


class PolicyFileError(DomainError):
    """`errors` lists every mistake as `{"path": field, "code": …, "message": file, field and reason}`."""

    code = "policy_file"


class PolicyFile(Part):
    """A policy set as shipped: where and from when it holds, and its body."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    division: Annotated[str, StringConstraints(pattern=r"^\d{2,9}$")]
    valid_from: date
    valid_until: date | None = None
    title: Text
    body: PolicyBody

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.valid_until and self.valid_until < self.valid_from:
            raise PydanticCustomError("span_reversed", "the span ends before it starts")
        return self

    @property
    def sha256(self) -> str:
        """Of the canonical content, so that a comment or a blank line makes no new version."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def load_policy(path: Path) -> PolicyFile:
    """:raises PolicyFileError: naming file, field and reason of every mistake"""
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as mistake:
        raise _refusal(
            path.name, [("", "unreadable", _("The file cannot be read as UTF-8 text."))]
        ) from mistake
    return parse_policy(text, file_name=path.name)


def parse_policy(text: str, *, file_name: str) -> PolicyFile:
    """:raises PolicyFileError: naming file, field and reason of every mistake"""
    try:
        return PolicyFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as mistake:
        reason = _("This is not valid TOML: %(detail)s.") % {"detail": mistake}
        raise _refusal(file_name, [("", "toml", reason)]) from mistake
    except ValidationError as mistake:
        found = [(field_path(each["loc"]), each["type"], reason_of(each)) for each in mistake.errors()]
        raise _refusal(file_name, found) from mistake


def reason_of(mistake: ErrorDetails) -> Any:
    """The reason in our words; a kind we have no words for keeps pydantic's."""
    template = REASONS.get(mistake["type"])
    return template % mistake.get("ctx", {}) if template else mistake["msg"]


def field_path(location: tuple[int | str, ...]) -> str:
    """`("body", "gates", 0, "lead_time", "level")` → `body.gates[1].lead_time.level`; lists count from 1."""
    path = ""
    for step in location:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")


def _refusal(file_name: str, found: list[tuple[str, str, Any]]) -> PolicyFileError:
    errors = [
        {"path": path, "code": code, "message": _sentence(file_name, path, reason)}
        for path, code, reason in found
    ]
    message = ngettext_lazy(
        "The policy file %(file)s has %(count)s mistake: %(first)s",
        "The policy file %(file)s has %(count)s mistakes. The first one: %(first)s",
        "count",
    ) % {"file": file_name, "count": len(errors), "first": errors[0]["message"]}
    return PolicyFileError(message, errors=errors)


def _sentence(file_name: str, path: str, reason: Any) -> Any:
    if not path:
        return _("%(file)s: %(reason)s") % {"file": file_name, "reason": reason}
    return _("%(file)s, field %(field)s: %(reason)s") % {"file": file_name, "field": path, "reason": reason}
