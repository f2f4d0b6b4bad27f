"""What was refused of a list of firms goes back as text, never as a formula."""

import csv
import io

import openpyxl

from core.tables import STARTS_A_FORMULA
from reopening.firm_files.refused import RefusedRows
from reopening.table_files.workbooks import refused_rows
from tests.corpora.test_firm_tables import COLUMNS, header, read, row
from tests.reopening.roster_files.rosters import workbook

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1+1"]


def test_refused_tenants_go_back_as_text():
    rows = [row("tenants", n, contact_name=text, contact_phone="1") for n, text in enumerate(FORMULAS)]
    found = read("tenants", workbook([header("tenants"), *rows]))

    data = refused_rows(
        ((each.cells, [error.as_json() for error in each.errors]) for each in found), COLUMNS["tenants"]
    )

    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    assert {cell.value for cell in cells} >= {text for text in FORMULAS if text == text.strip()}


def test_refused_firms_of_a_register_go_back_as_text(tmp_path):
    rows = [row("register", n, name=text, division="9") for n, text in enumerate(FORMULAS)]
    found = read("register", workbook([header("register"), *rows]))
    path = tmp_path / "refused.csv"

    with RefusedRows(path, COLUMNS["register"]) as refused:
        for each in found:
            refused.write(each.number, each.cells, each.errors)

    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(lines) == len(FORMULAS) + 1
    assert not any(cell.startswith(STARTS_A_FORMULA) for line in lines for cell in line)
