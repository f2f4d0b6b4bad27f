"""Drafts of policy sets: begun from a set or a file, edited part by part, discarded."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import Stale
from core.models import Division, User
from reopening.models import PolicySet
from reopening.permissions import is_policy_administrator
from reopening.policy.files import PolicyFile
from reopening.policy.parts import parts
from reopening.transitions import POLICY_SET

HEAD_FIELDS = ("slug", "division", "title", "title_en", "valid_from", "valid_until")
NOT_HEAD = [field.name for field in PolicySet._meta.fields if field.name not in HEAD_FIELDS]


@transaction.atomic
def draft(
    *,
    made_from: PolicySet,
    valid_from: date,
    slug: str,
    by: User,
    at: datetime,
    division: Division | None = None,
) -> PolicySet:
    """
    Begin a draft from a set: a new version of it (same slug), or the next set of a place.

    :raises PermissionDenied: if `by` does not administer the place
    :raises ValidationError: by field
    """
    row = PolicySet(
        slug=slug,
        division=division or made_from.division,
        title=made_from.title,
        title_en=made_from.title_en,
        valid_from=valid_from,
        body=made_from.body,
        made_from=made_from,
    )
    return begin(row, by=by, at=at, data={"from": str(made_from)})


@transaction.atomic
def draft_from_file(*, file: PolicyFile, by: User, at: datetime) -> PolicySet:
    """
    Begin a draft from a whole file.

    :raises ValidationError: if its place is not known here
    """
    return begin(filled(PolicySet(), file), by=by, at=at, data={"file": file.slug})


def begin(row: PolicySet, *, by: User, at: datetime, data: dict[str, Any]) -> PolicySet:
    if not is_policy_administrator(by, row):
        raise PermissionDenied
    row.version, row.drafted_by = 0, by
    check_head(row)
    row.save()
    audit.record(row, "policyset.draft", by=by, at=at, data=data, to_status=row.status)
    return row


def filled(row: PolicySet, file: PolicyFile) -> PolicySet:
    """:raises ValidationError: if the file's place is not known here"""
    if not Division.objects.filter(pk=file.division).exists():
        raise ValidationError({"division": _("There is no division with this code.")})
    row.slug, row.division_id = file.slug, file.division
    row.title, row.title_en = file.title.zh, file.title.en
    row.valid_from, row.valid_until = file.valid_from, file.valid_until
    row.body = file.body.model_dump(mode="json")
    return row


def check_head(row: PolicySet) -> None:
    """:raises ValidationError: by field of the head"""
    row.clean_fields(exclude=NOT_HEAD)
    if row.valid_until and row.valid_until < row.valid_from:
        raise ValidationError({"valid_until": _("The last day must not come before the first.")})


@contextmanager
def editing(
    policy_set: PolicySet, *, by: User, at: datetime, revision: int | None, data: dict[str, Any]
) -> Iterator[PolicySet]:
    """
    The `edit` transition, guarded by the revision that the writer saw.

    :param revision: None writes over whatever stands
    :raises Stale: if somebody saved since
    """
    with POLICY_SET.transition(policy_set, "edit", by=by, at=at, data=data):
        if revision is not None and revision != policy_set.revision:
            raise Stale
        yield policy_set
        policy_set.revision += 1


def edit(
    *,
    policy_set: PolicySet,
    changes: dict[str, Any],
    by: User,
    at: datetime,
    values: dict[str, Any] | None = None,
    revision: int | None = None,
) -> PolicySet:
    """
    Save where and when the draft holds and its title, and fields of its body as they are, whole or not.

    :param changes: values of `HEAD_FIELDS`
    :param values: fields of the body
    :raises PermissionDenied: if the new place is not theirs
    :raises Stale: if somebody saved since
    :raises ValidationError: by field of the head
    """
    data = {"fields": sorted(changes), "body": sorted(values or {})}
    with editing(policy_set, by=by, at=at, revision=revision, data=data):
        for name, value in changes.items():
            setattr(policy_set, name, value)
        policy_set.body = policy_set.body | (values or {})
        if not is_policy_administrator(by, policy_set):
            raise PermissionDenied
        check_head(policy_set)
    return policy_set


def save_part(
    *, policy_set: PolicySet, part: str, values: dict[str, Any], seen: str, by: User, at: datetime
) -> PolicySet:
    """
    Save one part as it was typed, whole or not; two people at two parts are not in each other's way.

    :param values: the fields of the part; one that is left out is taken away
    :param seen: `digest_of_part` as it was shown
    :raises Stale: if somebody saved the part since
    """
    with editing(policy_set, by=by, at=at, revision=None, data={"part": part}):
        if seen != digest_of_part(policy_set.body, part):
            raise Stale
        kept = {name: value for name, value in policy_set.body.items() if name not in parts()[part]}
        policy_set.body = kept | values
    return policy_set


def take_file(
    *, policy_set: PolicySet, file: PolicyFile, by: User, at: datetime, revision: int | None = None
) -> PolicySet:
    """
    Put the content of a whole file in the place of the draft's.

    :raises Stale: if somebody saved since
    """
    with editing(policy_set, by=by, at=at, revision=revision, data={"file": file.slug}):
        filled(policy_set, file)
        if not is_policy_administrator(by, policy_set):
            raise PermissionDenied
    return policy_set


def discard(*, policy_set: PolicySet, by: User, at: datetime) -> PolicySet:
    """Give the draft up; it stays in the history."""
    with POLICY_SET.transition(policy_set, "discard", by=by, at=at):
        pass
    return policy_set


def digest_of_part(body: dict[str, Any], part: str) -> str:
    """What a writer has seen of a part (hex)."""
    words = json.dumps({name: body.get(name) for name in parts()[part]}, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
