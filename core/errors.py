"""Refusals: named, with a sentence a person can act on. Only `config/errors.py` turns them into HTTP."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """
    A rule refused the act; nothing was changed.

    :param errors: details per field or row, `[{"path": …, "code": …, "message": …}]`
    """

    status = 422
    code = "refused"
    message: str | Promise = _("This cannot be done.")

    def __init__(
        self,
        message: str | Promise | None = None,
        *,
        code: str = "",
        errors: list[dict[str, Any]] | None = None,
    ) -> None:
        self.message = message if message is not None else self.message
        self.code = code or self.code
        self.errors = errors or []
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class TransitionNotAllowed(DomainError):
    """
    The record is no longer in a state from which the verb starts; `current` names its state.

    :param of: the record, so that the sentence names its state too
    """

    status = 409
    code = "state_moved_on"
    message = _("This can no longer be done: the record has moved on.")
    sentence = _("This can no longer be done: the record is “%(state)s” now.")

    def __init__(self, message: str | Promise | None = None, *, current: str = "", of: Any = None) -> None:
        super().__init__(message)
        self.current = current or getattr(of, "status", "")
        choices = of._meta.get_field("status").flatchoices if of is not None and message is None else ()
        self.state = dict(choices).get(self.current)

    def __str__(self) -> str:
        return str(self.message) if self.state is None else str(self.sentence) % {"state": self.state}


class Stale(DomainError):
    """Somebody saved the record since it was read."""

    status = 412
    code = "stale"
    message = _(
        "Somebody saved this part after you opened it. Please look at the new version and save again."
    )


class Busy(DomainError):
    """Another act holds the record for longer than we wait."""

    status = 503
    code = "busy"
    message = _("The desk is busy. Nothing was changed; please try again in a moment.")
