from datetime import date

import pytest
from django.utils import timezone

from core.services import divisions
from reopening.models import PolicySet
from reopening.policy.files import parse_policy
from reopening.services import policies, policy_drafts, policy_previews
from reopening.services.policy_bounds import OutOfBounds, refuse_out_of_bounds
from tests.factories import AppointmentFactory, UserFactory, division
from tests.reopening.policies import previewed

pytestmark = pytest.mark.django_db

NATION = (policies.SHIPPED / "national-2020-03-03.toml").read_text()
CITY = (policies.SHIPPED / "gansu-qingyang-2020-02-20.toml").read_text()
FIRST = date(2020, 3, 10)


@pytest.fixture(autouse=True)
def nation():
    """The nation's set in force, and a city of Gansu and one of Hubei."""
    divisions.load(divisions.DEMO_FILE)
    for code, name in [("62", "甘肃省"), ("6210", "庆阳市"), ("42", "湖北省"), ("4205", "宜昌市")]:
        division(code, name, name)
    policies.put_in_force(parse_policy(NATION, file_name="nation"))


def set_of(code: str, text: str = CITY, **changes: str):
    """The set of Qingyang as one of the place `code`, from 10 March on."""
    changes = {'division = "6210"': f'division = "{code}"', "2020-02-20": "2020-03-10"} | changes
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return parse_policy(text, file_name="city")


def broken(file) -> dict[str, str]:
    with pytest.raises(OutOfBounds) as refusal:
        refuse_out_of_bounds(division=file.division, on=file.valid_from, body=file.body)
    return {each["path"]: each["code"] for each in refusal.value.errors}


def allowed(file) -> bool:
    refuse_out_of_bounds(division=file.division, on=file.valid_from, body=file.body)
    return True


def province(keep: str = "form staff plan"):
    """The list of Gansu: a set of the province that asks for these papers."""
    file = set_of("62", **{'slug = "gansu-qingyang-': 'slug = "gansu-'})
    papers = tuple(each for each in file.body.papers if each.key in keep.split())
    return policies.put_in_force(
        file.model_copy(update={"body": file.body.model_copy(update={"papers": papers})})
    )


def test_nothing_outside_the_list_of_the_province_may_be_asked():
    province("form plan")

    assert broken(set_of("6210")) == {"body.papers[2]": "outside_the_list"}


def test_what_is_on_the_list_may_be_asked():
    province()

    assert allowed(set_of("6210"))


def test_without_a_list_of_the_province_there_is_nothing_to_compare_with():
    assert allowed(set_of("6210"))


@pytest.mark.parametrize(
    ("amount", "unit", "fits"),
    [
        (2, "working_days", True),
        (3, "working_days", False),
        (48, "hours", True),
        (49, "hours", False),
        (3, "days", False),
    ],
)
def test_the_answer_comes_within_two_working_days(amount, unit, fits):
    answer = f'[body.answer]\namount = {amount}\nunit = "{unit}"'
    file = set_of("6210", **{'[body.answer]\namount = 2\nunit = "working_days"': answer})

    if fits:
        assert allowed(file)
    else:
        assert broken(file) == {"body.answer": "answer_too_late"}


def test_hubei_is_left_out_and_not_bound():
    slow = {"amount = 2": "amount = 5"}

    assert allowed(set_of("4205", **slow))
    assert broken(set_of("6210", **slow)) == {"body.answer": "answer_too_late"}


def test_what_began_before_the_nations_day_is_not_bound():
    assert allowed(set_of("6210", **{"2020-03-10": "2020-03-02", "amount = 2": "amount = 5"}))


def test_a_set_that_closes_its_own_list_binds_the_districts_below():
    own = "[body.answer]"
    bounds = '[body.bounds_below]\npapers_of = "own"\nsource = "notice"\n\n[body.answer]'
    policies.put_in_force(set_of("6210", **{own: bounds}))
    division("621002", "西峰区", "Xifeng")
    more = CITY.replace('key = "plan"\nname = { zh = "疫情防控方案"', 'key = "photos"\nname = { zh = "照片"')

    assert broken(set_of("621002", more)) == {"body.papers[3]": "outside_the_list"}


def test_a_place_elsewhere_cannot_be_left_out():
    file = set_of(
        "6210", **{'mode = "commitment"': 'mode = "commitment"\nexcluded_divisions = ["4205", "621002"]'}
    )

    assert broken(file) == {"body.excluded_divisions[1]": "not_below"}


def test_a_file_beyond_the_bounds_is_not_put_in_force(tmp_path):
    path = tmp_path / "city.toml"
    path.write_text(CITY.replace("2020-02-20", "2020-03-10").replace("amount = 2", "amount = 5"))

    with pytest.raises(OutOfBounds):
        policies.load([path])

    assert PolicySet.objects.get().slug == "national-2020-03-03"


def test_a_draft_beyond_the_bounds_is_refused_before_it_is_looked_at():
    made_from = policies.put_in_force(set_of("6210"))
    by = UserFactory()
    AppointmentFactory(user=by, role="administrator", division_id="6210")
    at = timezone.now()
    row = policy_drafts.draft(made_from=made_from, slug="later", valid_from=date(2020, 4, 1), by=by, at=at)
    slow = row.body["answer"] | {"amount": 3}
    row = policy_drafts.edit(policy_set=row, changes={}, values={"answer": slow}, by=by, at=at)

    with pytest.raises(OutOfBounds) as refusal:
        policy_previews.preview(policy_set=row, by=by, at=at)

    assert "2 working days" in str(refusal.value)
    mended = policy_drafts.edit(
        policy_set=row, changes={}, values={"answer": slow | {"amount": 2}}, by=by, at=at
    )
    assert previewed(mended, by).counts["cases"] == 0
