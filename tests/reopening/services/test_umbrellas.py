import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from reopening.models import (
    Firm,
)
from reopening.services import tenancies, umbrellas
from reopening.services.umbrellas import AtWork, NoUmbrellaHere
from reopening.site_arrivals import arrivals_of
from tests.factories import (
    FirmFactory,
    policy_set,
    street,
)
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    KEYS,
    hours,
    operator,
    policy,
    shared,
    take_in_hours,
    umbrella,
)


def test_only_a_place_that_allows_it_lets_an_operator_file(operator):  # noqa: F811
    policy_set("wenzhou-2020-02-12")
    elsewhere = FirmFactory(division=street()).division
    Firm.objects.update(division=elsewhere)
    with pytest.raises(NoUmbrellaHere):
        umbrellas.allowed(elsewhere, "market", timezone.now())


def test_nobody_opens_an_umbrella_for_another_firm(operator, outsider):  # noqa: F811
    with pytest.raises(PermissionDenied):
        umbrellas.open_umbrella(
            firm=operator.firms.get(), values=shared(), plan={}, by=outsider, at=timezone.now()
        )


def test_an_edit_leaves_alone_what_it_does_not_name(umbrella, operator):  # noqa: F811
    umbrellas.edit(
        umbrella=umbrella, values={"name": "新广场"}, plan={"duties": " "}, by=operator, at=timezone.now()
    )

    umbrella.refresh_from_db()
    assert (umbrella.name, umbrella.site_address, umbrella.has_isolation_area) == (
        "新广场",
        "演示路100号",
        True,
    )
    assert sorted(umbrella.plan) == sorted(set(KEYS) - {"duties"})


def test_a_site_knows_when_most_people_arrive(umbrella, operator):  # noqa: F811
    rows = [hours(n, "9:30" if n < 4 else "10:00", heads="8") for n in range(1, 6)]
    take_in_hours(umbrella, operator, *rows)
    gone = umbrella.tenancies.get(unit="A1")
    tenancies.leave(tenancy=gone, by=operator, at=timezone.now())

    found = arrivals_of(umbrella)

    assert [(shift.start, shift.people) for shift in found] == [(570, 16), (600, 16)]


def test_work_that_goes_on_is_not_started_twice(umbrella, operator):  # noqa: F811
    umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=operator, at=timezone.now())

    with pytest.raises(AtWork):
        umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=operator, at=timezone.now())
