"""Two sets compared: rows by their key, in words."""

import copy

from reopening.policy.differences import differences
from reopening.policy.files import SHIPPED, load_policy
from reopening.wording.differences import in_words

BODY = load_policy(SHIPPED / "hangzhou-2020-02-10.toml").body.model_dump(mode="json")


def lines(change):
    after = copy.deepcopy(BODY)
    change(after)
    return [(line.path, line.before, line.after) for line in map(in_words, differences(BODY, after))]


def test_equal_sets_differ_in_nothing():
    assert lines(lambda body: None) == []


def test_a_number_is_named_by_its_way():
    def change(body):
        next(each for each in body["supplies"] if each["item"] == "mask")["reserve_days"] = 5

    assert lines(change) == [("Supplies › Masks › Reserve in days", "7", "5")]


def test_a_row_is_found_wherever_it_stands_and_the_order_is_said():
    def change(body):
        body["phases"].reverse()

    [(path, before, after)] = lines(change)
    assert path == "Phases › Order"
    assert (before, after) == ("white_list, others", "others, white_list")


def test_a_new_row_and_a_removed_one_are_said_with_their_names():
    def change(body):
        body["negative_list"].append(
            {"name": {"zh": "影院", "en": "Cinemas"}, "firms": {"industries": ["R87"]}, "level": "block"}
        )
        body["papers"] = body["papers"][1:]

    found = lines(change)
    assert any(after == "Cinemas" and before == "–" for _path, before, after in found)
    assert any(before != "–" and after == "–" for _path, before, after in found)


def test_choices_and_gates_are_said_in_words():
    def change(body):
        next(each for each in body["gates"] if each["kind"] == "isolation_area")["level"] = "block"

    assert lines(change) == [
        ("Checks before filing › An isolation area is ready › When it is not met", "It warns", "It blocks")
    ]
