import pytest

from reopening.plan_templates import FACT, blanks, filled, shipped, template
from reopening.policy.base import SiteKind
from reopening.policy.files import load_policy
from reopening.services.policies import SHIPPED

KNOWN = {
    "firm", "legal_representative", "heads", "street", "isolation", "shifts", "masks_per_day", "disinfectant_per_day",
}  # fmt: skip
SECTIONS = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body.plan.sections


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
@pytest.mark.parametrize("kind", SiteKind)
def test_every_section_has_a_text_for_every_kind_of_site_in_both_languages(section, kind):
    for text in template(section, kind.value):
        assert set(FACT.findall(text.zh)) == set(FACT.findall(text.en)) <= KNOWN
        assert len(blanks(text.zh)) == len(blanks(text.en))
    assert template(section, kind.value)


def test_kinds_of_site_are_spelled_as_in_the_policy():
    assert {kind for texts in shipped().values() for kind in texts} <= {
        "all",
        *(kind.value for kind in SiteKind),
    }


def test_a_construction_site_is_told_of_its_contractors():
    words = " ".join(text.en for text in template(SECTIONS[0], "construction"))

    assert "main contractor" in words
    assert "main contractor" not in " ".join(text.en for text in template(SECTIONS[0], "office"))


def test_known_facts_are_put_in_and_blanks_are_found():
    text = filled(["{firm}：{heads}人，电话【值班电话】"], {"firm": "演示公司", "heads": ""})

    assert text == "演示公司：【heads】人，电话【值班电话】"
    assert blanks(text) == ["heads", "值班电话"]
    assert blanks("没有【\n】空格") == []
