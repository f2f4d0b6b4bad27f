"""Makers of test data. All people and firms are made up."""

import factory
from factory.django import DjangoModelFactory

from core.models import Appointment, Division, User

PASSWORD = "correct-horse-battery"  # noqa: S105 - of made-up people


def division(code: str, name: str, name_en: str) -> Division:
    parent = Division.objects.filter(pk=code[:-3] if len(code) == 9 else code[:-2]).first()
    row, _created = Division.objects.get_or_create(
        code=code, defaults={"name": name, "name_en": name_en, "parent": parent}
    )
    return row


def city() -> Division:
    division("33", "浙江省", "Zhejiang Province")
    return division("3301", "杭州市", "Hangzhou City")


def street() -> Division:
    """The street of most tests: Beishan in Xihu District."""
    city()
    division("330106", "西湖区", "Xihu District")
    return division("330106002", "北山街道", "Beishan Subdistrict")


def other_street() -> Division:
    """A street in another district of the same city."""
    city()
    division("330102", "上城区", "Shangcheng District")
    return division("330102001", "清波街道", "Qingbo Subdistrict")


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
