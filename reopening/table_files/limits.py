"""What a table file may cost, and how the reading process says that it will not read one."""

from dataclasses import dataclass

from core.fence import Fence

BYTES = 20 * 2**20  # of the file as sent
INFLATION_RATIO = 200  # of a part of more than a megabyte
MEMBERS = 2_000
ROWS = 50_000  # with something in them
COLUMNS = 60
CELL_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    What one file may cost the process that reads it.

    :param inflated_bytes: of all its parts together
    :param sheet_rows: up to the last cell, empty rows included
    :param far_row: row numbers beyond that, as they stand in a cell's reference
    """

    file_bytes: int
    inflated_bytes: int
    rows: int
    sheet_rows: int
    far_row: bytes
    fence: Fence


SENT = Allowance(BYTES, 200 * 2**20, ROWS, 60_000, rb"\d{6,}|[6-9]\d{4}", Fence(310 * 2**20, 8, 120))
# A register of firms is brought by the operator and is as long as a sheet can be.
REGISTER = Allowance(
    500 * 2**20, 4 * 2**30, 1_048_575, 1_048_576, rb"\d{8,}|[2-9]\d{6}", Fence(6 * 2**30, 600, 3_600)
)
ALLOWANCES = {"sent": SENT, "register": REGISTER}


class Unreadable(Exception):
    """The whole file is refused; `code` is a key of `refusals.FILES`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
