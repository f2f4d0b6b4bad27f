from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.services import divisions
from reopening.models import PolicySet
from reopening.services import policies
from tests.factories import division

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    divisions.load(divisions.DEMO_FILE)


def changed(tmp_path, old: str, new: str):
    """The shipped Hangzhou set with one change."""
    text = (policies.SHIPPED / "hangzhou-2020-02-10.toml").read_text()
    assert old in text
    path = tmp_path / "hangzhou.toml"
    path.write_text(text.replace(old, new, 1))
    return path


def test_the_shipped_sets_are_in_force():
    policies.load(policies.shipped())

    on = date(2020, 2, 17)
    assert PolicySet.objects.effective("330106002", on).slug == "hangzhou-2020-02-10"
    assert PolicySet.objects.effective("330302006", on).slug == "wenzhou-2020-02-12"
    assert PolicySet.objects.effective("330106002", date(2020, 2, 9)) is None


def test_loading_twice_changes_nothing():
    policies.load(policies.shipped())

    assert policies.load(policies.shipped()) == []


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(tmp_path):
    policies.load(policies.shipped())

    [row] = policies.load([changed(tmp_path, "days = 3", "days = 2")])

    assert (row.version, row.rules.lead_time.days) == (2, 2)
    old = PolicySet.objects.get(slug=row.slug, version=1)
    assert (old.status, old.rules.lead_time.days) == ("replaced", 3)


def test_a_later_set_of_the_same_place_ends_the_earlier_one(tmp_path):
    policies.load(policies.shipped())
    later = changed(tmp_path, 'slug = "hangzhou-2020-02-10"', 'slug = "hangzhou-2020-02-28"')
    later.write_text(later.read_text().replace("valid_from = 2020-02-10", "valid_from = 2020-02-28"))

    policies.load([later])

    assert PolicySet.objects.effective("3301", date(2020, 2, 27)).slug == "hangzhou-2020-02-10"
    assert PolicySet.objects.effective("3301", date(2020, 2, 28)).slug == "hangzhou-2020-02-28"


def test_a_mistake_names_file_field_and_reason_and_loads_nothing(tmp_path):
    path = changed(tmp_path, "days = 3", 'days = "three"')

    with pytest.raises(CommandError) as refusal:
        call_command(
            "load_policies", str(policies.SHIPPED / "wenzhou-2020-02-12.toml"), str(path), stdout=StringIO()
        )

    assert "hangzhou.toml" in str(refusal.value)
    assert "body.lead_time.days" in str(refusal.value)
    assert not PolicySet.objects.exists()


def test_the_nations_set_leaves_hubei_and_beijing_out():
    for code, name in [
        ("42", "湖北省"),
        ("4201", "武汉市"),
        ("420106", "武昌区"),
        ("11", "北京市"),
        ("110105", "朝阳区"),
    ]:
        division(code, name, name)
    policies.load(policies.shipped())

    on = date(2020, 3, 3)
    assert PolicySet.objects.effective("330483", on).slug == "national-2020-03-03"
    for code in ("42", "420106", "110105"):
        assert PolicySet.objects.effective(code, on) is None


def test_a_place_left_out_by_its_province_falls_to_the_nation(tmp_path):
    province = tmp_path / "zhejiang.toml"
    text = (policies.SHIPPED / "national-2020-03-03.toml").read_text()
    text = text.replace('slug = "national-2020-03-03"', 'slug = "zhejiang-2020-03-03"')
    text = text.replace('division = "00"', 'division = "33"').replace('["42", "11"]', '["3304"]')
    province.write_text(text)

    policies.load([*policies.shipped(), province])

    on = date(2020, 3, 3)
    assert PolicySet.objects.effective("330127", on).slug == "hangzhou-2020-02-10"
    assert PolicySet.objects.effective("330702", on).slug == "zhejiang-2020-03-03"
    assert PolicySet.objects.effective("330402", on).slug == "national-2020-03-03"


def test_a_set_from_before_places_could_be_left_out_still_holds():
    policies.load(policies.shipped())
    row = PolicySet.objects.get(slug="hangzhou-2020-02-10")
    body = {name: value for name, value in row.body.items() if name != "excluded_divisions"}
    PolicySet.objects.filter(pk=row.pk).update(body=body)

    assert PolicySet.objects.effective("330106002", date(2020, 2, 17)) == row
