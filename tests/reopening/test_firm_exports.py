"""A firm's own lists as files: its members alone take them out, and many people need an official's word."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from core.exporting import CONSENT_ABOVE
from core.models import AuditEvent, Export, Notification
from core.services import exports
from reopening import firm_exports
from tests.core.services.test_exports import asked, made
from tests.factories import StaffMemberFactory, ready_application
from tests.reopening.makers import declared
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    line,
    operator,
    policy,
    take_in,
    tenant_code,
    umbrella,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(applicant):
    return ready_application(applicant.firms.get())


def test_the_roster_goes_out_under_the_filters_of_its_page_with_numbers_masked(applicant, draft):
    ill = StaffMemberFactory(
        application=draft, name="=演示", class_code="A", measure="isolate", on_site=False, post="仓库"
    )

    rows = made(applicant, "roster", reason="门岗核对", application=str(draft.public_id), **{"class": "A"})

    assert [row[0] for row in rows] == ["Name", "'=演示"]
    assert (rows[1][1], rows[1][3:6]) == ("resident ID", ["仓库", "no", "A"])
    assert ill.resident_id not in rows[1][2]
    assert ill.resident_id[-4:] in rows[1][2]
    assert len(made(applicant, "roster", reason="门岗核对", application=str(draft.public_id))) == 1 + 4
    assert len(made(applicant, "roster", reason="门岗", application=str(draft.public_id), q="=演")) == 1 + 1
    assert len(made(applicant, "roster", reason="门岗", application=str(draft.public_id), elsewhere="1")) == 1


def test_who_is_missing_goes_out_and_who_has_declared_when_asked(applicant, draft):
    said = declared(draft.staff.order_by("pk").first())
    case = str(draft.public_id)

    missing = made(applicant, "declarations", reason="提醒", application=case)
    answered = made(applicant, "declarations", reason="提醒", application=case, show="declared")

    assert said.name not in {row[0] for row in missing}
    assert len(missing) == 1 + 2
    assert [row[0] for row in answered] == ["Name", said.name]


def test_an_operator_takes_out_the_tenants_with_their_state(operator, umbrella, outsider):  # noqa: F811
    take_in(umbrella, operator, line(1), line(2, heads="12"))

    rows = made(operator, "tenants", umbrella=str(umbrella.public_id))

    assert [(row[1], row[3], row[4]) for row in rows[1:]] == [
        (tenant_code(1), "3", "Draft"),
        (tenant_code(2), "12", "Draft"),
    ]
    with pytest.raises(PermissionDenied):
        asked(outsider, "tenants", umbrella=str(umbrella.public_id))


def test_each_of_them_has_the_headings_it_names(applicant, draft, operator, umbrella):  # noqa: F811
    query = {"application": str(draft.public_id), "umbrella": str(umbrella.public_id)}

    for kind in firm_exports.LISTINGS:
        by = operator if kind.name == "tenants" else applicant
        heading, *_rows = made(by, kind.name, reason="演示", **query)
        assert heading == [str(word) for word in kind.columns], kind.name


@pytest.mark.parametrize("listing", ["roster", "declarations"])
@pytest.mark.parametrize("key", ["", "no-uuid", None])
def test_nobody_else_takes_them_out(listing, key, applicant, outsider, draft, reviewer):
    query = {"application": str(draft.public_id) if key is None else key}

    for person in (outsider, reviewer) if key is None else (applicant,):
        with pytest.raises(PermissionDenied):
            asked(person, listing, reason="演示", **query)
    assert not Export.objects.exists()


def test_beyond_a_hundred_people_an_official_of_the_place_consents(
    applicant, draft, approver, other_reviewer
):
    StaffMemberFactory.create_batch(CONSENT_ABOVE - 2, application=draft)

    export = asked(applicant, "roster", reason="门岗核对", application=str(draft.public_id))

    assert (export.status, export.place_id) == ("waiting", draft.division_id)
    assert Notification.objects.filter(user=approver, kind="export.asked").exists()
    for person in (applicant, other_reviewer):
        with pytest.raises(PermissionDenied):
            exports.consent(export=export, by=person, at=timezone.now())
    assert exports.consent(export=export, by=approver, at=timezone.now()).status == "making"
    assert AuditEvent.objects.filter(
        subject_type="core.export", verb="export.consent", actor=approver
    ).exists()


def test_a_member_goes_from_the_roster_to_the_file(client, applicant, draft):
    client.force_login(applicant)
    page = client.get(reverse("reopening:roster", args=[draft.public_id])).text
    link = f"{reverse('core:export-ask')}?list=roster&amp;application={draft.public_id}"
    assert link in page

    answer = client.post(link.replace("&amp;", "&"), {"format": "csv", "reason": ""})
    assert answer.status_code == 422
    answer = client.post(link.replace("&amp;", "&"), {"format": "csv", "reason": "门岗核对"})

    assert answer.url == Export.objects.get().get_absolute_url()
    assert client.get(answer.url).status_code == 200
    assert client.get(reverse("core:export-ask"), {"list": "queue"}).status_code == 403
