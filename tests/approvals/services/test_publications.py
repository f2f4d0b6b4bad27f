"""The published list as a paper: every firm once, as it stands on the day, made anew when it changes."""

import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone

from approvals.models import Batch, Certificate
from approvals.paper_kinds import LIST
from approvals.services import batches, publications, revocations
from core.models import Paper
from core.papers.kinds import NotYet
from core.services import papers
from tests.approvals.cases import draft_batch, recommended, signed_batch, work_off
from tests.core.papers.papers import bytes_of, picture, text_of
from tests.factories import FirmFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND = "演示甲食品有限公司", "演示乙电子有限公司"


@pytest.fixture
def published(reviewer, approver):
    batch = signed_batch(
        approver, [recommended(reviewer, FirmFactory(name=name)) for name in (FIRST, SECOND)]
    )
    batches.publish(batch=batch, by=approver, at=timezone.now())
    return batch


def test_lists_stand_in_the_order_of_their_publication(published, reviewer, approver, client):
    early = signed_batch(approver, [recommended(reviewer)])
    late = signed_batch(approver, [recommended(reviewer)])
    batches.publish(batch=late, by=approver, at=timezone.now())
    batches.publish(batch=early, by=approver, at=timezone.now())

    rows = client.get(reverse("approvals:publications")).context["page"].rows

    assert [row.pk for row in rows] == [early.pk, late.pk, published.pk]


def words_of(batch: Batch) -> str:
    paper = publications.newest(batch)
    assert paper is not None
    return text_of(bytes_of(paper)).replace("\n", "")


def test_publishing_makes_the_list_and_everybody_can_fetch_it(published, client):
    address = reverse("approvals:publication-pdf", args=[published.public_id])
    assert client.get(address).status_code == 404

    work_off()

    assert b"".join(client.get(address).streaming_content).startswith(b"%PDF")
    text = words_of(published)
    assert FIRST in text
    assert SECOND in text
    assert published.members.first().application.certificates.get().number in text


def test_its_code_leads_to_the_list_as_it_stands_now(published):
    work_off()

    [code] = zxingcpp.read_barcodes(picture(bytes_of(publications.newest(published)), scale=3))

    assert code.text.endswith(reverse("approvals:publication", args=[published.public_id]))


def test_made_again_it_leaves_out_who_was_revoked_since_and_keeps_what_was_said(published, approver):
    work_off()
    gone = Certificate.objects.get(firm_name=SECOND)
    revocations.revoke(certificate=gone, reason="停工", by=approver, at=timezone.now())

    publications.make(batch=published, by=approver, at=timezone.now())
    work_off()

    text = words_of(published)
    assert FIRST in text
    assert SECOND not in text
    assert [each.issue for each in Paper.objects.of("list", published)] == [2, 1]


def test_a_batch_that_is_not_signed_has_no_list(reviewer, approver):
    batch = draft_batch(approver, phase=recommended(reviewer).phase)

    with pytest.raises(NotYet):
        papers.make(kind=LIST, subject=batch, by=approver, at=timezone.now())


def test_a_list_that_is_not_out_leads_nowhere_yet(reviewer, approver):
    batch = signed_batch(approver, [recommended(reviewer, FirmFactory(name=FIRST))])

    paper = publications.make(batch=batch, by=approver, at=timezone.now())
    work_off()
    paper.refresh_from_db()

    assert not zxingcpp.read_barcodes(picture(bytes_of(paper), scale=3))
