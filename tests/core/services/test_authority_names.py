"""Names of authorities: written by administrators of the place, kept for good, on papers from then on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from approvals.letters import SIGNED
from approvals.models import DecisionLetter
from approvals.paper_kinds import letter_facts
from approvals.services import decisions
from core.audit import trail
from core.dates import shanghai_day
from core.models import AuditEvent, AuthorityName
from core.papers.bilingual import plain_day
from core.services import authority_names
from tests.approvals.cases import certified, recommended
from tests.core.papers.papers import bytes_of, made, text_of
from tests.factories import city, division, street, submitted_application

pytestmark = pytest.mark.django_db
ZH, EN = "西湖区新冠肺炎疫情防控工作领导小组办公室", "Office of the Xihu Leading Group"


def write(place, by, zh=ZH, en=EN):
    return authority_names.write(division=place, zh=zh, en=en, by=by, at=timezone.now())


@pytest.fixture
def place():
    """The street decides on the small firms of these tests."""
    return street()


def test_each_writing_is_a_row_with_who_when_and_what_was_before(place, administrator):
    first = write(place, administrator)
    second = write(place, administrator, zh=f"{ZH}（新）")

    event = trail(second).get()
    assert [row.name for row in AuthorityName.objects.order_by("pk")] == [ZH, f"{ZH}（新）"]
    assert (second.written_by, event.actor, event.verb) == (
        administrator,
        administrator,
        "authorityname.write",
    )
    assert event.data["from"] == {"zh": ZH, "en": EN}
    assert trail(first).get().data["from"] == {"zh": "", "en": ""}


def test_what_stands_already_is_not_written_again(place, administrator):
    write(place, administrator)
    write(place, administrator, zh=f"  {ZH} ", en=EN.replace(" ", "  "))

    assert AuthorityName.objects.count() == AuditEvent.objects.filter(verb="authorityname.write").count() == 1


@pytest.mark.parametrize(
    ("zh", "en", "path", "words"),
    [
        (ZH, "", "en", "in both languages"),
        (" ", EN, "zh", "in both languages"),
        (f"{ZH}\U000e0041", EN, "zh", "No typeface"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_beside_its_language(
    place, administrator, zh, en, path, words
):
    with pytest.raises(authority_names.WrongName) as refused:
        write(place, administrator, zh=zh, en=en)

    assert [each["path"] for each in refused.value.errors] == [path]
    assert words in str(refused.value.errors[0]["message"])
    assert not AuthorityName.objects.exists()


def test_only_who_administers_the_place_writes_its_name(place, administrator, approver):
    elsewhere = division("3303", "温州市", "Wenzhou City")

    for who, where in ((approver, place), (administrator, elsewhere), (administrator, city().parent)):
        with pytest.raises(PermissionDenied):
            write(where, who)


def test_the_database_refuses_to_change_or_forget_a_name(place, administrator):
    row = write(place, administrator)

    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityName.objects.filter(pk=row.pk).update(name="别的")
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityName.objects.filter(pk=row.pk).delete()
    with pytest.raises(IntegrityError, match="authority_name_in_both_languages"), transaction.atomic():
        AuthorityName.objects.create(
            division=place, name=ZH, written_at=timezone.now(), written_by=administrator
        )


def test_certificates_issued_afterwards_say_so_and_earlier_ones_stay(
    place, administrator, reviewer, approver
):
    before = certified(reviewer, approver)
    write(place, administrator)

    after = certified(reviewer, approver)

    before.refresh_from_db()
    assert before.wording["authority"]["zh"] == "杭州市西湖区北山街道"
    assert after.wording["authority"] == after.wording["issued_by"]["value"] == {"zh": ZH, "en": EN}


def test_a_letter_keeps_the_name_it_was_sent_with_on_its_paper_too(place, administrator, reviewer, approver):
    case = recommended(reviewer)
    write(place, administrator)
    decisions.approve(application=case, by=approver, at=timezone.now())
    letter = DecisionLetter.objects.get()
    write(place, administrator, zh="另一个办公室", en="Another office")

    text = text_of(bytes_of(made("decision", letter, approver))).replace("\n", "")

    assert letter.words["zh"]["signed"] == SIGNED["zh"] % {
        "authority": ZH,
        "day": plain_day(shanghai_day(timezone.now()))["zh"],
    }
    assert ZH in text
    assert "另一个办公室" not in text


def test_a_letter_from_before_that_has_no_name_of_its_own_is_printed_all_the_same(place, reviewer, approver):
    decisions.approve(application=recommended(reviewer), by=approver, at=timezone.now())
    letter = DecisionLetter.objects.get()
    for half in letter.words.values():
        if isinstance(half, dict):
            half.pop("authority")

    assert letter_facts(letter, timezone.now())["authority"]["zh"] == "杭州市西湖区北山街道"


def test_a_receipt_made_again_has_the_new_name_and_the_earlier_issue_stays(place, administrator, applicant):
    case = submitted_application(applicant.firms.get())
    before = made("receipt", case, applicant)
    write(place, administrator)

    after = made("receipt", case, applicant)

    before.refresh_from_db()
    assert (before.issue, after.issue) == (1, 2)
    assert before.words["authority"]["zh"] == "杭州市西湖区北山街道"
    assert ZH in text_of(bytes_of(after)).replace("\n", "")
