"""Planning in the demo: two plans of stages to be laid side by side, and the quotas of the coming days."""

from datetime import datetime, timedelta

from approvals.queries.plans import Question
from approvals.services import plans, quotas
from approvals.simulation import Stage
from core.dates import shanghai_day
from core.models import Division, User

CITY, DISTRICT = "3301", "330106"
PLANS = (
    # name, days between the two phases, firms and people of each that may open in a day
    ("白名单先行，三天后其他企业（演示）", 3, (4, 160), (2, 60)),
    ("两类同时、人数从严（演示）", 0, (3, 90), (2, 40)),
)


def load(at: datetime) -> None:
    """Once; quotas from three days on, so that what is in a batch already keeps its place."""
    approver, today = User.objects.get(username="approver"), shanghai_day(at)
    city = Division.objects.get(pk=CITY)
    for name, wait, first, second in PLANS:
        begins = today + timedelta(days=3)
        stages = (
            Stage("white_list", begins, None, *first),
            Stage("others", begins + timedelta(days=wait), None, *second),
        )
        question = Question(
            division=city,
            starts_on=begins,
            days=14,
            only_ready=False,
            stages=stages,
            street_firms_a_day=2,
            street_heads_a_day=None,
            stock=6_000,
            arriving=1_500,
        )
        plans.save(name=name, question=question, by=approver, at=at)
    for code, firms, heads in ((CITY, 12, 400), (DISTRICT, 6, 200)):
        wish = quotas.QuotaWish(
            Division.objects.get(pk=code),
            today + timedelta(days=3),
            today + timedelta(days=5),
            firms,
            heads,
        )
        quotas.set_quotas(wish=wish, by=approver, at=at)
