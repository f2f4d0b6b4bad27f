"""Putting a draft policy set in force, by a notice; the database lets one set hold for a place and a day."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division, User
from reopening.models import PolicyPreview, PolicySet, PolicyStatus
from reopening.policy.base import Text
from reopening.policy.body import PolicyBody
from reopening.policy.files import PolicyFile
from reopening.services.policy_previews import latest, refuse_mistakes
from reopening.services.switching import enqueue_switch
from reopening.transitions import POLICY_SET


class NotPreviewed(DomainError):
    code = "not_previewed"
    message = _("Please look at what the draft would change first: it has no preview as it stands now.")


class NoNotice(DomainError):
    code = "no_notice"
    message = _("A policy set is published by a notice, with its number and date.")


class Overlaps(DomainError):
    code = "overlaps"
    message = _("Another policy set is in force there on one of these days.")


@transaction.atomic
def publish(
    *, policy_set: PolicySet, notice_number: str, notice_on: date, notice_title: str, by: User, at: datetime
) -> PolicySet:
    """
    Put the draft in force from its first day; the earlier set of its place ends on the day before.

    The open cases are taken over at once, or when the first day comes (`reopening.schedule`).

    :param notice_title: kept as the set's source
    :raises NoNotice: without number and date
    :raises NotWhole: if the draft has mistakes
    :raises OutOfBounds: if it asks what a set of a place above does not allow
    :raises NotPreviewed: if it was edited, or another set was published for its place, since the last preview
    :raises Overlaps: if another set holds for its place on one of its days
    """
    if not notice_number.strip():
        raise NoNotice
    # One publication for a place at a time; that no two overlap, the database's constraint sees to.
    Division.objects.select_for_update(no_key=True).get(pk=policy_set.division_id)
    data = {"notice": notice_number, "notice_on": notice_on, "from": policy_set.valid_from}
    try:
        with transaction.atomic(), POLICY_SET.transition(policy_set, "publish", by=by, at=at, data=data):
            refuse_mistakes(policy_set)
            refuse_unseen(policy_set)
            end_earlier(policy_set, by=by, at=at)
            finish(policy_set)
            policy_set.notice_number, policy_set.notice_on = notice_number.strip(), notice_on
            policy_set.source = notice_title
            policy_set.published_at, policy_set.published_by = at, by
    except IntegrityError as error:
        raise Overlaps from error
    if policy_set.valid_from <= shanghai_day(at):
        enqueue_switch(policy_set)
    return policy_set


def refuse_unseen(policy_set: PolicySet) -> None:
    """:raises NotPreviewed: unless the newest preview shows the draft and its place as they stand"""
    seen = latest(policy_set)
    if seen is None or seen.finished_at is None or seen.revision != policy_set.revision:
        raise NotPreviewed
    if published_since(seen, policy_set).exists():
        raise NotPreviewed


def published_since(seen: PolicyPreview, policy_set: PolicySet) -> QuerySet[PolicySet]:
    """Sets of the same place that came into force after the look."""
    return PolicySet.objects.filter(division=policy_set.division_id, published_at__gt=seen.started_at)


def end_earlier(policy_set: PolicySet, *, by: User, at: datetime) -> None:
    """What is in the way of the set ends before it or is replaced; anything else stays: the database refuses."""
    ending(policy_set).update(valid_until=policy_set.valid_from - timedelta(days=1))
    for version in replaced(policy_set).order_by("pk"):
        with POLICY_SET.transition(version, "replace", by=by, at=at, data={"by": policy_set.pk}):
            pass


def ending(policy_set: PolicySet) -> QuerySet[PolicySet]:
    """Sets of its place that begin before it and would hold on its first day: they end on the day before."""
    first = policy_set.valid_from
    is_on = Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    return others_of(policy_set).filter(is_on, valid_from__lt=first)


def replaced(policy_set: PolicySet) -> QuerySet[PolicySet]:
    """Versions of the same set that do not begin before it: no day is left to them."""
    return others_of(policy_set).filter(slug=policy_set.slug, valid_from__gte=policy_set.valid_from)


def others_of(policy_set: PolicySet) -> QuerySet[PolicySet]:
    return PolicySet.objects.filter(division=policy_set.division_id, status=PolicyStatus.PUBLISHED).exclude(
        pk=policy_set.pk
    )


def finish(policy_set: PolicySet) -> None:
    """Give the draft its version, its canonical body and the digest that the file of it would have."""
    body = PolicyBody.model_validate(policy_set.body)
    policy_set.body = body.model_dump(mode="json")
    policy_set.__dict__.pop("rules", None)  # the draft's body may have been parsed before
    top = PolicySet.objects.filter(slug=policy_set.slug).aggregate(top=Max("version"))["top"]
    policy_set.version = (top or 0) + 1
    policy_set.digest = file_of(policy_set, body).sha256


def file_of(policy_set: PolicySet, body: PolicyBody) -> PolicyFile:
    """The set as a file has it."""
    return PolicyFile(
        slug=policy_set.slug,
        division=policy_set.division_id,
        valid_from=policy_set.valid_from,
        valid_until=policy_set.valid_until,
        title=Text(zh=policy_set.title, en=policy_set.title_en),
        body=body,
    )
