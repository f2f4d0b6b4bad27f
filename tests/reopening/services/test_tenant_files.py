from datetime import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import background
from core.audit import trail
from core.dates import shanghai_day
from reopening.models import (
    Application,
    Firm,
    Mandate,
    Shift,
    Tenancy,
    TenancyStatus,
    Umbrella,
)
from reopening.services import tenant_files, umbrellas
from reopening.services.rosters import RefusedAtOnce
from reopening.services.tenant_files import NotChecked, NotDeclared
from tests.factories import (
    MembershipFactory,
    policy_set,
)
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    KEYS,
    check,
    hours,
    line,
    operator,
    policy,
    shared,
    table,
    take_in,
    take_in_hours,
    tenant_code,
    umbrella,
)


def test_a_list_is_shown_before_anything_is_written(umbrella, operator):  # noqa: F811
    file = check(umbrella, operator, line(1), line(2, giver=""), line(3, heads="many"))

    assert file.counts == {"read": 3, "new": 2, "unauthorised": 1, "refused": 1}
    assert [(error["column"], error["code"]) for error in file.errors] == [("heads", "count")]
    assert Firm.objects.count() == 1
    assert not Tenancy.objects.exists()


def test_an_industry_of_the_list_is_looked_at_with_all_its_digits(umbrella, operator):  # noqa: F811
    file = check(umbrella, operator, line(1, trade="H6210"), line(2, trade="H6250"))

    assert [(error["row"], error["column"], error["code"]) for error in file.errors] == [
        (3, "industry_code", "industry_unknown")
    ]


def test_each_tenant_gets_its_firm_its_draft_and_what_is_shared(umbrella, operator):  # noqa: F811
    file = take_in(umbrella, operator, line(1), line(2, giver=""))

    first, second = Tenancy.objects.order_by("pk")
    application = first.application
    assert (file.counts["new"], file.content) == (2, None)
    assert (first.status, first.unit, first.firm.contact_phone) == (TenancyStatus.ACTIVE, "A1", "13800001234")
    assert not first.firm.memberships.exists()
    assert (application.umbrella, application.site_address) == (umbrella, "演示路100号 A1")
    assert (application.site_kind, application.heads_on_site, application.has_isolation_area) == (
        "shop",
        3,
        True,
    )
    assert application.plan.count() == len(KEYS)
    assert first.mandate.words == "2月16日书面委托"
    assert second.mandate is None
    assert first.blocks > 0
    assert [event.verb for event in trail(application)] == ["application.start"]


def test_tenants_stand_in_the_order_of_the_list(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, line(3), line(1), line(2))

    assert list(umbrella.tenancies.order_by("pk").values_list("unit", flat=True)) == ["A3", "A1", "A2"]


def test_the_same_list_again_changes_nothing_and_a_new_figure_is_taken(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, line(1))
    file = take_in(umbrella, operator, line(1, heads="9"))

    assert file.counts["known"] == 1
    assert Application.objects.get().heads_on_site == 9
    assert (Firm.objects.count(), Tenancy.objects.count(), Mandate.objects.count()) == (2, 1, 1)


def test_a_firm_with_people_is_asked_and_nothing_of_theirs_is_changed(umbrella, operator, applicant):  # noqa: F811
    firm = applicant.firms.get()
    take_in(umbrella, operator, line(1, name="别的名字", code=firm.credit_code))

    tenancy = Tenancy.objects.get()
    assert tenancy.status == TenancyStatus.ASKED
    assert (tenancy.application, tenancy.mandate) == (None, None)
    assert Firm.objects.get(pk=firm.pk).name == firm.name
    assert not Application.objects.visible_to(operator).exists()


def test_two_operators_never_file_for_the_same_tenant(umbrella, operator):  # noqa: F811
    other = MembershipFactory(firm__name="另一商场").user
    second = umbrellas.open_umbrella(
        firm=other.firms.get(), values=shared(name="另一广场"), plan={}, by=other, at=timezone.now()
    )
    take_in(umbrella, operator, line(1))

    file = take_in(second, other, line(1), line(2))

    assert [error["code"] for error in file.errors] == ["other_umbrella"]
    assert second.tenancies.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenancy.objects.create(
            umbrella=second, firm=Firm.objects.get(credit_code=tenant_code(1)), status="active", heads=1,
            taken_in_at=timezone.now(),
        )  # fmt: skip


def test_an_operator_is_no_tenant_of_its_own(umbrella, operator):  # noqa: F811
    file = check(umbrella, operator, line(1, code=operator.firms.get().credit_code))

    assert [error["code"] for error in file.errors] == ["own_firm"]


def test_the_hours_of_the_list_become_the_shift_of_a_tenant_that_has_none(umbrella, operator):  # noqa: F811
    take_in_hours(umbrella, operator, hours(1, "9:30"), hours(2, "", ""))

    first, second = Application.objects.order_by("pk")
    shift = first.shifts.get()
    assert (shift.people, shift.starts_at, shift.ends_at) == (3, time(9, 30), time(18))
    assert not second.shifts.exists()

    Shift.objects.filter(pk=shift.pk).update(starts_at=time(8))
    take_in_hours(umbrella, operator, hours(1, "10:00", heads="9"))
    assert first.shifts.get().starts_at == time(8)  # what the tenant has stays


def test_a_start_without_an_end_is_to_be_corrected(umbrella, operator):  # noqa: F811
    file = take_in_hours(umbrella, operator, hours(1, "9:30", ""), hours(2, "25:00"), hours(3, "9:30"))

    file.refresh_from_db()
    assert [(error["row"], error["column"], error["code"]) for error in file.errors] == [
        (2, "ends_at", "both_times"),
        (3, "starts_at", "time_shape"),
    ]


def test_a_list_is_taken_in_once_and_only_with_the_declaration(umbrella, operator):  # noqa: F811
    file = check(umbrella, operator, line(1))
    with pytest.raises(NotDeclared):
        tenant_files.take_in(file=file, declared=False, by=operator, at=timezone.now())
    tenant_files.take_in(file=file, declared=True, by=operator, at=timezone.now())
    with pytest.raises(NotChecked):
        tenant_files.take_in(file=file, declared=True, by=operator, at=timezone.now())


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7"])
def test_what_is_plainly_no_list_is_refused_at_once(umbrella, operator, content):  # noqa: F811
    with pytest.raises(RefusedAtOnce):
        tenant_files.upload(
            umbrella=umbrella, file_name="t.csv", content=content, by=operator, at=timezone.now()
        )

    assert not umbrella.files.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_a_hostile_file_is_refused_as_a_whole(umbrella, operator, content):  # noqa: F811
    file = tenant_files.upload(
        umbrella=umbrella, file_name="../t.csv", content=content, by=operator, at=timezone.now()
    )
    background.run_waiting()

    file.refresh_from_db()
    assert file.refusal
    assert (file.file_name, file.content) == ("t.csv", None)


def test_many_tenants_cost_the_same_number_of_queries(umbrella, operator, django_assert_max_num_queries):  # noqa: F811
    intake = tenant_files.TenantIntake(umbrella, policy_set(), operator, timezone.now())
    with tenant_files.TenantList(table(*(line(n) for n in range(500, 600)))) as tenants:
        rows = list(tenants.judged(shanghai_day(timezone.now())))

    with django_assert_max_num_queries(32):
        outcome = intake.take_in(rows)

    assert outcome.counts["new"] == 100
    assert Umbrella.objects.get().tenancies.count() == 100
