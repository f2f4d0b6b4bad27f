"""What a roster file may cost, and how the reading process says that it will not read one."""

BYTES = 20 * 2**20  # of the file as sent
INFLATED_BYTES = 200 * 2**20  # of all its parts together
INFLATION_RATIO = 200  # of a part of more than a megabyte
MEMBERS = 2_000
ROWS = 50_000  # with something in them
SHEET_ROWS = 60_000  # up to the last cell, empty rows included
COLUMNS = 60
CELL_CHARACTERS = 2_000
MEMORY_BYTES = 700 * 2**20  # address space of the reading process
SECONDS = 10  # of processor time
CLOCK_SECONDS = 60  # a busy machine gives little of it


class Unreadable(Exception):
    """The whole file is refused; `code` is a key of `refusals.SENTENCES`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
