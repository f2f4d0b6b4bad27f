"""Fields that are checked while somebody types."""

from tests.test_conventions import TEMPLATES


def test_no_form_brings_a_token_of_its_own_for_its_checks():
    """`desk.js` gives one to all of them, so that none can be forgotten."""
    assert TEMPLATES
    assert not [path for path in TEMPLATES if "X-CSRFToken" in path.read_text()]
