"""Words of papers in the demo: the name of an authority, a version of the receipt in force, another being written."""

from datetime import datetime

from core.dates import shanghai_day
from core.models import AuthorityName, Division, PaperTemplate, User
from core.papers.kinds import wordings
from core.services import authority_names, paper_templates

CITY = "3301"
NAME = ("杭州市新冠肺炎疫情防控工作领导小组办公室（演示）", "Office of the Hangzhou Leading Group (demo)")
CONTACT = {
    "zh": "咨询电话：0571-00000000（演示）。",
    "en": "Questions: 0571-00000000 (demo).",
}


def load(at: datetime) -> None:
    """Once; a second run changes nothing."""
    administrator = User.objects.get(username="administrator")
    if not AuthorityName.objects.exists():
        zh, en = NAME
        authority_names.write(division=Division.objects.get(pk=CITY), zh=zh, en=en, by=administrator, at=at)
    if not PaperTemplate.objects.exists():
        kind = wordings()["receipt"]
        first = paper_templates.draft(kind=kind, by=administrator, at=at)
        paper_templates.edit(template=first, words={"contact": CONTACT}, by=administrator, at=at)
        paper_templates.publish(
            template=first,
            valid_from=shanghai_day(at),
            notice_number="演示〔2020〕1号",
            by=administrator,
            at=at,
        )
        paper_templates.draft(kind=kind, by=administrator, at=at)
