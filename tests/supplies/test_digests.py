"""A hash over facts that are read bit by bit is the hash over the same facts held whole."""

import json
from datetime import date
from hashlib import sha256

import pytest

from core.stretches import stretches
from supplies.digests import digest

FACTS = {"b": [1, None, "口罩"], "a": {"z": [], "y": {}}, "lines": [[1, "x"], [2, "y"], [3, "z"]]}


def plain(facts: object) -> str:
    words = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(words.encode()).hexdigest()


def test_it_is_the_hash_of_canonical_json():
    assert digest(FACTS) == plain(FACTS)
    assert digest([date(2020, 2, 13), (1, 2)]) == plain(["2020-02-13", [1, 2]])


@pytest.mark.parametrize("size", [1, 2, 3, 5_000])
def test_an_iterator_counts_as_its_list(size, monkeypatch):
    monkeypatch.setattr(stretches, "__defaults__", (size,))

    assert digest([{**FACTS, "lines": iter(FACTS["lines"])}, iter([])]) == plain([FACTS, []])
