from core.printing.faces import FACES, coverage, describe, font_face_css, has_rare, missing_characters

EXTENSIONS_B_TO_F = [
    (0x20000, 0x2A6D6),
    (0x2A700, 0x2B734),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
]
WITHOUT = "\U00031350"  # the first of Extension H: later than the face


def test_the_faces_are_files_of_packages():
    assert {name: path.is_file() for name, path in FACES.items()} == dict.fromkeys(
        ["Desk Sans", "Desk Serif", "Desk Rare"], True
    )
    assert font_face_css().count("@font-face") == 3


def test_every_character_that_gb18030_asks_for_at_its_highest_level_can_be_drawn():
    plane = [(0x4E00, 0x9FA5), (0x3400, 0x4DB5), *EXTENSIONS_B_TO_F]
    hanzi = "".join(chr(point) for first, last in plane for point in range(first, last + 1))

    assert len(hanzi) > 87_000
    assert missing_characters(hanzi) == []


def test_the_third_face_is_asked_for_where_the_usual_ones_do_not_suffice():
    assert has_rare("𠮷野家")
    assert not has_rare("龘䶮㛃𬬮𬭊𰻞")
    assert not has_rare(WITHOUT)


def test_all_of_gb2312_can_be_drawn():
    rows = [bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    hanzi = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)

    assert len(hanzi) == 6763
    assert missing_characters(hanzi) == []


def test_rare_characters_of_real_names_can_be_drawn():
    assert missing_characters("龘䶮㛃𬬮喆堃珺赟曌𬇙𨱔·（）") == []


def test_a_character_without_glyph_is_named_once_with_its_code_point():
    missing = missing_characters(f"{WITHOUT}野\n{WITHOUT}家")

    assert missing == [WITHOUT]
    assert describe(missing) == f"{WITHOUT} (U+31350)"


def test_coverage_is_read_once():
    assert coverage() is coverage()
