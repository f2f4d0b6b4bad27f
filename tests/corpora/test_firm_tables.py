"""Hostile lists of tenants and registers: what hostile rosters are made of, through the other two readers."""

import codecs
import csv
import io
import resource
import tempfile
import time
import unicodedata
from datetime import date

import pytest
from django.utils import translation

from reopening.firm_files import register, tenants
from reopening.firm_files.cells import Places
from reopening.firm_files.register import Register
from reopening.firm_files.tenants import TenantList
from reopening.table_files.refusals import CELLS, FILES, TableRefused, cell_sentence, file_sentence
from tests.corpora.hostile_texts import GROUPS
from tests.corpora.test_roster_texts import ENCODINGS as ROSTERS
from tests.corpora.test_roster_workbooks import HOSTILE, STRANGE
from tests.factories import credit_code
from tests.reopening.roster_files.rosters import workbook
from tests.reopening.roster_files.sheets import open_document
from tests.reopening.table_files.test_sheets import by_sheets

TODAY = date(2020, 2, 15)
PLACES = Places([("33", "浙江省"), ("3301", "杭州市"), ("330106", "西湖区"), ("330106002", "北山街道")])
SECONDS, MEGABYTES = 20, 150
COLUMNS = {"tenants": tenants.LAYOUT.columns, "register": register.LAYOUT.columns}
KINDS = list(COLUMNS)


def read(kind, data):
    """All rows, or the refusal, within what it may cost."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    try:
        if kind == "tenants":
            with TenantList(data) as table:
                found = list(table.judged(TODAY))
        else:
            with tempfile.TemporaryFile() as file:
                file.write(data)
                file.seek(0)
                with Register(file, PLACES) as table:
                    found = list(table.judged())
    except TableRefused as refused:
        found = refused
    assert time.monotonic() - started < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024
    return found


def row(kind, serial=1, **cells):
    said = {
        "unit": f"A{serial}",
        "credit_code": credit_code(serial),
        "name": "演示超市有限公司",
        "division": "330106002",
        "industry_code": "F52",
        "contact_name": "王女士",
        "contact_phone": "13800001234",
        "heads": "3",
    }
    return [(said | cells).get(column.key, "") for column in COLUMNS[kind]]


def header(kind):
    return [column.zh for column in COLUMNS[kind]]


def text_of(kind, *rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([header(kind), *rows])
    return stream.getvalue()


def one(kind, **cells):
    [found] = read(kind, text_of(kind, row(kind, **cells)).encode())
    return found


def in_words(sentence):
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert str(sentence())
            assert "%(" not in str(sentence())


# A register may be as long as a sheet: what is too long for a list of tenants is refused there for something else.
LONGER = {"no_header", "empty", "too_many_columns"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_with_a_sentence(kind, name):
    make, code = HOSTILE[name]

    found = read(kind, make())

    assert isinstance(found, TableRefused)
    assert found.code in FILES
    assert found.code == code or (kind == "register" and found.code in LONGER)
    in_words(lambda: file_sentence(found.code, found.params))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", STRANGE.values(), ids=STRANGE)
def test_a_strange_workbook_never_crashes_the_desk(kind, make):
    found = read(kind, make())

    assert isinstance(found, TableRefused)  # none of them has the columns
    in_words(lambda: file_sentence(found.code, found.params))


SPELLINGS = {
    "utf-8": (lambda text: text.encode(), 2),
    "utf-8 with mark": (lambda text: text.encode("utf-8-sig"), 2),
    "gb18030": (lambda text: text.encode("gb18030"), 2),
    "utf-16": (lambda text: text.encode("utf-16"), 2),
    "utf-16 big": (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), 2),
    "utf-32": (lambda text: text.encode("utf-32"), 2),
    "utf-7": (lambda text: text.encode("utf-7"), "no_header"),
    "gbk and utf-8 mixed": (lambda text: text.encode() + "超市\n".encode("gbk"), "encoding"),
    "invalid bytes": (lambda text: text.encode() + b"\xff\xfe\xfa", "encoding"),
    "nul": (lambda text: text.replace("超", "\x00", 1).encode(), "nul"),
    "open quote": (lambda text: text.encode() + b'"', "quotes"),
    "blank rows": (lambda text: (text + "\r\n" * 3_000).encode(), 2),
    "a title above": (lambda text: ("商户名单\r\n" + text).encode(), 2),
    "semicolons": (lambda text: text.replace(",", ";").encode(), 2),
    "ten thousand columns": (lambda text: ("x," * 10_000 + "\n" + text).encode(), "too_many_columns"),
    "a web page": (lambda _text: b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "web_page"),
    "a picture": (lambda _text: b"\x89PNG\r\n\x1a\n", "kind"),
    "nothing": (lambda _text: codecs.BOM_UTF8, "empty"),
    "a roster": (lambda _text: ROSTERS["utf-8"][0], None),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_text_gives_its_firms_or_a_reason(kind, spelling):
    make, expected = SPELLINGS[spelling]

    found = read(kind, make(text_of(kind, row(kind, 1), row(kind, 2))))

    if isinstance(expected, int):
        assert not isinstance(found, TableRefused), found.code
        assert [each.values.get("name") for each in found] == ["演示超市有限公司"] * expected
    else:
        assert isinstance(found, TableRefused)
        assert expected is None or found.code == expected
        in_words(lambda: file_sentence(found.code, found.params))


FULL_WIDTH = {ord("0") + n: 0xFF10 + n for n in range(10)} | {ord("A") + n: 0xFF21 + n for n in range(26)}
CODE = credit_code(1)
NEUTRAL = {
    "zero width": ("name", "演示\u200b超\u2060市有限\ufeff公司", "演示超市有限公司"),
    "right to left": ("name", "\u202e演示超市有限公司\u202c", "演示超市有限公司"),
    "arabic mark and tags": ("name", "演示\u061c超市\U000e0041有限公司", "演示超市有限公司"),
    "isolates": ("name", "\u2067演示超市有限公司\u2069", "演示超市有限公司"),
    "blanks": ("name", "\u3000演示超市\xa0有限公司 ", "演示超市 有限公司"),
    "a formula stays text": ("name", "=HYPERLINK(1)", "=HYPERLINK(1)"),
    "full-width code": ("credit_code", CODE.translate(FULL_WIDTH), CODE),
    "lower case code": ("credit_code", CODE.lower(), CODE),
    "code in parts": ("credit_code", f" {CODE[:2]} {CODE[2:8]}-{CODE[8:]} ", CODE),
    "zero width code": ("credit_code", "\u200b".join(CODE), CODE),
    "full-width trade": ("industry_code", "Ｆ５２", "F52"),
}
ONLY_TENANTS = {
    "full-width telephone": ("contact_phone", "１３８００００１２３４", "13800001234"),
    "zero width telephone": ("contact_phone", "\u200b".join("13800001234"), "13800001234"),
    "full-width people": ("heads", "１２", 12),
    "people in words": ("heads", "1,200人", 1_200),
    "full-width day": ("opens_on", "２０２０－０２－２０", date(2020, 2, 20)),
}
CASES = [(kind, *case) for kind in KINDS for case in NEUTRAL.values()] + [
    ("tenants", *case) for case in ONLY_TENANTS.values()
]


@pytest.mark.parametrize(("kind", "column", "typed", "kept"), CASES)
def test_disguises_are_taken_off(kind, column, typed, kept):
    found = one(kind, **{column: typed})

    assert found.errors == []
    assert found.values[column] == kept


WRONG = {
    "a control character": ("name", "演示\x07超市"),
    "private use": ("name", "演示\ue000"),
    "mojibake": ("name", "演示\ufffd"),
    "too long": ("name", "长" * 2_001),
    "arabic-indic code": ("credit_code", CODE[:2] + "٣" + CODE[3:]),
    "a look-alike": ("credit_code", CODE.replace("D", "\u216e", 1)),
    "scientific": ("credit_code", "9.13301E+17"),
    "a formula for a code": ("credit_code", f'="{CODE}"'),
    "a wrong check": ("credit_code", CODE[:-1] + ("0" if CODE[-1] != "0" else "1")),
    "a trade that is none": ("industry_code", "=1+1"),
}
WRONG_TENANTS = {
    "superscript people": ("heads", "²"),
    "arabic-indic people": ("heads", "٣"),
    "no people": ("heads", "0"),
    "fewer than none": ("heads", "-3"),
    "infinite people": ("heads", "1e999"),
    "too many people": ("heads", "9" * 400),
    "a telephone of letters": ("contact_phone", "1380000abcd"),
    "30 February": ("opens_on", "2020-02-30"),
    "a day of another century": ("opens_on", "1920-02-20"),
}
BAD = [(kind, *case) for kind in KINDS for case in WRONG.values()] + [
    ("tenants", *case) for case in WRONG_TENANTS.values()
]


@pytest.mark.parametrize(("kind", "column", "typed"), BAD)
def test_what_cannot_be_kept_is_refused_in_its_cell_with_a_sentence(kind, column, typed):
    found = one(kind, **{column: typed})

    assert found.values == {}
    [error] = found.errors
    assert (error.row, error.column, error.code in CELLS) == (2, column, True)
    in_words(lambda: cell_sentence(error.code, error.params))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", [workbook, open_document])
def test_a_workbook_says_the_same_as_a_text(kind, make):
    data = make([header(kind), row(kind, 1), row(kind, 2, name="=1+1")])

    assert [each.values["name"] for each in read(kind, data)] == ["演示超市有限公司", "=1+1"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_on_one_sheet_of_several_is_found_and_one_on_several_is_refused(kind):
    lists = [[header(kind), row(kind, 1)], [header(kind), row(kind, 2)]]

    one = read(kind, by_sheets({"说明": [["请填写"]], "甲": lists[0], "空": [], "表头": [header(kind)]}))
    several = read(kind, by_sheets({"甲": lists[0], "说明": [["请填写"]], "乙": lists[1]}))

    assert [each.values["name"] for each in one] == ["演示超市有限公司"]
    assert (several.code, several.params) == ("several_sheets", {"sheets": "甲、乙"})
    in_words(lambda: file_sentence(several.code, several.params))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("group", sorted(set(GROUPS) - {"long"}))  # longer than a cell of a workbook can be
def test_hostile_names_are_kept_as_text_or_refused(kind, group):
    texts = [text for text in GROUPS[group] if "\x00" not in text]
    rows = [row(kind, number, name=text) for number, text in enumerate(texts)]

    found = read(kind, workbook([header(kind), *rows]))

    assert len(found) == len(texts)
    for each in found:
        if each.errors:
            assert {error.column for error in each.errors} == {"name"}
        else:
            kept = each.values["name"]
            assert not {unicodedata.category(character) for character in kept} & {
                "Cc",
                "Cf",
                "Cs",
                "Co",
                "Cn",
            }
