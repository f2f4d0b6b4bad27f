"""A trial of a made-up district, over by now, under which silence counted as yes; and the firm that filed then."""

from datetime import datetime, timedelta

from core.dates import shanghai_day
from core.models import Division, User
from reopening.demo import FIRMS
from reopening.demo_opened import OPENED, File, file_one
from reopening.models import Application, PolicySet, SiteKind
from reopening.services import policy_drafts, policy_previews, publishing

MADE_FROM = "wenzhou-2020-02-12"
DISTRICT = "330302"
TITLE = ("鹿城区逾期未答复视为同意试点（演示）", "Lucheng: a trial in which silence counts as yes (demo)")
NOTICE = ("演示〔2020〕7号", "鹿城区试点通告（演示）")
WHY = {
    "zh": "演示用：所附各市政策均未规定逾期视为同意。",
    "en": "For the demo: none of the shipped policies lets silence count as yes.",
}
FILER = File("五马演示钟表店", "F52", SiteKind.SHOP, "daily_life", "330302006", 6)
FILED = timedelta(days=24)  # ago
PUBLISHED = FILED + timedelta(days=2)
ENDED = FILED - timedelta(days=3)


def load(at: datetime) -> Application:
    """The case, filed and late by now."""
    publish(at)
    return file_one(FIRMS + len(OPENED), FILER, at - FILED)


def publish(at: datetime) -> PolicySet:
    """Written, looked at and published by the administrator, as any other."""
    administrator, then = User.objects.get(username="administrator"), at - PUBLISHED
    made_from = PolicySet.objects.get(slug=MADE_FROM)
    row = policy_drafts.draft(
        made_from=made_from,
        slug=f"lucheng-trial-{shanghai_day(then)}",
        division=Division.objects.get(pk=DISTRICT),
        valid_from=shanghai_day(then),
        by=administrator,
        at=then,
    )
    title, title_en = TITLE
    head = {"title": title, "title_en": title_en, "valid_until": shanghai_day(at - ENDED)}
    answer = row.body["answer"] | {"deemed_acceptance": True, "ours": True, "why": WHY}
    policy_drafts.edit(policy_set=row, changes=head, values={"answer": answer}, by=administrator, at=then)
    look = policy_previews.preview(policy_set=row, by=administrator, at=then)
    if look.job is not None:
        policy_previews.run(preview_id=look.pk, job=look.job, at=then)
    number, words = NOTICE
    return publishing.publish(
        policy_set=row,
        notice_number=number,
        notice_on=shanghai_day(then),
        notice_title=words,
        by=administrator,
        at=then,
    )
