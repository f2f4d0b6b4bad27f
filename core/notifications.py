"""
Messages to people: a row in the inbox, and an e-mail by the outbox.

Each package names its kinds in `notices.py`: `NOTICES = {"application.returned": Notice(title, body)}`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise

from core import background
from core.inserting import insert_many
from core.models import Notification, User
from core.packages import modules


@dataclass(frozen=True)
class Notice:
    """The words of a kind of message, with `%(named)s` places for its params."""

    title: str | Promise
    body: str | Promise


@cache
def notices() -> dict[str, Notice]:
    """Every kind of message of every package."""
    found: dict[str, Notice] = {}
    for module in modules("notices"):
        found |= module.NOTICES
    return found


def words(notification: Notification) -> tuple[str, str]:
    """Title and body in the current language."""
    notice = notices()[notification.kind]
    return str(notice.title) % notification.params, str(notice.body) % notification.params


def notify(users: Iterable[User], kind: str, *, params: dict[str, Any], url: str) -> None:
    """
    Tell `users`, in the transaction of what they are told about.

    :param params: plain text and numbers for the words of `kind`; never health data
    :param url: path of the page to look at
    """
    notify_many([Message(user.pk, params, url) for user in users], kind)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told; as for `notify`."""

    user_id: int
    params: dict[str, Any]
    url: str


def notify_many(messages: Iterable[Message], kind: str) -> None:
    """Tell many people, each their own; one INSERT and one job however many they are."""
    if kind not in notices():
        raise KeyError(kind)
    rows = insert_many(
        [
            Notification(user_id=message.user_id, kind=kind, params=message.params, url=message.url)
            for message in messages
        ]
    )
    if rows:
        background.enqueue("core.tasks.send_mails", notification_ids=[row.pk for row in rows])


def unread_count(user: User) -> int:
    return Notification.objects.filter(user=user, read_at__isnull=True).count()
