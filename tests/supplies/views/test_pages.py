"""What the pages say, and how many questions they ask the database."""

import re

import pytest
from django.urls import reverse

from core.models import User
from supplies.models import DailyQuota, Order, ProofOfDelivery, Stop
from supplies.services import deliveries
from tests.factories import ApplicationFactory, MembershipFactory, ready_application
from tests.states import force
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def fill(count: int) -> None:
    for _ in range(count):
        makers.received(1_000)
        case = makers.order(code="mask").application
        makers.errand(application=case)
        makers.lodging(application=case)
    makers.published_round()
    makers.departed_run()


def test_the_desk_says_how_long_the_masks_last(client):
    makers.received(400)
    order = makers.order(280)
    force(makers.Application.objects.filter(pk=order.application_id), status="approved")
    DailyQuota.objects.create(place=makers.supplier(), item=makers.item(), units=15_000)
    client.force_login(makers.keeper())

    page = client.get(reverse("supplies:desk"))

    row = page.context["items"][0]
    assert (row.available, row.days_left, row.need, row.short) == (400, 10.0, 280, 0)
    assert (page.context["sources"][0].today, page.context["sources"][0].left) == (400, 14_600)
    assert "15,000" in text(page)


def test_a_computed_round_shows_rule_chart_and_an_explanation_per_line(client):
    makers.received(100)
    makers.order(280)
    round_ = makers.computed_round()
    client.force_login(makers.keeper())

    page = text(client.get(round_.get_absolute_url()))

    assert "Each pack goes to the firm that would have the least without it" in page
    assert "chart-cut" in page
    assert "The firm got 2 packs of 50 pieces: from 0.00 days to 2.50 days." in page
    assert round_.seed not in page
    assert round_.seed_commitment in page


def test_the_firm_sees_its_code_only_while_it_is_needed(client):
    makers.received(1_000)
    order = makers.order()
    makers.published_round()
    stop = makers.departed_run().stops.get()
    code = deliveries.code_of(stop)
    address = order.get_absolute_url()

    client.force_login(makers.keeper())
    assert code not in text(client.get(address))
    client.force_login(makers.member(order))
    assert code in text(client.get(address))
    client.force_login(makers.driver())
    client.post(
        reverse("supplies:stop-deliver", args=[stop.public_id]),
        {"event_id": "11111111-2222-4333-8444-555555555555", "code": code, "receiver": "张三"},
    )
    client.force_login(makers.member(order))
    assert code not in text(client.get(address))


def test_the_courier_types_the_code_and_is_led_to_the_next_stop(client):
    makers.received(1_000)
    makers.order()
    makers.order()
    makers.published_round()
    first, second = makers.departed_run().stops.order_by("sequence")
    client.force_login(makers.driver())
    page = client.get(first.get_absolute_url())
    event = page.context["form"]["event_id"].value()

    wrong = client.post(
        reverse("supplies:stop-deliver", args=[first.public_id]),
        {"event_id": event, "code": "nonsense", "receiver": "张三"},
    )
    again = wrong.context["form"]["event_id"].value()
    right = client.post(
        reverse("supplies:stop-deliver", args=[first.public_id]),
        {"event_id": again, "code": deliveries.code_of(first), "receiver": "张三"},
    )

    assert wrong.status_code == 422
    assert "This is not the firm&#x27;s code" in text(wrong)
    assert 'value="张三"' in text(wrong)
    assert str(again) != str(event)
    assert right.url == second.get_absolute_url()


def test_sending_the_same_form_twice_delivers_once(client):
    makers.received(1_000)
    makers.order()
    makers.published_round()
    stop = makers.departed_run().stops.get()
    client.force_login(makers.driver())
    body = {
        "event_id": "11111111-2222-4333-8444-555555555555",
        "code": deliveries.code_of(stop),
        "receiver": "张三",
    }
    address = reverse("supplies:stop-deliver", args=[stop.public_id])

    assert [client.post(address, body).status_code for _ in range(2)] == [302, 302]
    assert ProofOfDelivery.objects.count() == 1


def test_what_was_not_taken_is_said_on_the_same_screen(client):
    makers.received(1_000)
    makers.order()
    makers.published_round()
    stop = makers.departed_run().stops.get()
    parcel = stop.items.get()
    client.force_login(makers.driver())

    client.post(
        reverse("supplies:stop-deliver", args=[stop.public_id]),
        {
            "event_id": "11111111-2222-4333-8444-555555555555",
            "code": deliveries.code_of(stop),
            "receiver": "张三",
            f"rejected_{parcel.pk}": "20",
            f"reason_{parcel.pk}": "damaged",
        },
    )

    line = ProofOfDelivery.objects.get().lines.get()
    assert (line.accepted, line.rejected, line.reason) == (280, 20, "damaged")
    client.force_login(makers.keeper())
    for page in (stop, stop.run):
        assert "20 not taken: Damaged" in text(client.get(page.get_absolute_url()))


def test_a_courier_finds_only_their_own_open_runs(client, courier):
    fill(1)
    client.force_login(courier)
    assert "No stops for you now" in text(client.get(reverse("supplies:courier")))
    assert client.get(Stop.objects.get().get_absolute_url()).status_code == 404

    client.force_login(makers.driver())
    assert Stop.objects.get().firm.name in text(client.get(reverse("supplies:courier")))


def test_one_click_orders_what_is_missing(client):
    makers.item()
    application = makers.case(heads=40, masks=100)
    client.force_login(makers.member(application))

    page = client.get(reverse("supplies:order-create", args=[application.public_id]))
    assert "Masks: 3 boxes 3 packs (180 pieces)" in " ".join(text(page).split())
    sent = client.post(reverse("supplies:order-shortfall", args=[application.public_id]))

    assert sent.url == Order.objects.get().get_absolute_url()


def panel_of(client, application):
    return " ".join(text(client.get(reverse("supplies:orders-panel", args=[application.public_id]))).split())


def test_what_is_missing_is_ordered_from_the_inventory_of_a_draft(client):
    makers.item()
    application = ready_application(MembershipFactory().firm, masks=1)
    client.force_login(makers.member(application))

    before = panel_of(client, application)
    told = client.post(reverse("supplies:order-shortfall", args=[application.public_id]), follow=True)

    assert "Masks: 2 packs (20 pieces)" in before
    assert "waits until the application is submitted" in before
    assert "once your application is submitted" in text(told)
    assert "waits until your application is submitted" in text(told)
    after = panel_of(client, application)
    assert "Masks: 2 packs (20 pieces)" in after
    assert "Order what is missing" not in after


def test_before_the_people_on_site_are_known_the_panel_says_what_to_enter_first(client):
    application = ApplicationFactory(firm=MembershipFactory().firm)
    client.force_login(makers.member(application))

    panel = client.get(reverse("supplies:orders-panel", args=[application.public_id]))

    assert "Please enter first how many people will be on site" in text(panel)
    assert reverse("reopening:section-schedule", args=[application.public_id]) in panel.content.decode()
    assert "Order what is missing" not in text(panel)


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(client):
    makers.item()
    application = makers.case(heads=40)
    client.force_login(makers.member(application))

    page = client.post(
        reverse("supplies:order-create", args=[application.public_id]), {"kind": "government", "mask": "9999"}
    )

    assert page.status_code == 422
    assert "At most 280 pieces of Masks may be ordered at once." in text(page)
    assert 'value="9999"' in text(page)
    assert not Order.objects.exists()


def test_an_urgent_order_looks_urgent(client):
    order = makers.order(urgent_reason="no mask left")
    client.force_login(makers.keeper())

    page = text(client.get(order.get_absolute_url()))

    assert re.search(
        r'notice-warning">\s*<svg[^>]*>.{0,80}</svg>\s*<div class="notice-body">Urgent: no mask left', page
    )


def test_the_panel_is_the_same_inside_and_outside_its_page(client):
    order = makers.order()
    client.force_login(makers.member(order))
    address = reverse("supplies:orders-panel", args=[order.application.public_id])

    fragment = text(client.get(address, headers={"hx-request": "true"}))
    page = text(client.get(address))

    assert "<html" not in fragment
    assert fragment.strip() in page


@pytest.mark.parametrize(
    "name", ["desk", "stock", "movements", "orders", "errands", "lodgings", "rounds", "runs"]
)
def test_lists_ask_the_same_number_of_questions_for_few_and_many(client, name, django_assert_max_num_queries):
    keeper = makers.keeper()
    counts = []
    for more in (1, 5):
        fill(more)
        client.force_login(User.objects.get(pk=keeper.pk))
        client.get(reverse(f"supplies:{name}"))
        with django_assert_max_num_queries(12) as asked:
            client.get(reverse(f"supplies:{name}"))
        counts.append(len([query for query in asked if "session" not in query["sql"]]))

    assert counts[1] <= counts[0]


def test_pages_of_one_record_ask_the_same_number_of_questions(client, django_assert_max_num_queries):
    makers.received(3_000)
    for _ in range(2):
        makers.order()
    small = makers.published_round()
    small_run = makers.departed_run()
    for _ in range(8):
        makers.order()
    large = makers.published_round()
    large_run = makers.departed_run()
    client.force_login(makers.keeper())

    for few, many in ((small, large), (small_run, large_run)):
        with django_assert_max_num_queries(18) as first:
            client.get(few.get_absolute_url())
        with django_assert_max_num_queries(18) as second:
            client.get(many.get_absolute_url())
        assert len(second) <= len(first)


def test_home_names_the_next_thing_to_do(client):
    fill(1)
    order = Order.objects.first()
    expected = {
        makers.keeper(): "Masks last",
        makers.driver(): "Next stop",
        makers.member(order): "A delivery is on its way",
    }

    for user, words in expected.items():
        client.force_login(user)
        assert words in text(client.get("/"))
