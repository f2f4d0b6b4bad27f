"""Forms made from the schema: what is shown and posted again is what was stored, and mistakes find their field."""

import copy
from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from reopening.forms.policy_fields import NAMED
from reopening.forms.policy_parts import PartForm
from reopening.forms.policy_values import act_on_rows, read, read_fields
from reopening.policy.body import PolicyBody
from reopening.policy.files import SHIPPED, load_policy
from reopening.policy.mistakes import mistakes_in
from reopening.policy.parts import parts
from reopening.policy.shapes import Shape
from tests.factories import city

BODIES = {
    path.stem: load_policy(path).body.model_dump(mode="json") for path in sorted(SHIPPED.glob("*.toml"))
}
pytestmark = pytest.mark.django_db
HANGZHOU = BODIES["hangzhou-2020-02-10"]


class Browser(HTMLParser):
    """What a browser would post of a page's form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.posted: list[tuple[str, str]] = []
        self.select = self.textarea = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        match tag:
            case "input" if said.get("type") not in {"checkbox", "radio"} or "checked" in said:
                self.posted.append(
                    (
                        said.get("name", ""),
                        said.get("value") or ("" if said.get("type") != "checkbox" else "on"),
                    )
                )
            case "select":
                self.select = said["name"]
            case "option" if "selected" in said and self.select:
                self.posted.append((self.select, said.get("value", "")))
            case "textarea":
                self.textarea = said["name"]
                self.posted.append((self.textarea, ""))

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            name, text = self.posted[-1]
            # A browser drops the line break after the tag and sends CR LF.
            self.posted[-1] = (name, text.removeprefix("\n").replace("\n", "\r\n"))
            self.textarea = ""

    def handle_data(self, data):
        if self.textarea:
            name, text = self.posted[-1]
            self.posted[-1] = (name, text + data)

    def data(self) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, value in self.posted:
            query.appendlist(name, value)
        return query


def posted_again(part: str, body: dict) -> dict:
    """The part rendered as the page does, and posted by a browser without a change."""
    form = PartForm(part, body, "seen")
    form.show(mistakes_in(body))
    html = "".join(render_to_string("reopening/policies/_node.html", {"node": node}) for node in form.nodes)
    return read_fields(part, Browser(html).data())


def body_posted_again(body: dict) -> dict:
    return {name: value for part in parts() for name, value in posted_again(part, body).items()}


@pytest.mark.parametrize("name", BODIES)
def test_every_part_of_every_shipped_set_comes_back_unchanged(name):
    again = body_posted_again(BODIES[name])

    assert mistakes_in(again) == []
    assert PolicyBody.model_validate(again).model_dump(mode="json") == BODIES[name]


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), words, words, st.none() | st.dates().map(str))
def test_any_whole_answer_comes_back_unchanged(days, counted, zh, en, until):
    body = copy.deepcopy(HANGZHOU)
    body["lead_time"] |= {"days": days, "filing_day_counted": counted}
    body["phases"][0] |= {"name": {"zh": zh, "en": en}, "opens_from": None, "opens_until": until}
    whole = PolicyBody.model_validate(body).model_dump(mode="json")

    again = whole | posted_again("lead_time", whole) | posted_again("phases", whole)

    assert PolicyBody.model_validate(again).model_dump(mode="json") == whole


wrong = st.sampled_from(["abc", "1.5", "-3", "2020-13-01", "一", "<b>", "99999999999999999"])


@settings(max_examples=20, deadline=None)
@given(wrong)
def test_what_is_wrong_comes_back_as_it_was_typed(typed):
    body = copy.deepcopy(HANGZHOU)
    body["lead_time"]["days"] = typed
    body["phases"][0]["opens_from"] = typed

    assert str(posted_again("lead_time", body)["lead_time"]["days"]) == typed
    assert posted_again("phases", body)["phases"][0]["opens_from"] == typed


def mistakes_of(part: str, **changes) -> dict:
    body = copy.deepcopy(HANGZHOU) | changes
    form = PartForm(part, body, "seen")
    form.show(mistakes_in(body))
    return {name: [str(each) for each in found] for name, found in form.errors.items()}


def test_a_wrong_number_is_told_beside_its_field():
    found = mistakes_of("lead_time", lead_time=HANGZHOU["lead_time"] | {"days": "three"})

    assert found == {"lead_time.days": ["Write a whole number."]}


def test_a_mistake_in_a_row_is_told_in_that_row():
    gates = copy.deepcopy(HANGZHOU["gates"])
    gates[2]["level"] = "sometimes"

    assert mistakes_of("gates", gates=gates) == {"gates.2.level": ["Please choose one of the list."]}


def test_a_missing_origin_is_told_at_the_source():
    lead = HANGZHOU["lead_time"] | {"source": None, "ours": False, "why": None}

    assert list(mistakes_of("lead_time", lead_time=lead)) == ["lead_time.source"]


def test_a_wrong_key_of_a_source_is_told_at_its_key():
    sources = {"Wrong Key": next(iter(HANGZHOU["sources"].values()))} | HANGZHOU["sources"]

    assert list(mistakes_of("sources", sources=sources)) == ["sources.0.="]


def test_an_empty_text_is_told_at_its_chinese_half():
    phases = copy.deepcopy(HANGZHOU["phases"])
    del phases[0]["name"]
    phases[1]["name"] = {"zh": "其他", "en": ""}

    assert set(mistakes_of("phases", phases=phases)) == {"phases.0.name.zh", "phases.1.name.en"}


def test_a_gap_between_bands_is_told_above_the_deciders():
    deciders = [HANGZHOU["deciders"][0], HANGZHOU["deciders"][-1] | {"at_least": 500}]

    found = mistakes_of("deciders", deciders=deciders)

    assert list(found) == ["__all__"]
    assert "should start at" in found["__all__"][0]


def test_mistakes_of_other_parts_are_not_told_here():
    assert mistakes_of("plan", lead_time={}) == {}


def test_rows_are_added_removed_and_moved():
    values = {"deciders": HANGZHOU["deciders"]}

    added = act_on_rows(values, "add:deciders", "")["deciders"]
    assert added == [*HANGZHOU["deciders"], {}]
    assert act_on_rows({"deciders": added}, f"remove:deciders.{len(added) - 1}", "")["deciders"] == added[:-1]
    moved = act_on_rows(values, "up:deciders.1", "")["deciders"]
    assert moved[:2] == [HANGZHOU["deciders"][1], HANGZHOU["deciders"][0]]


def test_a_row_inside_a_row_is_added():
    steps = {"review_steps": HANGZHOU["review_steps"]}

    found = act_on_rows(steps, "add:review_steps.0.checklist", "")

    assert len(found["review_steps"][0]["checklist"]) == len(HANGZHOU["review_steps"][0]["checklist"]) + 1


def test_a_gate_of_a_kind_is_added():
    found = act_on_rows({"gates": []}, "add:gates", "papers")

    assert found == {"gates": [{"kind": "papers"}]}


@pytest.mark.parametrize("act", ["", "add:", "add:nothing", "drop:gates.0", "remove:gates.99", "up:gates.x"])
def test_an_act_that_is_none_changes_nothing(act):
    values = {"gates": HANGZHOU["gates"]}

    assert act_on_rows(values, act, "") == values


@pytest.mark.parametrize(
    ("name", "kind", "typed", "kept", "shown"),
    [
        ("divisions", "lines", "杭州市；99", ["3301", "99"], "Zhejiang Province · Hangzhou City; 99"),
        ("industries", "lines", "H62\r\n制造业", ["H62", "C"], "H62 Catering; C Manufacturing"),
        ("division", "line", "Hangzhou City", "3301", "Zhejiang Province · Hangzhou City"),
        ("division", "line", "somewhere", "somewhere", "somewhere"),
    ],
)
def test_places_and_trades_are_named_and_kept_by_code(name, kind, typed, kept, shown):
    city()
    sent = QueryDict(mutable=True)
    sent["x"] = typed

    assert read(Shape(kind, name=name), "x", sent) == kept
    assert NAMED[name]().prepare_value(typed) == shown


def test_whoever_reads_a_part_sees_names_beside_the_codes():
    body = copy.deepcopy(HANGZHOU) | {"excluded_divisions": [city().pk, "990000"]}
    nodes = {node.path: node for node in PartForm("scope", body, "").nodes}

    shown = nodes["excluded_divisions"].shown

    assert f"{city()} ({city().pk})" in shown
    assert "990000" in shown
