import io

import openpyxl
import pytest
from django.utils.translation import override

from reopening.table_files.refusals import TableRefused
from supplies.order_lists import LAYOUT, OrderList, template
from tests.factories import credit_code

ITEMS = {"mask": "mask", "口罩": "mask", "masks": "mask"}
ONE, TWO = credit_code(1), credit_code(2)


def read(text: str) -> list:
    with OrderList(text.encode(), ITEMS) as rows:
        return list(rows.judged())


def test_headers_are_known_in_both_languages_and_any_order():
    zh = read(f'数量,品名,单位名称,信用代码,库存\n"1,200只",口罩,演示厂,{ONE},20\n')
    en = read(f"Credit code,In hand,Quantity,Item\n{ONE},20,1200,Masks\n")

    for rows in (zh, en):
        values = rows[0].values
        assert (values["credit_code"], values["item"], values["quantity"], values["in_hand"]) == (
            ONE, "mask", 1_200, 20,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (f"{ONE},口罩,0", "quantity", "count"),
        (f"{ONE},口罩,-5", "quantity", "count"),
        (f"{ONE},口罩,很多", "quantity", "count"),
        (f"{ONE},口罩,10000000000", "quantity", "count"),
        (f"{ONE},手机,5", "item", "item_unknown"),
        (f"{ONE},,5", "item", "required"),
        ("12345,口罩,5", "credit_code", "credit_code_length"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason(row, column, code):
    (found,) = read(f"信用代码,物资,数量\n{row}\n")

    assert [(error.row, error.column, error.code) for error in found.errors] == [(2, column, code)]
    assert found.cells["quantity"]  # as typed, for the file of rows to correct


def test_an_item_stands_once_for_a_firm():
    rows = read(f"信用代码,物资,数量\n{ONE},口罩,5\n{TWO},口罩,6\n{ONE},masks,7\n")

    assert [row.errors[0].code if row.errors else "" for row in rows] == ["", "", "order_repeated"]
    assert rows[2].errors[0].params == {"row": 2}


def test_a_file_without_the_columns_is_refused_as_a_whole():
    with pytest.raises(TableRefused) as refusal:
        read("名称,数量\n演示厂,5\n")

    assert refusal.value.code == "missing_columns"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_can_be_read_back(language):
    with override(language):
        book = openpyxl.load_workbook(io.BytesIO(template()))

    names = [cell.value for cell in book.worksheets[0][1]]
    assert [key for key in LAYOUT.recognise(names) if key] == [column.key for column in LAYOUT.columns]
