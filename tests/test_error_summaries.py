"""What is wrong with a form is said once above it."""

from pathlib import Path

import pytest

TEMPLATES = sorted((Path(__file__).parent.parent / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_form_drawn_whole_brings_its_own_summary(path):
    text = path.read_text()

    assert "{{ form }}" not in text or 'include "_components/error_summary.html" %}' not in text
