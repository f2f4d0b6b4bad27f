import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.policy.files import load_policy
from reopening.routing import route
from reopening.services.policies import SHIPPED

POLICIES = {path.stem: load_policy(path).body for path in sorted(SHIPPED.glob("*.toml"))}
YINZHOU = POLICIES["ningbo-yinzhou-2020-02-06"]
STREET = "330212001"


def way(body=YINZHOU, *, heads=50, firm_class="", code="", industry="C14"):
    return route(
        body, division_code=STREET, heads=heads, firm_class=firm_class, credit_code=code, industry=industry
    )


@pytest.mark.parametrize(
    ("heads", "industry", "office", "trade", "rule"),
    [
        (100, "C14", "330212001", "", "size"),
        (101, "C14", "330212", "", "size"),
        (100, "G54", "330212001", "", "size"),
        (101, "G54", "3302", "transport", "trade"),
    ],
)
def test_size_and_trade_decide_the_office_both_ends_included(heads, industry, office, trade, rule):
    found = way(heads=heads, industry=industry)

    assert (found.office_code, found.trade_office, found.why["rule"]) == (office, trade, rule)
    assert found.why["heads"] == heads
    assert found.why["source"]["en"]


@given(
    name=st.sampled_from(sorted(POLICIES)),
    heads=st.integers(0, 5_000),
    industry=st.sampled_from(["C14", "G54", "H62", "R88", ""]),
    number=st.integers(0, 8),
)
def test_every_firm_has_one_office_above_its_street(name, heads, industry, number):
    body = POLICIES[name]
    classes = ["", *(each.key for each in body.firm_classes)]

    found = way(body, heads=heads, industry=industry, firm_class=classes[number % len(classes)])

    assert STREET.startswith(found.office_code)
    assert len(found.office_code) in {4, 6, 9}
    assert found.why["name"]["zh"]
