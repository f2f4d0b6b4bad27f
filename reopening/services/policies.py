"""Policy sets as shipped: loaded from their files, a new version only where the content changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division
from core.models.divisions import NATION
from reopening.models import PolicySet, PolicyStatus
from reopening.policy.files import PolicyFile, load_policy
from reopening.services.policy_bounds import refuse_out_of_bounds

SHIPPED = Path(__file__).parent.parent / "policies"


class NoPolicy(DomainError):
    code = "no_policy"
    message = _("No policy is in force for this place today. Please ask your street office.")


def policy_for(division: Division, at: datetime) -> PolicySet:
    """:raises NoPolicy: if none is in force there"""
    policy_set = PolicySet.objects.effective(division.pk, shanghai_day(at))
    if policy_set is None:
        raise NoPolicy
    return policy_set


def shipped() -> list[Path]:
    return sorted(SHIPPED.glob("*.toml"))


def load(paths: Iterable[Path]) -> list[PolicySet]:
    """
    Put the sets of these files in force; those that changed, as a new version. Nothing else is touched.

    All files are read before the first is stored, so that a mistake in one loads none.

    :raises PolicyFileError: naming file, field and reason of every mistake
    :raises OutOfBounds: if one asks what a set of a place above does not allow on its first day
    """
    files = [load_policy(path) for path in paths]
    with transaction.atomic():
        # The nation first, then each province: those below are bound by those above.
        above_first = sorted(files, key=lambda file: (file.division != NATION, len(file.division)))
        return [row for file in above_first if (row := put_in_force(file))]


def put_in_force(file: PolicyFile) -> PolicySet | None:
    """The new version; None when it stands already. Open cases keep the version they were filed under."""
    same_slug = PolicySet.objects.filter(slug=file.slug)
    if same_slug.filter(digest=file.sha256, status=PolicyStatus.PUBLISHED).exists():
        return None
    refuse_out_of_bounds(division=file.division, on=file.valid_from, body=file.body)
    same_slug.filter(status=PolicyStatus.PUBLISHED).update(status=PolicyStatus.REPLACED)
    end_earlier_sets(file)
    version = (same_slug.aggregate(top=Max("version"))["top"] or 0) + 1
    return PolicySet.objects.create(
        slug=file.slug,
        version=version,
        division_id=file.division,
        title=file.title.zh,
        title_en=file.title.en,
        source="\n".join(source.title.zh for source in file.body.sources.values()),
        valid_from=file.valid_from,
        valid_until=file.valid_until,
        status=PolicyStatus.PUBLISHED,
        body=file.body.model_dump(mode="json"),
        digest=file.sha256,
    )


def end_earlier_sets(file: PolicyFile) -> None:
    """A set without a last day ends on the day before the next one of its place begins."""
    PolicySet.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=file.valid_from),
        division=file.division,
        status=PolicyStatus.PUBLISHED,
        valid_from__lt=file.valid_from,
    ).update(valid_until=file.valid_from - timedelta(days=1))
