import pytest
from django.urls import reverse

from core import notifications
from core.models import Notification
from core.notifications import Notice


@pytest.fixture
def message(reviewer, monkeypatch):
    words = {"test.hello": Notice("Hello %(name)s", "Please look at %(number)s.")}
    monkeypatch.setattr(notifications, "notices", lambda: words)
    return Notification.objects.create(
        user=reviewer, kind="test.hello", params={"name": "<Wang>", "number": "A-1"}, url="/audit/"
    )


def test_the_inbox_shows_messages_in_words(client, reviewer, message):
    client.force_login(reviewer)

    page = client.get(reverse("core:inbox")).text

    assert "Hello &lt;Wang&gt;" in page
    assert "Please look at A-1." in page
    assert "inbox-unread" in page


def test_opening_a_message_marks_it_read_and_shows_its_page(client, reviewer, message):
    client.force_login(reviewer)

    answer = client.post(reverse("core:inbox-read", args=[message.pk]))

    message.refresh_from_db()
    assert message.read_at is not None
    assert answer.headers["Location"] == "/audit/"


def test_all_messages_can_be_marked_read_at_once(client, reviewer, message):
    client.force_login(reviewer)

    client.post(reverse("core:inbox-read-all"))

    message.refresh_from_db()
    assert message.read_at is not None


def test_messages_are_private(client, auditor, message):
    client.force_login(auditor)

    assert client.post(reverse("core:inbox-read", args=[message.pk])).status_code == 404
    assert "Hello" not in client.get(reverse("core:inbox")).text
    message.refresh_from_db()
    assert message.read_at is None


def test_reading_never_changes_anything_by_get(client, reviewer, message):
    client.force_login(reviewer)

    assert client.get(reverse("core:inbox-read", args=[message.pk])).status_code == 405
    assert client.get(reverse("core:inbox-read-all")).status_code == 405


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get(reverse("core:inbox")).status_code == 302
    assert client.post(reverse("core:inbox-read-all")).status_code == 302
