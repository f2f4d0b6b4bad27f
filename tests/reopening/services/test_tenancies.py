from datetime import time

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core import background
from core.dates import shanghai_day
from reopening.models import (
    Application,
    RosterUpload,
    Shift,
    Tenancy,
    TenancyStatus,
)
from reopening.permissions import forget_mandates
from reopening.queries import findings_for
from reopening.services import applications, tenancies, umbrellas
from reopening.services.sections import edit
from reopening.timeline import filed_on_behalf
from tests.reopening.umbrellas import (  # noqa: F401 - fixtures
    check,
    hours,
    line,
    make_ready,
    operator,
    policy,
    take_in,
    take_in_hours,
    tenant_code,
    umbrella,
)


def test_who_agrees_keeps_what_they_wrote(umbrella, operator, applicant):  # noqa: F811
    firm = applicant.firms.get()
    take_in(umbrella, operator, line(1, code=firm.credit_code, heads="2"))
    tenancy = Tenancy.objects.select_related("umbrella__firm", "umbrella__division", "firm").get()

    tenancies.agree(tenancy=tenancy, by=applicant, at=timezone.now())

    application = tenancy.application
    application.refresh_from_db()
    assert tenancy.status == TenancyStatus.ACTIVE
    assert application.site_address == firm.address
    assert (application.heads_on_site, application.umbrella) == (2, umbrella)
    forget_mandates(operator)
    edit(application=application, changes={"heads_on_site": 1}, by=operator, at=timezone.now())
    tenancies.decline(tenancy=tenancy, by=applicant, at=timezone.now())
    forget_mandates(operator)
    with pytest.raises(PermissionDenied):
        edit(application=application, changes={"heads_on_site": 3}, by=operator, at=timezone.now())


def test_a_firm_that_declined_is_not_asked_again(umbrella, operator, applicant):  # noqa: F811
    code = applicant.firms.get().credit_code
    take_in(umbrella, operator, line(1, code=code))
    tenancy = Tenancy.objects.select_related("umbrella", "mandate").get()
    tenancies.decline(tenancy=tenancy, by=applicant, at=timezone.now())

    file = check(umbrella, operator, line(1, code=code))

    assert [error["code"] for error in file.errors] == ["declined"]


def test_all_that_are_ready_are_submitted_and_one_refusal_leaves_the_others_alone(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, line(1), line(2), line(3, giver=""))
    ready = Application.objects.get(firm__credit_code=tenant_code(1))
    make_ready(ready)

    umbrellas.start_work(umbrella=umbrella, task="submit_tenants", by=operator, at=timezone.now())
    background.run_waiting()

    umbrella.refresh_from_db()
    results = list(umbrella.tenancies.order_by("pk").values_list("application__status", "refusal"))
    assert results == [("submitted", ""), ("draft", "not_ready"), ("draft", "no_mandate")]
    assert umbrella.job.result["submitted"] == 1
    ready.refresh_from_db()
    assert "演示商场运营有限公司, authorised by 王女士" in filed_on_behalf(ready)
    assert ready.snapshot["umbrella"] == {"name": "演示广场", "operator": "演示商场运营有限公司"}


def test_submitting_again_does_no_harm(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, line(1))
    make_ready(Application.objects.get())
    for _time in range(2):
        umbrellas.start_work(umbrella=umbrella, task="submit_tenants", by=operator, at=timezone.now())
        background.run_waiting()
        umbrella.refresh_from_db()

    assert Application.objects.get().submissions == 1


def test_many_are_judged_as_each_is_judged_by_itself(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, *(line(n) for n in range(401, 406)))
    ready, papers, roster, shifts, _plain = Application.objects.order_by("pk")
    make_ready(ready)
    Application.objects.filter(pk=papers.pk).update(firm_class="daily_life", opens_on=None)
    discarded = {"file_name": "r.csv", "rows_refused": 7, "finished_at": timezone.now()}
    RosterUpload.objects.create(application=roster, uploaded_by=operator, digest="x", **discarded)
    Shift.objects.create(application=shifts, name="早班", people=3, starts_at="08:00", ends_at="17:00")

    umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=operator, at=timezone.now())
    background.run_waiting()

    for tenancy in umbrella.tenancies.select_related("application__firm", "application__policy_set"):
        found = [
            each for each in findings_for(tenancy.application, timezone.now()) if each.rule != "commitment"
        ]
        levels = [each.level for each in found]
        assert (tenancy.blocks, tenancy.warnings) == (levels.count("block"), levels.count("warn"))
    assert umbrella.tenancies.get(application=ready).blocks == 0


def test_a_list_that_says_something_else_is_judged_anew(umbrella, operator):  # noqa: F811
    soon = shanghai_day(timezone.now()).isoformat()
    take_in(umbrella, operator, line(1))
    before = Tenancy.objects.get()

    take_in(umbrella, operator, line(1, opens_on=soon))

    after = Tenancy.objects.get()
    assert (after.blocks, after.judged_at > before.judged_at) == (before.blocks + 1, True)


def test_a_firm_that_agrees_later_finds_the_hours_of_the_list(umbrella, operator, applicant):  # noqa: F811
    code = applicant.firms.get().credit_code
    take_in_hours(umbrella, operator, hours(1, "9:30", code=code))
    take_in(umbrella, operator, line(1, code=code))  # a later list without hours takes none away
    assert not Shift.objects.exists()
    tenancy = Tenancy.objects.select_related("umbrella__firm", "umbrella__division", "firm").get()

    tenancies.agree(tenancy=tenancy, by=applicant, at=timezone.now())

    shift = tenancy.application.shifts.get()
    assert (shift.people, shift.starts_at, shift.ends_at) == (3, time(9, 30), time(18))


def test_a_firm_that_agrees_keeps_the_shifts_it_has(umbrella, operator, applicant):  # noqa: F811
    firm = applicant.firms.get()
    draft = applications.start(firm=firm, by=applicant, at=timezone.now())
    Shift.objects.create(application=draft, name="早班", people=2, starts_at="08:00", ends_at="17:00")
    take_in_hours(umbrella, operator, hours(1, "9:30", code=firm.credit_code))
    tenancy = Tenancy.objects.select_related("umbrella__firm", "umbrella__division", "firm").get()

    tenancies.agree(tenancy=tenancy, by=applicant, at=timezone.now())

    assert draft.shifts.get().name == "早班"


def test_after_an_edit_the_table_learns_what_still_stands_in_the_way(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, line(1))
    before = Tenancy.objects.get().blocks
    application = Application.objects.select_related("firm", "policy_set").get()

    edit(application=application, changes={"firm_class": "daily_life"}, by=operator, at=timezone.now())
    background.run_waiting()

    assert Tenancy.objects.get().blocks < before


def test_a_tenant_takes_its_firm_over_with_the_operators_code(umbrella, operator):  # noqa: F811
    take_in(umbrella, operator, line(1), line(2, giver=""))

    [(tenancy, code)] = tenancies.codes(umbrella=umbrella, by=operator, at=timezone.now(), most=10)

    assert tenancy.firm.credit_code == tenant_code(1)
    assert len(code) == 9
