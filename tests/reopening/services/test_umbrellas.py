import csv
import io
from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import background
from core.audit import trail
from core.dates import shanghai_day
from reopening.models import (
    Application,
    Firm,
    Mandate,
    RosterUpload,
    Shift,
    Tenancy,
    TenancyStatus,
    TenantFile,
    Umbrella,
)
from reopening.permissions import forget_mandates
from reopening.queries import findings_for
from reopening.services import tenancies, tenant_files, umbrellas
from reopening.services.sections import edit
from reopening.services.tenant_files import NotChecked, NotDeclared
from reopening.services.umbrellas import AtWork, NoUmbrellaHere
from reopening.site_arrivals import arrivals_of
from reopening.timeline import filed_on_behalf
from tests.factories import (
    FirmFactory,
    InventoryLineFactory,
    MembershipFactory,
    StaffMemberFactory,
    credit_code,
    policy_set,
    street,
)

KEYS = ["leadership", "duties", "staff_control", "supplies", "disinfection", "emergency"]
HEADER = [
    "铺位号",
    "统一社会信用代码",
    "企业名称",
    "行业",
    "联系人",
    "手机号码",
    "到岗人数",
    "计划复工日期",
    "授权人",
    "授权说明",
]


@pytest.fixture(autouse=True)
def policy(db):
    return policy_set()


@pytest.fixture
def operator(db):
    return MembershipFactory(firm__name="演示商场运营有限公司", user__username="operator").user


def shared(**others):
    values = {
        "name": "演示广场",
        "kind": "mall",
        "division": street(),
        "site_address": "演示路100号",
        "site_kind": "shop",
        "has_isolation_area": True,
    }
    return values | others


@pytest.fixture
def umbrella(operator):
    plan = dict.fromkeys(KEYS, "按照要求落实各项防控措施，责任到人。")
    return umbrellas.open_umbrella(
        firm=operator.firms.get(), values=shared(), plan=plan, by=operator, at=timezone.now()
    )


def tenant_code(serial):
    """Apart from the numbers of the firms that factories make."""
    return credit_code(80_000 + serial)


def line(serial, name="演示商户有限公司", heads="3", giver="王女士", **others):
    opens_on = (shanghai_day(timezone.now()) + timedelta(days=5)).isoformat()
    cells = {
        "unit": f"A{serial}", "code": tenant_code(serial), "name": name, "trade": "F52", "contact": "王女士",
        "phone": "13800001234", "heads": heads, "opens_on": opens_on, "giver": giver, "words": "2月16日书面委托",
    }  # fmt: skip
    return list((cells | others).values())


def table(*rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADER, *rows])
    return stream.getvalue().encode()


def check(umbrella, by, *rows):
    file = tenant_files.upload(
        umbrella=umbrella, file_name="t.csv", content=table(*rows), by=by, at=timezone.now()
    )
    background.run_waiting()
    return TenantFile.objects.get(pk=file.pk)


def take_in(umbrella, by, *rows):
    file = check(umbrella, by, *rows)
    tenant_files.take_in(file=file, declared=True, by=by, at=timezone.now())
    background.run_waiting()
    forget_mandates(by)
    return TenantFile.objects.get(pk=file.pk)


def test_only_a_place_that_allows_it_lets_an_operator_file(operator):
    policy_set("wenzhou-2020-02-12")
    elsewhere = FirmFactory(division=street()).division
    Firm.objects.update(division=elsewhere)
    with pytest.raises(NoUmbrellaHere):
        umbrellas.allowed(elsewhere, "market", timezone.now())


def test_nobody_opens_an_umbrella_for_another_firm(operator, outsider):
    with pytest.raises(PermissionDenied):
        umbrellas.open_umbrella(
            firm=operator.firms.get(), values=shared(), plan={}, by=outsider, at=timezone.now()
        )


def test_a_list_is_shown_before_anything_is_written(umbrella, operator):
    file = check(umbrella, operator, line(1), line(2, giver=""), line(3, heads="many"))

    assert file.counts == {"read": 3, "new": 2, "unauthorised": 1, "refused": 1}
    assert [(error["column"], error["code"]) for error in file.errors] == [("heads", "count")]
    assert Firm.objects.count() == 1
    assert not Tenancy.objects.exists()


def test_each_tenant_gets_its_firm_its_draft_and_what_is_shared(umbrella, operator):
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


def test_tenants_stand_in_the_order_of_the_list(umbrella, operator):
    take_in(umbrella, operator, line(3), line(1), line(2))

    assert list(umbrella.tenancies.order_by("pk").values_list("unit", flat=True)) == ["A3", "A1", "A2"]


def test_the_same_list_again_changes_nothing_and_a_new_figure_is_taken(umbrella, operator):
    take_in(umbrella, operator, line(1))
    file = take_in(umbrella, operator, line(1, heads="9"))

    assert file.counts["known"] == 1
    assert Application.objects.get().heads_on_site == 9
    assert (Firm.objects.count(), Tenancy.objects.count(), Mandate.objects.count()) == (2, 1, 1)


def test_a_firm_with_people_is_asked_and_nothing_of_theirs_is_changed(umbrella, operator, applicant):
    firm = applicant.firms.get()
    take_in(umbrella, operator, line(1, name="别的名字", code=firm.credit_code))

    tenancy = Tenancy.objects.get()
    assert tenancy.status == TenancyStatus.ASKED
    assert (tenancy.application, tenancy.mandate) == (None, None)
    assert Firm.objects.get(pk=firm.pk).name == firm.name
    assert not Application.objects.visible_to(operator).exists()


def test_who_agrees_keeps_what_they_wrote(umbrella, operator, applicant):
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


def test_a_firm_that_declined_is_not_asked_again(umbrella, operator, applicant):
    code = applicant.firms.get().credit_code
    take_in(umbrella, operator, line(1, code=code))
    tenancy = Tenancy.objects.select_related("umbrella", "mandate").get()
    tenancies.decline(tenancy=tenancy, by=applicant, at=timezone.now())

    file = check(umbrella, operator, line(1, code=code))

    assert [error["code"] for error in file.errors] == ["declined"]


def test_two_operators_never_file_for_the_same_tenant(umbrella, operator):
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


def test_an_operator_is_no_tenant_of_its_own(umbrella, operator):
    file = check(umbrella, operator, line(1, code=operator.firms.get().credit_code))

    assert [error["code"] for error in file.errors] == ["own_firm"]


def test_all_that_are_ready_are_submitted_and_one_refusal_leaves_the_others_alone(umbrella, operator):
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


def make_ready(application):
    Application.objects.filter(pk=application.pk).update(
        firm_class="daily_life", class_evidence="便民超市", area_m2=50
    )
    StaffMemberFactory.create_batch(3, application=application)
    for item, quantity in {"mask": 1000, "thermometer": 2, "disinfectant": 50_000}.items():
        InventoryLineFactory(application=application, item_code=item, quantity=quantity)


def test_submitting_again_does_no_harm(umbrella, operator):
    take_in(umbrella, operator, line(1))
    make_ready(Application.objects.get())
    for _time in range(2):
        umbrellas.start_work(umbrella=umbrella, task="submit_tenants", by=operator, at=timezone.now())
        background.run_waiting()
        umbrella.refresh_from_db()

    assert Application.objects.get().submissions == 1


def test_many_are_judged_as_each_is_judged_by_itself(umbrella, operator):
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


def test_a_list_that_says_something_else_is_judged_anew(umbrella, operator):
    soon = shanghai_day(timezone.now()).isoformat()
    take_in(umbrella, operator, line(1))
    before = Tenancy.objects.get()

    take_in(umbrella, operator, line(1, opens_on=soon))

    after = Tenancy.objects.get()
    assert (after.blocks, after.judged_at > before.judged_at) == (before.blocks + 1, True)


def hours(serial, starts_at, ends_at="18:00", **others):
    return [*line(serial, **others), starts_at, ends_at]


HOURS = [*HEADER, "上班时间", "下班时间"]


def take_in_hours(umbrella, by, *rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([HOURS, *rows])
    file = tenant_files.upload(
        umbrella=umbrella, file_name="t.csv", content=stream.getvalue().encode(), by=by, at=timezone.now()
    )
    background.run_waiting()
    file.refresh_from_db()
    tenant_files.take_in(file=file, declared=True, by=by, at=timezone.now())
    background.run_waiting()
    forget_mandates(by)
    return file


def test_the_hours_of_the_list_become_the_shift_of_a_tenant_that_has_none(umbrella, operator):
    take_in_hours(umbrella, operator, hours(1, "9:30"), hours(2, "", ""))

    first, second = Application.objects.order_by("pk")
    shift = first.shifts.get()
    assert (shift.people, shift.starts_at, shift.ends_at) == (3, time(9, 30), time(18))
    assert not second.shifts.exists()

    Shift.objects.filter(pk=shift.pk).update(starts_at=time(8))
    take_in_hours(umbrella, operator, hours(1, "10:00", heads="9"))
    assert first.shifts.get().starts_at == time(8)  # what the tenant has stays


def test_a_start_without_an_end_is_to_be_corrected(umbrella, operator):
    file = take_in_hours(umbrella, operator, hours(1, "9:30", ""), hours(2, "25:00"), hours(3, "9:30"))

    file.refresh_from_db()
    assert [(error["row"], error["column"], error["code"]) for error in file.errors] == [
        (2, "ends_at", "both_times"),
        (3, "starts_at", "time_shape"),
    ]


def test_a_site_knows_when_most_people_arrive(umbrella, operator):
    rows = [hours(n, "9:30" if n < 4 else "10:00", heads="8") for n in range(1, 6)]
    take_in_hours(umbrella, operator, *rows)
    gone = umbrella.tenancies.get(unit="A1")
    tenancies.leave(tenancy=gone, by=operator, at=timezone.now())

    found = arrivals_of(umbrella)

    assert [(shift.start, shift.people) for shift in found] == [(570, 16), (600, 16)]


def test_work_that_goes_on_is_not_started_twice(umbrella, operator):
    umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=operator, at=timezone.now())

    with pytest.raises(AtWork):
        umbrellas.start_work(umbrella=umbrella, task="judge_tenants", by=operator, at=timezone.now())


def test_a_list_is_taken_in_once_and_only_with_the_declaration(umbrella, operator):
    file = check(umbrella, operator, line(1))
    with pytest.raises(NotDeclared):
        tenant_files.take_in(file=file, declared=False, by=operator, at=timezone.now())
    tenant_files.take_in(file=file, declared=True, by=operator, at=timezone.now())
    with pytest.raises(NotChecked):
        tenant_files.take_in(file=file, declared=True, by=operator, at=timezone.now())


def test_after_an_edit_the_table_learns_what_still_stands_in_the_way(umbrella, operator):
    take_in(umbrella, operator, line(1))
    before = Tenancy.objects.get().blocks
    application = Application.objects.select_related("firm", "policy_set").get()

    edit(application=application, changes={"firm_class": "daily_life"}, by=operator, at=timezone.now())
    background.run_waiting()

    assert Tenancy.objects.get().blocks < before


def test_a_tenant_takes_its_firm_over_with_the_operators_code(umbrella, operator):
    take_in(umbrella, operator, line(1), line(2, giver=""))

    [(tenancy, code)] = tenancies.codes(umbrella=umbrella, by=operator, at=timezone.now(), most=10)

    assert tenancy.firm.credit_code == tenant_code(1)
    assert len(code) == 9


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_a_hostile_file_is_refused_as_a_whole(umbrella, operator, content):
    file = tenant_files.upload(
        umbrella=umbrella, file_name="../t.csv", content=content, by=operator, at=timezone.now()
    )
    background.run_waiting()

    file.refresh_from_db()
    assert file.refusal
    assert (file.file_name, file.content) == ("t.csv", None)


def test_many_tenants_cost_the_same_number_of_queries(umbrella, operator, django_assert_max_num_queries):
    intake = tenant_files.TenantIntake(umbrella, policy_set(), operator, timezone.now())
    with tenant_files.TenantList(table(*(line(n) for n in range(500, 600)))) as tenants:
        rows = list(tenants.judged(shanghai_day(timezone.now())))

    with django_assert_max_num_queries(32):
        outcome = intake.take_in(rows)

    assert outcome.counts["new"] == 100
    assert Umbrella.objects.get().tenancies.count() == 100
