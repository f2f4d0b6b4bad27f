"""Steps and visits in the demo: cases whose steps are under way, and an inspector's day."""

import uuid
from datetime import datetime, time, timedelta

from approvals.services import advice, canned_texts, notes, review, visits
from core.dates import shanghai_day
from core.models import Division, User
from reopening import demo_files
from reopening.models import Application, ApplicationStatus

WENZHOU = "3303"
POINTS = ("入口测温和登记", "隔离点", "口罩发放台账")

TEXTS = (
    (
        "return",
        "名册补充",
        "{firm}请补充外地返岗员工的到达日期和健康状况。",
        "{firm}: please add when staff from elsewhere arrived, and their health.",
    ),
    (
        "reject",
        "隔离未满",
        "部分返岗员工隔离期未满，请在期满后重新申请。",
        "Some staff are still in isolation; please apply again once it is over.",
    ),
    (
        "approve",
        "公示要求",
        "请将本决定和复工证明张贴在入口处。",
        "Please post this decision and the certificate at the entrance.",
    ),
)


def load(cases: list[Application], reviewer: User, at: datetime) -> None:
    """`cases`: under review with the reviewer; some of Wenzhou go through its parallel steps."""
    inspector = User.objects.get(username="inspector")
    today = shanghai_day(at)
    if len(cases) > 2:
        seen, coming, call = cases[:3]
        done = visits.arrange(
            application=seen, plan=visits.Plan("site", today, points=POINTS), by=reviewer, at=at
        )
        visits.record(
            visit=done,
            key=uuid.uuid4(),
            is_in_order=False,
            checked=[0, 2],
            note="隔离点尚未布置，企业承诺两日内完成（演示）。",
            photos=[demo_files.photo("入口.png", boxes=3)],
            by=inspector,
            at=at,
        )
        visits.arrange(application=coming, plan=visits.Plan("site", today, points=POINTS), by=reviewer, at=at)
        video = visits.Plan(
            "video", today + timedelta(days=1), time(10, 30), "https://meet.example.cn/demo", inspector
        )
        visits.arrange(application=call, plan=video, by=reviewer, at=at)
    side_by_side(reviewer, inspector, at)
    texts(User.objects.get(username="approver"), at)
    if cases:
        talk(cases[0], reviewer, at)


def texts(approver: User, at: datetime) -> None:
    """Sentences of the city's office."""
    city = Division.objects.get(pk="3301")
    for use, title, zh, en in TEXTS:
        canned_texts.write(division=city, use=use, title=title, zh=zh, en=en, by=approver, at=at)


def talk(case: Application, reviewer: User, at: datetime) -> None:
    """An expert has answered, the health instructor has still to; a note calls a colleague."""
    expert, instructor = (User.objects.get(username=name) for name in ("expert", "instructor"))
    first, _second = advice.ask(
        application=case,
        people=[expert, instructor],
        text="车间使用乙醇擦拭设备，存放量和通风是否妥当？（演示）",
        parts=["findings", "supplies", "plan"],
        due_at=at + timedelta(hours=20),
        by=reviewer,
        at=at,
    )
    words = "存放量不大，请分柜存放、远离热源，作业时开窗（演示）。"
    advice.answer(question=first, text=words, by=expert, at=at + timedelta(minutes=5))
    notes.write(application=case, text="隔离点两日后复看，请 @inspector 安排（演示）。", by=reviewer, at=at)


def side_by_side(reviewer: User, inspector: User, at: datetime) -> None:
    """Two cases of Wenzhou: of one the visit is done and the health instructor has still to speak."""
    rows = Application.objects.filter(
        division_code__startswith=WENZHOU, status=ApplicationStatus.SUBMITTED, heads_on_site__gte=20
    )
    for number, case in enumerate(rows.select_related("firm", "policy_set").order_by("pk")[:2]):
        review.claim(application=case, by=reviewer, at=at)
        step = case.steps.filter(key="visit").first()
        if step is not None and not number:
            visit = visits.begin(step=step, by=inspector, at=at)
            visits.record(
                visit=visit,
                key=uuid.uuid4(),
                is_in_order=True,
                checked=list(range(len(visit.checklist))),
                note="现场整洁（演示）。",
                photos=[],
                by=inspector,
                at=at,
            )
