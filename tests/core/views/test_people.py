import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Appointment, AuditEvent, Role, User
from core.services import appointments
from tests.factories import UserFactory, city, other_street, street

pytestmark = pytest.mark.django_db

URL = "/people/"


def form(**words: str) -> dict[str, str]:
    return {
        "username": "new.person",
        "role": "reviewer",
        "division": street().pk,
        "name": "",
        "email": "",
    } | words


def test_an_administrator_sees_who_holds_which_role(client, administrator, reviewer):
    client.force_login(administrator)

    answer = client.get(URL)

    assert answer.status_code == 200
    assert reviewer.username in answer.content.decode()


def test_somebody_new_is_invited_and_appointed(client, administrator):
    client.force_login(administrator)

    answer = client.post(URL, form(email="new@example.test", name="新人"))

    assert (answer.status_code, answer.url) == (302, URL)
    user = User.objects.get(username="new.person")
    assert user.has_role(Role.REVIEWER, street().pk)
    assert not user.has_usable_password()
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["user.invite", "user.appoint"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "There is no such person"),
        ({"division": "999999"}, "Nothing in the list is called “999999”"),
        ({"username": "auditor-3301", "role": "approver"}, "cannot be combined"),
    ],
)
def test_what_cannot_be_is_said_and_keeps_what_was_typed(client, administrator, auditor, words, sentence):
    client.force_login(administrator)

    answer = client.post(URL, form(**words))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Appointment.objects.count() == 2


def test_nobody_appoints_outside_their_division(client, administrator):
    Appointment.objects.filter(user=administrator).update(division=other_street())
    client.force_login(administrator)

    answer = client.post(URL, form(email="new@example.test"))

    assert (answer.status_code, "is none of your places" in answer.text) == (422, True)
    assert not User.objects.filter(username="new.person").exists()


def test_nobody_appoints_or_dismisses_themselves(client, administrator):
    client.force_login(administrator)
    own = administrator.appointments.get()

    assert client.post(URL, form(username=administrator.username)).status_code == 403
    assert client.post(reverse("core:dismiss", args=[own.pk])).status_code == 403


def test_a_dismissed_reviewer_loses_the_view_at_once(client, administrator, reviewer):
    client.force_login(administrator)

    client.post(reverse("core:dismiss", args=[reviewer.appointments.get().pk]))

    assert not User.objects.get(pk=reviewer.pk).is_official


def test_a_role_is_held_once(administrator, reviewer):
    with pytest.raises(appointments.AppointedAlready):
        appointments.appoint(
            user=reviewer, role="reviewer", division=street(), by=administrator, at=timezone.now()
        )


@pytest.mark.parametrize("path", [URL, "/jobs/failed/"])
def test_the_ladder(client, path, reviewer):
    assert client.get(path).status_code == 302
    client.force_login(reviewer)
    assert client.get(path).status_code == 403


def test_the_list_states_its_queries(client, administrator, django_assert_max_num_queries):
    for _number in range(20):
        appointments.appoint(user=UserFactory(), role="reviewer", division=city(), by=None, at=timezone.now())
    client.force_login(administrator)

    with django_assert_max_num_queries(8):
        client.get(URL)


def test_somebody_is_appointed_to_a_trade_office(client, administrator):
    client.force_login(administrator)

    answer = client.post(URL, form(email="new@example.test", trade_office="transport"))

    user = User.objects.get(username="new.person")
    assert answer.status_code == 302
    assert user.works_for(Role.REVIEWER, street().pk, "transport")
    assert not user.works_for(Role.REVIEWER, street().pk, "")
    assert "transport" in client.get(URL).text
    assert client.post(URL, form(email="other@example.test", trade_office="No!")).status_code == 422
