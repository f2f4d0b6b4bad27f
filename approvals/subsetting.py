"""
Font subsetting for WeasyPrint on machines whose libharfbuzz-subset cannot be loaded.

WeasyPrint then falls back to fontTools, which takes 5 to 7 seconds for each Chinese certificate. The same
subset made by uharfbuzz, which carries its own HarfBuzz, takes a tenth of a second. The hook is private to
WeasyPrint, so its version is pinned and `tests/approvals/test_subsetting.py` compares both ways.
"""

from typing import TYPE_CHECKING

import uharfbuzz

if TYPE_CHECKING:
    from weasyprint.pdf.fonts import Font

LAYOUT_TABLES = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")


def subset_with_uharfbuzz(font: "Font", to_unicode: dict[int, str], hinting: bool) -> None:
    """Keep only the glyphs drawn, under their own numbers: a drop-in for `Font._fonttools_subset`."""
    face = uharfbuzz.Face(uharfbuzz.Blob(font.file_content), font.index)
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(to_unicode)
    wanted.drop_table_tag_set.update(int.from_bytes(name.encode("ascii"), "big") for name in LAYOUT_TABLES)
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE
    if not hinting:
        wanted.flags |= flags.NO_HINTING
    if font.missing:
        wanted.flags |= flags.NOTDEF_OUTLINE
    font.file_content = bytes(uharfbuzz.subset(face, wanted).blob.data)


def install_where_needed() -> bool:
    """Make WeasyPrint's slow fallback quick; whether that was needed."""
    from weasyprint.pdf import fonts

    if fonts.harfbuzz_subset is not None:
        return False
    fonts.Font._fonttools_subset = subset_with_uharfbuzz
    return True
