"""Looking at the open cases through a draft of a policy."""

from datetime import timedelta

from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, megabytes, peak_resident, side_by_side
from core import background
from core.dates import shanghai_day
from core.models import User
from reopening.models import PolicySet
from reopening.services import policy_drafts, policy_previews

CASES = 10_000
SLUG = "hangzhou-2020-02-10"


def preview() -> list[Row]:
    """
    Every open case of a city judged by its own set and by the draft, the effects kept; beside reading the same
    cases' rows, their counts of people and their goods and plans, without judging anything.
    """
    data.small_district()
    by = User.objects.get(username="administrator")
    draft = stricter_draft(by)

    def product() -> int:
        row = policy_previews.preview(policy_set=draft, by=by, at=timezone.now())
        job = background.claim(row.job_id)
        result = policy_previews.run(preview_id=row.pk, job=job, at=timezone.now())
        return int(result["counts"]["cases"])

    product()  # the demo's few cases
    data.many_cases(CASES)
    data.fill_cases()
    before = peak_resident("self", reset=True)
    cases = product()
    grown = peak_resident("self") - before
    ours, raw = side_by_side(product, lambda: baselines.read_cases(policy_previews.CHUNK), times=3)
    job = f"preview of a policy over {cases:,} open cases of 8 people"
    return [
        Row(job, ours, raw, "reading their rows raw", "under 1 min", ours < 60),
        Row(
            f"memory that the preview of {cases:,} cases takes more than of a few",
            grown,
            50.0,
            "50 MB",
            "≤ 1",
            grown <= 50,
            unit=megabytes,
        ),
    ]


def stricter_draft(by: User) -> PolicySet:
    """The city's set with ten times the days of masks, which every case feels, and the limit that the nation sets."""
    at = timezone.now()
    made_from = PolicySet.objects.filter(slug=SLUG).exclude(status__in=["draft", "discarded"]).latest("pk")
    row = policy_drafts.draft(
        made_from=made_from, slug=SLUG, valid_from=shanghai_day(at) + timedelta(days=1), by=by, at=at
    )
    supplies = [
        each | {"reserve_days": 70} if each["item"] == "mask" else each for each in row.body["supplies"]
    ]
    values = {"supplies": supplies, "answer": row.body["answer"] | {"amount": 2, "unit": "working_days"}}
    return policy_drafts.edit(policy_set=row, changes={}, values=values, by=by, at=at)
