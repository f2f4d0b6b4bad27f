"""
Font subsetting for WeasyPrint on machines whose libharfbuzz-subset cannot be loaded.

WeasyPrint then falls back to fontTools, which takes 5 to 7 seconds for each Chinese certificate. The same
subset made by uharfbuzz, which carries its own HarfBuzz, takes a tenth of a second. The hook is private to
WeasyPrint, so its version is pinned and `tests/approvals/test_subsetting.py` compares both ways.
"""

import uharfbuzz
from weasyprint.pdf import fonts as weasyprint_fonts

LAYOUT_TABLES = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")


def subset_with_uharfbuzz(font: weasyprint_fonts.Font, to_unicode: dict[int, str], hinting: bool) -> None:
    """Keep only the glyphs drawn, under their own numbers: a drop-in for `Font._fonttools_subset`."""
    face = uharfbuzz.Face(uharfbuzz.Blob(font.file_content), font.index)
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update(to_unicode)
    wanted.drop_table_tag_set.update(_tag(name) for name in LAYOUT_TABLES)
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE
    if not hinting:
        wanted.flags |= flags.NO_HINTING
    if font.missing:
        wanted.flags |= flags.NOTDEF_OUTLINE
    font.file_content = bytes(uharfbuzz.subset(face, wanted).blob.data)


def system_subsetter_loaded() -> bool:
    """Whether WeasyPrint found libharfbuzz-subset on this machine."""
    return weasyprint_fonts.harfbuzz_subset is not None


def install_replacement() -> None:
    """Make the slow fallback quick. Changes nothing where the system library is used."""
    weasyprint_fonts.Font._fonttools_subset = subset_with_uharfbuzz


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "big")
