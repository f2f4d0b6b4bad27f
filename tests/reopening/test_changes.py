"""What differs between two submissions: nothing between equals, and every field that differs is named."""

from hypothesis import given
from hypothesis import strategies as st

from reopening.changes import DERIVED, StaffChanges, changes, flat
from reopening.policy.base import Section

KEYS = st.sampled_from(["area", "opens_on", "plan", "inventory", "duties", "mask", "site", "firm"])
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(0, 9)
    | st.text("ab人", max_size=3)
    | st.lists(st.integers(0, 3), max_size=3)
)
SNAPSHOTS = st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=4), max_size=8)
NOBODY = StaffChanges()
NOTHING = (None, "", [], {})


def said(value):
    return value if value not in NOTHING or value is False or value == 0 else None


@given(SNAPSHOTS)
def test_equals_differ_in_nothing(snapshot):
    assert changes(snapshot, snapshot, NOBODY).is_empty


@given(SNAPSHOTS, SNAPSHOTS)
def test_every_field_that_differs_is_named_with_both_values_and_no_other(before, after):
    found = {change.path: (change.before, change.after) for change in changes(before, after, NOBODY).fields}

    old, new = flat(before), flat(after)
    assert found == {
        path: (old.get(path), new.get(path))
        for path in old.keys() | new.keys()
        if said(old.get(path)) != said(new.get(path))
    }


@given(SNAPSHOTS, SNAPSHOTS)
def test_the_way_back_names_the_same_fields(before, after):
    there, back = changes(before, after, NOBODY), changes(after, before, NOBODY)

    assert {each.path for each in there.fields} == {each.path for each in back.fields}


@given(SNAPSHOTS, st.sampled_from(sorted(DERIVED)), VALUES)
def test_what_the_desk_worked_out_is_no_change_of_the_firm(snapshot, key, value):
    assert changes(snapshot, snapshot | {key: value}, NOBODY).is_empty


def test_only_the_sections_that_changed_are_to_be_read_again():
    before = {"heads_on_site": 3, "plan": {"duties": "a"}, "inventory": {"mask": 5}}
    after = {"heads_on_site": 4, "plan": {"duties": "a"}, "inventory": {"mask": 9}}

    found = changes(before, after, StaffChanges(added={"D": 1}))

    assert found.sections == {Section.SCHEDULE, Section.INVENTORY, Section.ROSTER}


def test_a_class_that_moves_on_with_the_days_is_no_change():
    found = changes({}, {}, StaffChanges(moved=7))

    assert found.is_empty
    assert found.sections == set()


def test_the_counts_of_people_survive_being_kept():
    counts = StaffChanges(added={"D": 2}, removed={"A": 1}, edited=3, moved=4)

    assert StaffChanges.from_json(counts.as_json()) == counts
    assert StaffChanges.from_json(None) == StaffChanges()


def test_a_document_that_was_copied_is_the_same_document():
    paper = {"use": "paper", "key": "licence", "digest": "a" * 64}

    found = changes(
        {"documents": [paper | {"id": "1"}]}, {"documents": [paper | {"id": "2"}]}, StaffChanges()
    )

    assert found.is_empty
