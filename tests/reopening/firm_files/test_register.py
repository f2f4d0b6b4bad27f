import csv
import io
import tempfile

import pytest

from core.tables import harmless
from reopening.firm_files.cells import Places, industry_in, scale_in
from reopening.firm_files.register import Register
from reopening.table_files.cells import CellRefused
from reopening.table_files.refusals import TableRefused
from tests.factories import credit_code

PLACES = Places(
    [
        ("33", "浙江省"), ("3301", "杭州市"), ("330106", "西湖区"), ("330106002", "北山街道"),
        ("3303", "温州市"), ("330302", "鹿城区"), ("330302002", "北山街道"),
    ]
)  # fmt: skip
HEADER = ["企业名称", "统一社会信用代码", "行政区划", "法人", "行业"]


def judged(text: str | bytes):
    data = text.encode() if isinstance(text, str) else text
    with Register(as_file(data), PLACES) as register:
        return list(register.judged())


def as_file(data: bytes):
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the register reads it to its end
    file.write(data)
    file.seek(0)
    return file


def table(*rows: list[str], separator: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows([HEADER, *rows])
    return stream.getvalue()


def row(serial: int = 1, **cells: str) -> list[str]:
    values = {
        "name": "演示食品有限公司",
        "code": credit_code(serial),
        "place": "330106002",
        "person": "演示法人",
    }
    return list((values | {"industry": "C14"} | cells).values())


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_register_is_read_in_any_usual_spelling(separator, encoding):
    [found] = judged(table(row(), separator=separator).encode(encoding))

    assert found.errors == []
    assert found.values == {
        "credit_code": credit_code(1),
        "name": "演示食品有限公司",
        "division": "330106002",
        "legal_representative": "演示法人",
        "address": "",
        "industry_code": "C14",
        "scale": "",
    }


@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"code": credit_code(1)[:-1] + "?"}, "credit_code", "credit_code_letters"),
        ({"code": credit_code(1)[:17]}, "credit_code", "credit_code_length"),
        ({"code": ""}, "credit_code", "required"),
        ({"name": ""}, "name", "required"),
        ({"name": "长" * 121}, "name", "too_long"),
        ({"place": "999999"}, "division", "division_unknown"),
        ({"place": "北山街道"}, "division", "division_unknown"),
        ({"industry": "Z99"}, "industry_code", "industry_unknown"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason(wrong, column, code):
    [found] = judged(table(row(**wrong)))

    assert [(error.column, error.code) for error in found.errors] == [(column, code)]
    assert found.values == {}


def test_a_firm_that_stands_twice_is_refused_the_second_time():
    first, second = judged(table(row(1), row(1, name="别的名字")))

    assert not first.errors
    assert [error.code for error in second.errors] == ["firm_repeated"]


def test_a_table_without_credit_codes_is_no_register():
    with pytest.raises(TableRefused) as refused:
        judged("企业名称,行政区划\n演示,330106\n")

    assert refused.value.code == "missing_columns"


@pytest.mark.parametrize("cell", ["330106002", "330106002000", "西湖区北山街道", 330106002])
def test_a_place_is_found_by_its_code_or_its_full_name(cell):
    assert PLACES.find(cell) == "330106002"


@pytest.mark.parametrize("cell", ["北山街道", "330107", "杭州", ""])
def test_a_name_that_several_places_have_finds_none(cell):
    with pytest.raises(CellRefused):
        PLACES.find(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("C27", "C27"),
        ("c2710", "C2710"),
        ("27", "C27"),
        (2710, "C2710"),
        ("F", "F"),
        ("C27 医药制造业", "C27"),
    ],
)
def test_an_industry_gets_its_letter(cell, code):
    assert industry_in(cell) == code


@pytest.mark.parametrize("cell", ["F27", "", "2", "C2", "医药", "C27101234"])
def test_an_industry_that_is_none_is_refused(cell):
    with pytest.raises(CellRefused):
        industry_in(cell)


def test_scale_is_above_or_below():
    assert (scale_in("规上"), scale_in("规模以下")) == ("above", "below")
    with pytest.raises(CellRefused):
        scale_in("大")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_refused_cells_never_become_formulas(text):
    assert harmless(text).startswith("'")
