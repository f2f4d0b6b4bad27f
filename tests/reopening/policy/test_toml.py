"""What is downloaded loads again to the same content."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.policy import toml
from reopening.policy.files import SHIPPED, load_policy, parse_policy

FILES = sorted(SHIPPED.glob("*.toml"))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = texts | st.integers(-(2**40), 2**40) | st.booleans() | st.dates() | st.lists(texts, max_size=4)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_set_comes_back_with_the_same_digest(path):
    file = load_policy(path)

    again = parse_policy(toml.document(file.model_dump()), file_name="again.toml")

    assert again == file
    assert again.sha256 == file.sha256


@given(
    st.dictionaries(
        texts,
        st.recursive(plain, lambda inner: st.dictionaries(texts, inner, max_size=3), max_leaves=8),
        max_size=5,
    )
)
def test_any_text_and_number_survives(content):
    assert tomllib.loads(toml.document(content)) == content
