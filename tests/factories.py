"""Makers of test data. All people and firms are made up."""

from datetime import date, timedelta
from functools import cache
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from stdnum.cn import ric, uscc

from core.dates import shanghai_day
from core.fields import blind_index
from core.models import Appointment, Division, User
from reopening.models import (
    Application,
    Firm,
    InventoryLine,
    Membership,
    PlanSection,
    PolicySet,
    PolicyStatus,
    RegisteredFirm,
    StaffMember,
)
from reopening.models.firms import bigrams
from reopening.policy.files import PolicyFile, load_policy
from reopening.services import applications, policies

PASSWORD = "correct-horse-battery"


def division(code: str, name: str, name_en: str) -> Division:
    return standing(code) or made(code, name, name_en)


def standing(code: str) -> Division | None:
    return Division.objects.filter(pk=code).first()


def made(code: str, name: str, name_en: str) -> Division:
    parent = standing(code[:-3] if len(code) == 9 else code[:-2])
    row, _created = Division.objects.get_or_create(
        code=code, defaults={"name": name, "name_en": name_en, "parent": parent}
    )
    return row


def city() -> Division:
    if found := standing("3301"):
        return found
    division("33", "浙江省", "Zhejiang Province")
    return made("3301", "杭州市", "Hangzhou City")


def street() -> Division:
    """The street of most tests: Beishan in Xihu District."""
    if found := standing("330106002"):
        return found
    city()
    division("330106", "西湖区", "Xihu District")
    return made("330106002", "北山街道", "Beishan Subdistrict")


def other_street() -> Division:
    """A street in another district of the same city."""
    if found := standing("330102001"):
        return found
    city()
    division("330102", "上城区", "Shangcheng District")
    return made("330102001", "清波街道", "Qingbo Subdistrict")


class UserFactory(DjangoModelFactory[User]):
    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.test")
    name = factory.Sequence(lambda n: f"测试人员{n}")
    password = factory.django.Password(PASSWORD)
    language = "en"

    class Meta:
        model = User
        skip_postgeneration_save = True


class AppointmentFactory(DjangoModelFactory[Appointment]):
    class Meta:
        model = Appointment


@cache
def shipped(slug: str) -> PolicyFile:
    """Read once: nothing changes it."""
    return load_policy(policies.SHIPPED / f"{slug}.toml")


def policy_set(slug: str = "hangzhou-2020-02-10") -> PolicySet:
    """A shipped policy set, in force since its day."""
    city()
    division("3303", "温州市", "Wenzhou City")
    file = shipped(slug)
    return policies.put_in_force(file) or PolicySet.objects.get(slug=slug, status=PolicyStatus.PUBLISHED)


def credit_code(serial: int) -> str:
    """A valid credit code that no register has given out (district 330199 does not exist)."""
    stem = f"Y1330199DEM0{serial:05d}"
    return stem + uscc.calc_check_digit(stem)


def resident_id(serial: int) -> str:
    """A valid, made-up resident ID."""
    born = date(1960, 1, 1) + timedelta(days=serial % 12_000)
    stem = f"330106{born:%Y%m%d}{serial % 999 + 1:03d}"
    return stem + ric.calc_check_digit(f"{stem}0")


class FirmFactory(DjangoModelFactory[Firm]):
    credit_code = factory.Sequence(credit_code)
    name = factory.Sequence(lambda n: f"演示第{n}食品有限公司")
    legal_representative = "演示法人"
    division = factory.LazyFunction(street)
    address = "演示路1号"
    industry_code = "C14"
    contact_name = "演示联系人"
    contact_phone = "13800000000"
    staff_total = 3

    class Meta:
        model = Firm


class RegisteredFirmFactory(DjangoModelFactory[RegisteredFirm]):
    credit_code = factory.Sequence(credit_code)
    name = factory.Sequence(lambda n: f"登记第{n}食品有限公司")
    grams = factory.LazyAttribute(lambda firm: bigrams(firm.name))
    legal_representative = "登记法人"
    division = factory.LazyFunction(street)
    address = "登记路1号"
    industry_code = "C14"
    as_of = date(2020, 2, 1)

    class Meta:
        model = RegisteredFirm


class MembershipFactory(DjangoModelFactory[Membership]):
    user = factory.SubFactory(UserFactory)
    firm = factory.SubFactory(FirmFactory)
    is_signatory = True

    class Meta:
        model = Membership


class ApplicationFactory(DjangoModelFactory[Application]):
    """A draft with nothing in it; `ready_application` makes one that may be submitted."""

    firm = factory.SubFactory(FirmFactory)
    division = factory.SelfAttribute("firm.division")
    policy_set = factory.LazyFunction(policy_set)
    site_address = "演示路1号"

    class Meta:
        model = Application


class StaffMemberFactory(DjangoModelFactory[StaffMember]):
    application = factory.SubFactory(ApplicationFactory)
    name = factory.Sequence(lambda n: f"员工{n}")
    resident_id = factory.Sequence(resident_id)
    resident_id_hash = factory.LazyAttribute(lambda person: blind_index(person.resident_id))
    class_code = "D"
    measure = "may_work"

    class Meta:
        model = StaffMember


class InventoryLineFactory(DjangoModelFactory[InventoryLine]):
    class Meta:
        model = InventoryLine


def ready_application(
    firm: Firm | None = None, *, staff: int = 3, masks: int = 1000, opens_in_days: int = 5, **fields: object
) -> Application:
    """A draft that nothing keeps from submission: `staff` people, all on site and well."""
    firm = firm or FirmFactory(staff_total=staff)
    values = {
        "site_kind": "factory",
        "area_m2": 200,
        "firm_class": "daily_life",
        "class_evidence": "食品生产",
        "has_isolation_area": True,
        "opens_on": shanghai_day(timezone.now()) + timedelta(days=opens_in_days),
        "heads_on_site": staff,
    }
    application = ApplicationFactory(firm=firm, **values | fields)
    StaffMemberFactory.create_batch(staff, application=application)
    InventoryLine.objects.bulk_create(
        InventoryLine(application=application, item_code=item, quantity=quantity)
        for item, quantity in {"mask": masks, "thermometer": 2, "disinfectant": 50_000}.items()
    )
    PlanSection.objects.bulk_create(
        PlanSection(application=application, key=each.key, text="按照要求落实各项防控措施，责任到人。" * 5)
        for each in application.policy_set.rules.plan.sections
    )
    return application


def submitted_application(firm: Firm | None = None, **fields: Any) -> Application:
    """A case that waits in the queue."""
    application = ready_application(firm, **fields)
    signatory = application.firm.memberships.filter(is_signatory=True).first()
    signatory = signatory or MembershipFactory(firm=application.firm)
    return applications.submit(application=application, committed=True, by=signatory.user, at=timezone.now())
