from django.urls import reverse

from core.models import Role
from core.navigation import pages, pages_for


def test_every_page_of_the_navigation_has_an_address():
    assert all(reverse(page.url_name).startswith("/") for page in pages())


def test_a_person_sees_the_pages_of_their_roles_only():
    assert "core:audit" in {page.url_name for page in pages_for({Role.AUDITOR})}
    assert "core:audit" not in {page.url_name for page in pages_for({Role.REVIEWER})}
    assert pages_for(set()) == []
