"""The columns of a roster."""

from enum import StrEnum
from pathlib import Path

from reopening.table_files.columns import Column, Layout, columns_in

__all__ = ["BY_KEY", "COLUMNS", "LAYOUT", "Column", "Kind"]


class Kind(StrEnum):
    NAME = "name"
    TEXT = "text"
    ID_KIND = "id_kind"
    RESIDENT_ID = "resident_id"
    MOBILE = "mobile"
    YES_NO = "yes_no"
    PAST_DAY = "past_day"
    COMING_DAY = "coming_day"
    TEMPERATURE = "temperature"


COLUMNS = columns_in(Path(__file__).with_name("columns.toml"))
LAYOUT = Layout(COLUMNS)
BY_KEY = LAYOUT.by_key
