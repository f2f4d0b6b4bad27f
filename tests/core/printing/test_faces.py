from core.printing.faces import FACES, coverage, describe, font_face_css, missing_characters


def test_both_faces_are_files_of_the_package():
    assert {name: path.is_file() for name, path in FACES.items()} == {"Desk Sans": True, "Desk Serif": True}
    assert font_face_css().count("@font-face") == 2


def test_all_of_gb2312_can_be_drawn():
    rows = [bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    hanzi = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)

    assert len(hanzi) == 6763
    assert missing_characters(hanzi) == []


def test_rare_characters_of_real_names_can_be_drawn():
    assert missing_characters("龘䶮㛃𬬮喆堃珺赟曌𬇙𨱔·（）") == []


def test_a_character_without_glyph_is_named_once_with_its_code_point():
    missing = missing_characters("𠮷野\n𠮷家")

    assert missing == ["𠮷"]
    assert describe(missing) == "𠮷 (U+20BB7)"


def test_coverage_is_read_once():
    assert coverage() is coverage()
