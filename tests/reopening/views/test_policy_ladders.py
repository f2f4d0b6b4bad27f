"""Who may open which address of a policy set, by which method."""

import pytest
from django.test import Client

from reopening.policy.files import SHIPPED, load_policy
from tests.reopening.policies import draft_of, published

pytestmark = pytest.mark.django_db

DRAFT_PAGES = ["", "head/", "parts/supplies/", "upload/", "discard/", "preview/", "file.toml", "compare/"]
POSTS = ["head/", "parts/supplies/", "upload/", "discard/", "preview/", "publish/"]


@pytest.fixture
def draft(administrator):
    return draft_of(administrator)


@pytest.fixture
def desk(client: Client, administrator) -> Client:
    client.force_login(administrator)
    return client


@pytest.mark.parametrize("page", ["", *POSTS, "file.toml", "compare/"])
def test_a_stranger_signs_in_first(client, draft, page):
    assert "/accounts/login/" in client.get(f"{draft.get_absolute_url()}{page}").url


@pytest.mark.parametrize("page", DRAFT_PAGES)
def test_the_pages_of_a_draft_open(desk, draft, page):
    assert desk.get(f"{draft.get_absolute_url()}{page}").status_code == 200


@pytest.mark.parametrize("page", DRAFT_PAGES)
def test_a_draft_is_found_by_nobody_else(client, draft, reviewer, page):
    client.force_login(reviewer)

    assert client.get(f"{draft.get_absolute_url()}{page}").status_code == 404


@pytest.mark.parametrize("page", POSTS)
def test_officials_without_the_role_may_not_write(client, draft, reviewer, administrator, page):
    row = published(draft, administrator)
    client.force_login(reviewer)

    assert client.post(f"{row.get_absolute_url()}{page}").status_code == 403


@pytest.mark.parametrize("page", POSTS)
def test_a_published_set_is_edited_no_more(desk, draft, administrator, page):
    row = published(draft, administrator)

    assert desk.post(f"{row.get_absolute_url()}{page}").status_code == 409


@pytest.mark.parametrize("page", [*DRAFT_PAGES, "publish/", "draft/"])
def test_other_methods_are_refused(desk, draft, page):
    assert desk.delete(f"{draft.get_absolute_url()}{page}").status_code == 405


@pytest.mark.parametrize("address", ["/policies/", "/policies/places/3301/", "/policies/from-file/"])
def test_firms_have_no_page_of_policy_sets(client, applicant, draft, address):
    client.force_login(applicant)

    assert client.get(address).status_code == 403


def test_what_is_not_there_is_not_found(desk, draft):
    assert desk.get(f"{draft.get_absolute_url()}parts/nothing/").status_code == 404
    assert desk.get("/policies/places/99/").status_code == 404
    assert desk.get(f"{draft.get_absolute_url()}compare/?with=x").status_code == 404


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_part_of_every_shipped_set_is_shown(desk, draft, path):
    draft.body = load_policy(path).body.model_dump(mode="json")
    draft.save()

    for part in ("sources", "screening", "gates", "plan", "reasons"):
        assert desk.get(f"{draft.get_absolute_url()}parts/{part}/").status_code == 200
