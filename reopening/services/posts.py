"""Safety posts: who holds them (S69)."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.models import User
from reopening.models import Application, PostHolder, StaffMember
from reopening.policy.base import Section
from reopening.services.sections import Seen, editing

MOST_HOLDERS = 50  # of one post


class NotOnRoster(DomainError):
    code = "not_on_roster"
    message = gettext_lazy("This person is not on the roster. Please add the person there first.")


@dataclass(frozen=True)
class Holding:
    """A person of the roster in a post; the certificate in its one form, None: as it is on file."""

    person: uuid.UUID
    certificate: str | None = None
    certificate_until: date | None = None


def save_posts(
    *,
    application: Application,
    holdings: dict[str, list[Holding]],
    by: User,
    at: datetime,
    seen: Seen | None = None,
) -> Application:
    """
    Put down who holds the posts named; a post left out keeps its holders.

    :param holdings: by key of the policy's posts
    :raises ValidationError: if the policy has no such post, or one has too many holders
    :raises NotOnRoster: if somebody is not on this roster
    :raises Stale: if somebody saved since
    """
    check_posts(application, holdings)
    counts = {key: len(rows) for key, rows in holdings.items()}
    with editing(application, Section.POSTS, by=by, at=at, seen=seen, data={"posts": counts}):
        people = {each.person for rows in holdings.values() for each in rows}
        known = dict(
            StaffMember.objects.filter(application=application, public_id__in=people).values_list(
                "public_id", "resident_id_hash"
            )
        )
        if set(known) != people:
            raise NotOnRoster
        before = PostHolder.objects.filter(application=application, post_key__in=holdings)
        on_file = {(row.post_key, row.resident_id_hash): row for row in before}
        before.delete()
        PostHolder.objects.bulk_create(
            written(
                PostHolder(application=application, post_key=key, resident_id_hash=known[person]),
                row,
                on_file,
            )
            for key, rows in holdings.items()
            for person, row in {each.person: each for each in rows}.items()
        )
    return application


def written(holder: PostHolder, row: Holding, on_file: dict[tuple[str, str], PostHolder]) -> PostHolder:
    """The holder with the certificate that was stated, or with the one on file."""
    known = on_file.get((holder.post_key, holder.resident_id_hash))
    if row.certificate is None and known is not None:
        holder.certificate, holder.certificate_until = known.certificate, known.certificate_until
    else:
        holder.certificate, holder.certificate_until = row.certificate or "", row.certificate_until
    return holder


def check_posts(application: Application, holdings: dict[str, list[Holding]]) -> None:
    """:raises ValidationError: as `save_posts`"""
    known = {post.key for post in application.policy_set.rules.posts}
    for key, rows in holdings.items():
        if key not in known:
            raise ValidationError({"posts": _("The policy asks for no post “%(key)s”.") % {"key": key[:40]}})
        if len(rows) > MOST_HOLDERS:
            raise ValidationError(
                {"posts": _("At most %(most)s holders of one post.") % {"most": MOST_HOLDERS}}
            )
