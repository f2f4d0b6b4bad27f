import io
import re
from base64 import b64decode

import openpyxl
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from core.background import run_waiting
from reopening.codes import shown
from reopening.models import DeclarationLink, DeclaredBy, StaffMember
from reopening.services import applications, declarations, links
from tests.factories import ApplicationFactory, StaffMemberFactory, resident_id
from tests.reopening.makers import CONSENT, declared, linked


@pytest.fixture
def draft_and_link(applicant):
    return linked(applicant)


@pytest.fixture
def draft(draft_and_link):
    return draft_and_link[0]


@pytest.fixture
def link(draft_and_link):
    return draft_and_link[1]


def page_of(application, name="declarations", *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


def read_codes(text: str) -> list[str]:
    """What an independent reader finds in the QR codes of a page."""
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', text)
    return [
        code.text
        for picture in pictures
        for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(b64decode(picture))).convert("L"))
    ]


def test_a_firm_makes_its_link_and_sees_it_with_a_code_that_reads_back(client, applicant):
    draft = ApplicationFactory(firm=applicant.firms.get())
    client.force_login(applicant)
    assert "Make the link" in client.get(page_of(draft)).text

    page = client.post(page_of(draft, "declarations-act", "open"), follow=True).text

    link = DeclarationLink.objects.get(application=draft)
    assert read_codes(page) == [link.address]
    assert link.address in page


def test_the_firm_sees_by_name_who_is_missing_and_the_counts_change(client, applicant, draft):
    one, *_others = draft.staff.order_by("pk")
    client.force_login(applicant)
    page = client.get(page_of(draft)).text
    assert "0 / 3" in page
    assert f'<th scope="row">{one.name}' in page
    assert one.resident_id not in page

    declared(one)

    counts = client.get(page_of(draft), headers={"hx-request": "true"}).text
    assert "1 / 3" in counts
    assert "<html" not in counts
    page = client.get(page_of(draft)).text
    assert counts.strip() in page
    assert one.name not in page
    declared_page = client.get(page_of(draft), {"show": "declared"})
    assert [row.member.pk for row in declared_page.context["rows"]] == [one.pk]
    assert client.get(page_of(draft), {"show": "x"}).status_code == 404


def test_a_long_list_of_the_missing_comes_page_by_page_at_a_fixed_cost(
    client, applicant, draft, django_assert_max_num_queries
):
    StaffMemberFactory.create_batch(60, application=draft)
    client.force_login(applicant)

    with django_assert_max_num_queries(20):
        first = client.get(page_of(draft))
    second = client.get(page_of(draft), {"cursor": first.context["page"].next_cursor})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 13)


def test_the_poster_has_both_languages_and_a_code_that_reads_back(client, applicant, draft, link):
    client.force_login(applicant)

    poster = client.get(page_of(draft, "declarations-poster")).text

    assert read_codes(poster) == [link.address]
    assert draft.firm.name in poster
    assert "Scan the code, or open the link" in poster
    assert draft.firm.contact_name in poster


def test_codes_come_as_a_list_and_as_slips_that_fill_them_in(client, applicant, draft, link):
    StaffMemberFactory(application=draft, name="=1+1", post="@x")
    client.force_login(applicant)
    client.post(page_of(draft, "declarations-act", "make-codes"))
    run_waiting()

    content = client.get(page_of(draft, "declarations-file")).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    slips_page = client.get(page_of(draft, "declarations-slips")).text

    people = {member.name: shown(member.code) for member in StaffMember.objects.filter(application=draft)}
    assert {row[0]: row[3] for row in rows[1:]} == people
    assert {row[4] for row in rows[1:]} == {f"{link.address}#{code}" for code in people.values()}
    assert set(read_codes(slips_page)) == {f"{link.address}#{code}" for code in people.values()}
    cells = openpyxl.load_workbook(io.BytesIO(content)).active["A"]
    assert all(cell.data_type == "s" for cell in cells)


def test_new_codes_for_all_are_asked_about_and_void_the_old_ones(client, applicant, draft):
    before = set(draft.staff.values_list("code_hash", flat=True))
    client.force_login(applicant)
    address = page_of(draft, "declarations-act", "renew-codes")

    assert "stops working at once" in client.get(address).text
    assert set(draft.staff.values_list("code_hash", flat=True)) == before
    client.post(address)
    assert set(draft.staff.values_list("code_hash", flat=True)) == {""}
    assert client.get(page_of(draft, "declarations-file")).status_code == 422
    run_waiting()
    after = set(draft.staff.values_list("code_hash", flat=True))
    assert len(after) == 3
    assert not after & before


def test_one_person_gets_a_new_code_and_a_message_with_it(client, applicant, draft, link):
    member = draft.staff.first()
    client.force_login(applicant)

    page = client.post(page_of(draft, "declaration-renew-code", member.public_id), follow=True).text

    code = shown(StaffMember.objects.get(pk=member.pk).code)
    assert f"{link.address}#{code}" in page
    assert read_codes(page) == [f"{link.address}#{code}"]
    assert member.name in page


def test_reminding_is_noted_once(client, applicant, draft):
    client.force_login(applicant)

    assert "3 people are marked" in client.post(page_of(draft, "declarations-remind"), follow=True).text
    assert "0 people are marked" in client.post(page_of(draft, "declarations-remind"), follow=True).text
    member = draft.staff.first()
    one = client.post(page_of(draft, "declaration-remind", member.public_id), follow=True)
    assert "was reminded a short while ago" in one.text


def test_the_firm_confirms_who_added_themselves(client, applicant, draft, link):
    link = links.allow_joining(application=draft, allowed=True, by=applicant, at=timezone.now())
    known = draft.staff.first()
    member = declarations.join(
        link=link,
        name="王大明",
        resident_id=known.resident_id,
        mobile="13800000001",
        consent=CONSENT,
        at=timezone.now(),
    )
    client.force_login(applicant)

    page = client.get(page_of(draft, "declaration", member.public_id)).text
    assert "王大明" in page
    assert "under another name" in page
    client.post(page_of(draft, "declaration-confirm", member.public_id))

    assert list(draft.staff.filter(name="王大明", to_confirm=False)) == [member]
    assert not draft.staff.filter(pk=known.pk).exists()


def test_the_roster_tells_who_said_what(client, applicant, draft):
    one, two, _three = draft.staff.order_by("pk")
    declared(one)
    declarations.withdraw(member=declared(two), at=timezone.now())
    client.force_login(applicant)

    page = client.get(page_of(draft, "roster")).text

    assert "1 of 3 have declared" in page
    assert "by the person" in page
    assert "consent withdrawn" in page
    assert "1 of 3 people have declared their health themselves." in page
    form = client.get(page_of(draft, "roster-person", two.public_id)).text
    assert "Only the person can declare again." in form
    assert "please say why" in client.get(page_of(draft, "roster-person", one.public_id)).text


def test_correcting_a_declaration_by_form_asks_why(client, applicant, draft):
    member = declared(draft.staff.first())
    client.force_login(applicant)
    address = page_of(draft, "roster-person", member.public_id)
    said = {"name": member.name, "place": "杭州市", "on_site": "on", "symptoms": "on"}

    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"reason": "电话补报"}).status_code == 302

    member.refresh_from_db()
    assert member.declared_by == DeclaredBy.CORRECTED


GETS = ["declarations", "declarations-slips", "declarations-poster"]
POSTS = ["declarations-remind"]


def test_the_pages_have_their_ladder(client, applicant, outsider, reviewer):
    filed, _link = linked(applicant, codes=False)
    member = filed.staff.first()
    gets = [page_of(filed, name) for name in GETS] + [page_of(filed, "declaration", member.public_id)]
    posts = [page_of(filed, name) for name in POSTS]
    posts += [page_of(filed, "declarations-act", verb) for verb in ("open", "close", "make-codes")]
    posts += [
        page_of(filed, name, member.public_id)
        for name in ("declaration-renew-code", "declaration-remind", "declaration-confirm")
    ]
    applications.submit(application=filed, committed=True, by=applicant, at=timezone.now())
    for address in [*gets, *posts]:
        method = "get" if address in gets else "post"
        client.logout()
        assert getattr(client, method)(address).status_code == 302
        client.force_login(outsider)
        assert getattr(client, method)(address).status_code == 404
        client.force_login(reviewer)
        assert getattr(client, method)(address).status_code == 403
        client.force_login(applicant)
        assert getattr(client, method)(address).status_code == (200 if address in gets else 409)
        assert client.delete(address).status_code == 405
    for address in posts:
        assert client.get(address).status_code == 405
    assert client.post(page_of(filed, "declarations-act", "nothing")).status_code == 404


def test_people_of_another_roster_are_not_found(client, applicant, draft):
    stranger = StaffMemberFactory(resident_id=resident_id(77))
    client.force_login(applicant)

    assert client.get(page_of(draft, "declaration", stranger.public_id)).status_code == 404
    assert client.post(page_of(draft, "declaration-confirm", stranger.public_id)).status_code == 404
