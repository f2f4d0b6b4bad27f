"""The editor's names of blocks: every block has one, in both languages, and none is its key."""

import pytest
from django.utils.translation import override

from core.papers.block_names import block_name
from core.papers.kinds import wordings


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("key", sorted(wordings()))
def test_every_block_has_a_name_of_its_own(key, language):
    kind = wordings()[key]

    with override(language):
        names = [block_name(kind, block) for block in kind.blocks()]

    assert len(set(names)) == len(names)
    assert not set(names) & set(kind.blocks())
    assert language == "en" or all(any(character > "\u2e80" for character in name) for name in names)


def test_labels_are_called_by_what_they_say():
    receipt, certificate = wordings()["receipt"], wordings()["certificate"]

    with override("en"):
        names = [block_name(receipt, "label.firm"), block_name(certificate, "title.filing")]
        names.append(block_name(certificate, "notes.1"))

    assert names == ["Label: Unit", "Title: filing", "Note: 2"]
