"""The words of papers: written, refused in clear sentences, published for a day, and never changed afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.models import Certificate
from core import background
from core.dates import shanghai_day
from core.models import AuditEvent, PaperTemplate
from core.papers.kinds import wordings
from core.papers.templates import in_force
from core.services import paper_templates
from tests.approvals.cases import certified
from tests.core.papers.papers import bytes_of, made, text_of
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db
NOTICE = "示例政办〔2020〕7号"


def today():
    return shanghai_day(timezone.now())


def drafted(key, by):
    return paper_templates.draft(kind=wordings()[key], by=by, at=timezone.now())


def edited(key, by, **words):
    pairs = {block: {"zh": zh, "en": en} for block, (zh, en) in words.items()}
    return paper_templates.edit(template=drafted(key, by), words=pairs, by=by, at=timezone.now())


def published(key, by, on=None, **words):
    row = edited(key, by, **words)
    return paper_templates.publish(
        template=row, valid_from=on or today(), notice_number=NOTICE, by=by, at=timezone.now()
    )


def test_a_published_version_gives_the_next_papers_their_words_and_leaves_the_earlier_ones(
    applicant, administrator
):
    case = submitted_application(applicant.firms.get())
    before = made("receipt", case, applicant)
    published("receipt", administrator, title=("收件回执（新）", "Receipt, new words"))

    other = submitted_application()
    after = made("receipt", other, other.firm.members.get())

    assert (before.version, after.version) == ("2020-02", "v1")
    assert "收件回执（新）" in text_of(bytes_of(after))
    assert "收件回执（新）" not in text_of(bytes_of(before))


def test_a_certificate_has_the_words_in_force_on_the_day_of_its_decision(
    applicant, reviewer, approver, administrator
):
    published("certificate", administrator, headcount=("在岗人数上限：{count} 人", "At most {count} people"))

    certificate = certified(reviewer, approver, applicant.firms.get())
    background.run_waiting()

    limit = next(fact["value"]["zh"] for fact in certificate.wording["facts"] if fact["key"] == "limit")
    assert limit == f"在岗人数上限：{certificate.headcount_limit} 人"
    assert certificate.wording["version"] == "v1"
    assert limit.replace(" ", "") in text_of(bytes_of(Certificate.objects.get())).replace(" ", "")


def test_a_version_of_tomorrow_does_not_count_today(administrator):
    published(
        "receipt", administrator, on=today() + timedelta(days=1), title=("明日回执", "Tomorrow's receipt")
    )

    kind = wordings()["receipt"]
    assert in_force(kind, today()).version == "2020-02"
    assert in_force(kind, today() + timedelta(days=1)).version == "v1"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"opening": ("{firm}：{secret}", "{firm}")}, "{secret} is not known here. You may use: {firm}"),
        ({"opening": ("{firm.__class__}", "x")}, "{firm.__class__} is not known here"),
        ({"title": ("{{ firm }}", "Receipt")}, "there is no template language"),
        ({"title": ("{% load x %}", "Receipt")}, "there is no template language"),
        ({"label.firm": ("{firm}", "Unit")}, "{firm} is not filled in here: nothing is."),
        ({"title": ("", "Receipt")}, "These words must not be empty."),
        ({"title": ("回执ᚠ", "Receipt")}, "No typeface of papers has ᚠ (U+16A0)."),
    ],
)
def test_words_that_cannot_be_printed_are_refused_in_a_sentence(administrator, words, sentence):
    with pytest.raises(paper_templates.WrongWords) as refused:
        edited("receipt", administrator, **words)

    assert sentence in refused.value.errors[0]["message"]
    assert refused.value.errors[0]["path"] == f"{next(iter(words))}:zh"


@pytest.mark.parametrize(
    ("key", "words", "path", "sentence"),
    [
        ("receipt", {"title": ("回执", "")}, "title:en", "These words must not be empty."),
        ("receipt", {"contact": ("电话 0571-00000000", "")}, "contact:en", "must not be empty"),
        ("receipt", {"contact": ("", "Call 0571-00000000")}, "contact:zh", "must not be empty"),
        ("certificate", {"notes.0": ("以核验页面为准。", "")}, "notes.0:en", "must not be empty"),
        ("certificate", {"headcount": ("按核定人数", "At most {count}")}, "headcount:zh", "{count} is missing"),
        ("certificate", {"valid_between": ("自 {start} 起，至 {end} 止", "From {start}")}, "valid_between:en", "{end}"),
        ("certificate", {"valid_open": ("至另行通知止", "From {start}")}, "valid_open:zh", "{start}"),
    ],
)  # fmt: skip
def test_what_one_language_says_the_other_says_and_a_certificate_keeps_its_limit_and_its_term(
    administrator, key, words, path, sentence
):
    with pytest.raises(paper_templates.WrongWords) as refused:
        edited(key, administrator, **words)

    [error] = refused.value.errors
    assert error["path"] == path
    assert sentence in error["message"]


@pytest.mark.parametrize("key", sorted(wordings()))
def test_the_words_that_ship_keep_to_the_same_rules(administrator, key):
    words = wordings()[key].shipped()

    paper_templates.edit(
        template=drafted(key, administrator), words=words, by=administrator, at=timezone.now()
    )


@pytest.mark.parametrize("block", ["basis", "contact"])
def test_a_note_may_be_left_out_in_both_languages(administrator, block):
    edited("receipt", administrator, **{block: ("", "")})


def test_words_are_never_carried_out(administrator, applicant):
    published("receipt", administrator, title=("%(number)s &copy; <b>回执</b>", "Receipt"))

    paper = made("receipt", submitted_application(applicant.firms.get()), applicant)

    assert "%(number)s &copy; <b>回执</b>" in text_of(bytes_of(paper)).replace("\n", "")


def test_what_is_published_never_changes(administrator):
    row = published("receipt", administrator, title=("回执", "Receipt"))

    for change in ({"words": {}}, {"valid_from": today() - timedelta(days=9)}, {"status": "draft"}):
        with pytest.raises(IntegrityError, match=r"append-only|transition table"), transaction.atomic():
            PaperTemplate.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.delete()


def test_a_day_that_is_over_is_refused_and_two_versions_never_begin_on_one_day(administrator):
    row = edited("receipt", administrator, title=("回执", "Receipt"))
    with pytest.raises(paper_templates.DayPast):
        paper_templates.publish(
            template=row,
            valid_from=today() - timedelta(days=1),
            notice_number=NOTICE,
            by=administrator,
            at=timezone.now(),
        )
    published("receipt", administrator)

    with pytest.raises(paper_templates.DayTaken, match="begins on this day"):
        published("receipt", administrator)


def test_every_change_is_put_down(administrator):
    published("receipt", administrator, title=("收件回执", "Receipt"))

    events = list(AuditEvent.objects.filter(verb__startswith="papertemplate.").order_by("pk"))
    assert [each.verb for each in events] == [
        "papertemplate.draft",
        "papertemplate.edit",
        "papertemplate.publish",
    ]
    assert events[1].data["changed"]["title"]["to"] == {"zh": "收件回执", "en": "Receipt"}
    assert events[2].data["notice_number"] == NOTICE


def test_nobody_but_an_administrator_writes_them(administrator, approver):
    row = drafted("receipt", administrator)

    with pytest.raises(PermissionDenied):
        drafted("form", approver)
    with pytest.raises(PermissionDenied):
        paper_templates.edit(template=row, words={}, by=approver, at=timezone.now())


@pytest.mark.parametrize("key", sorted(wordings()))
def test_every_paper_has_a_sample_marked_as_one(administrator, key):
    row = drafted(key, administrator)
    paper_templates.preview(template=row, by=administrator, at=timezone.now())
    background.run_waiting()
    row.refresh_from_db()

    with row.preview.open("rb") as file:
        text = text_of(file.read())

    assert "样本" in text
    assert "SAMPLE" in text
