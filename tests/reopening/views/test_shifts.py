import pytest
from django.urls import reverse

from reopening.models import Shift
from tests.factories import ready_application, submitted_application


@pytest.fixture
def draft(applicant):
    firm = applicant.firms.get()
    firm.staff_total = 20
    firm.save()
    return ready_application(firm, staff=20)


def page_of(draft):
    return reverse("reopening:section-shifts", args=[draft.public_id])


def suggestion_of(draft):
    return reverse("reopening:stagger", args=[draft.public_id])


def row(number, people, start="08:00", end="17:00", **values):
    typed = {
        "name": "",
        "people": people,
        "starts_at": start,
        "ends_at": end,
        "meal_at": "",
        "arrival_minutes": "",
    }
    return {f"{name}_{number}": value for name, value in (typed | values).items()}


EMPTY = row(1, "", "", "")


def test_shifts_are_typed_in_rows_and_empty_rows_are_none(client, applicant, draft):
    client.force_login(applicant)
    typed = {"revision": 0, "entrances": "２"} | row(0, "１２", meal_at="12:00", uses_canteen="on") | EMPTY

    answer = client.post(page_of(draft), typed | row(2, "8", "20:00", "05:00", name="夜班"))

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.entrances == 2
    rows = Shift.objects.order_by("position").values_list("name", "people", "uses_canteen", "arrival_minutes")
    assert list(rows) == [("Shift 1", 12, True, 15), ("夜班", 8, False, 15)]


def test_a_half_filled_row_names_what_is_missing_and_loses_nothing(client, applicant, draft):
    client.force_login(applicant)

    page = client.post(page_of(draft), {"revision": 0} | row(0, "12", "08:00", ""))

    assert page.status_code == 422
    assert 'id="id_ends_at_0_error"' in page.text
    assert 'value="08:00"' in page.text
    assert not Shift.objects.exists()


def test_the_chart_follows_the_typing_and_is_that_of_a_reload(client, applicant, draft):
    client.force_login(applicant)
    typed = {"revision": 0, "entrances": "1"} | row(0, "20")

    shown = client.post(reverse("reopening:preview-shifts", args=[draft.public_id]), typed).text
    client.post(page_of(draft), typed)
    page = client.get(page_of(draft)).text

    assert '<svg class="chart' in shown
    assert "peak: 14 from 07:45 to 07:55" in shown
    assert shown.strip() in page
    assert '<th scope="row">07:45</th>' in shown


def test_rows_can_be_added_without_leaving(client, applicant, draft):
    client.force_login(applicant)
    rows = {"revision": 0, "stay": "1"} | row(0, "10") | row(1, "5") | row(2, "5")

    page = client.post(page_of(draft), rows, follow=True)

    assert page.redirect_chain[0][0] == page_of(draft)
    assert page.text.count('<fieldset class="row-fields">') == 5


def test_the_suggestion_is_shown_before_and_after_and_taken_only_when_accepted(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft), {"revision": 0, "entrances": "1"} | row(0, "400"))

    page = client.get(suggestion_of(draft))
    assert "267 people arrive within ten minutes now. With these times it would be 90." in page.text
    assert page.text.count('<svg class="chart') == 2
    assert Shift.objects.count() == 1

    answer = client.post(suggestion_of(draft), {"revision": page.context["revision"]})
    assert answer.headers["Location"] == page_of(draft)
    assert Shift.objects.count() == 3
    assert "Nobody needs to move" in client.get(suggestion_of(draft)).text


def test_a_suggestion_of_old_shifts_is_not_taken(client, applicant, draft):
    client.force_login(applicant)
    client.post(page_of(draft), {"revision": 0} | row(0, "400"))

    page = client.post(suggestion_of(draft), {"revision": 0})

    assert page.status_code == 409
    assert "Somebody saved this part after you opened it." in page.text
    assert Shift.objects.count() == 1


def test_without_shifts_there_is_nothing_to_suggest(client, applicant, draft):
    client.force_login(applicant)

    assert "Enter at least one shift first." in client.get(suggestion_of(draft)).text


def test_shifts_have_their_ladder(client, applicant, outsider, reviewer):
    firm = applicant.firms.get()
    firm.staff_total = 20
    firm.save()
    filed = submitted_application(firm, staff=20)
    for address in (
        page_of(filed),
        suggestion_of(filed),
        reverse("reopening:preview-shifts", args=[filed.public_id]),
    ):
        client.logout()
        assert client.post(address).status_code == 302
        client.force_login(outsider)
        assert client.post(address).status_code == 404
        client.force_login(reviewer)
        assert client.post(address).status_code == 403
        client.force_login(applicant)
        assert client.post(address).status_code == 409
        assert client.delete(address).status_code == 405


def test_small_firms_are_not_asked(client, applicant):
    small = ready_application(applicant.firms.get())
    client.force_login(applicant)

    assert client.get(page_of(small)).status_code == 404
