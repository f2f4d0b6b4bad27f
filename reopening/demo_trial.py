"""Trials of made-up places, over by now: silence counted as yes, and firms opened on their commitment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.dates import shanghai_day
from core.models import Division, User
from reopening.demo import FIRMS
from reopening.demo_opened import OPENED, File, file_one
from reopening.models import Application, PolicySet, SiteKind
from reopening.services import policy_drafts, policy_previews, publishing

BEFORE = timedelta(days=2)  # published so long before the firm files
AFTER = timedelta(days=3)  # and it ends so long afterwards
IN_TIME = {"amount": 2, "unit": "working_days"}  # as the nation's set binds every other one


@dataclass(frozen=True)
class Trial:
    """
    :param values: what it says otherwise than the set it is made from
    :param filed: how long ago the firm filed under it
    """

    made_from: str
    slug: str
    division: str
    title: tuple[str, str]
    notice: tuple[str, str]
    values: dict[str, Any]
    filer: File
    filed: timedelta


SILENCE = Trial(
    made_from="wenzhou-2020-02-12",
    slug="lucheng-trial",
    division="330302",
    title=(
        "鹿城区逾期未答复视为同意试点（演示）",
        "Lucheng: a trial in which silence counts as yes (demo)",
    ),
    notice=("演示〔2020〕7号", "鹿城区试点通告（演示）"),
    values={
        "answer": {
            **IN_TIME,
            "deemed_acceptance": True,
            "ours": True,
            "why": {
                "zh": "演示用：所附各市政策均未规定逾期视为同意。",
                "en": "For the demo: none of the shipped policies lets silence count as yes.",
            },
        }
    },
    filer=File("五马演示钟表店", "F52", SiteKind.SHOP, "daily_life", "330302006", 6),
    filed=timedelta(days=24),
)
COMMITMENT = Trial(
    made_from="hangzhou-2020-02-10",
    slug="wangjiang-trial",
    division="330102010",
    title=(
        "望江街道告知承诺试点（演示）",
        "Wangjiang: a trial in which firms open on their commitment (demo)",
    ),
    notice=("演示〔2020〕9号", "望江街道告知承诺试点通告（演示）"),
    values={"mode": "commitment", "refiling": {"on_change": "keep"}, "answer": IN_TIME},
    filer=File("望江演示书店", "F52", SiteKind.SHOP, "daily_life", "330102010", 6),
    filed=timedelta(days=8),
)


def load(trial: Trial, serial: int, at: datetime) -> Application:
    """
    The case, filed; what the desk does about it by itself is still to be done.

    :param serial: of the trials, from 0
    """
    publish(trial, at)
    return file_one(FIRMS + len(OPENED) + serial, trial.filer, at - trial.filed)


def publish(trial: Trial, at: datetime) -> PolicySet:
    """Written, looked at and published by the administrator, as any other."""
    administrator, then = User.objects.get(username="administrator"), at - trial.filed - BEFORE
    made_from = PolicySet.objects.get(slug=trial.made_from, status="published")
    row = policy_drafts.draft(
        made_from=made_from,
        slug=f"{trial.slug}-{shanghai_day(then)}",
        division=Division.objects.get(pk=trial.division),
        valid_from=shanghai_day(then),
        by=administrator,
        at=then,
    )
    title, title_en = trial.title
    head = {"title": title, "title_en": title_en, "valid_until": shanghai_day(at - trial.filed + AFTER)}
    values = {
        name: row.body[name] | value if isinstance(value, dict) else value
        for name, value in trial.values.items()
    }
    policy_drafts.edit(policy_set=row, changes=head, values=values, by=administrator, at=then)
    look = policy_previews.preview(policy_set=row, by=administrator, at=then)
    if look.job is not None:
        policy_previews.run(preview_id=look.pk, job=look.job, at=then)
    number, words = trial.notice
    return publishing.publish(
        policy_set=row,
        notice_number=number,
        notice_on=shanghai_day(then),
        notice_title=words,
        by=administrator,
        at=then,
    )
