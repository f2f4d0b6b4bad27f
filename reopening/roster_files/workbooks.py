"""Workbooks for the firm: the empty roster, and only the refused rows with their reasons."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from reopening.roster_files.columns import COLUMNS
from reopening.table_files import workbooks
from reopening.table_files.workbooks import MEDIA_TYPE

__all__ = ["MEDIA_TYPE", "refused_rows", "template"]


def template() -> bytes:
    """An empty roster."""
    return workbooks.template(COLUMNS, _("Roster"))


def refused_rows(rows: Iterable[tuple[Mapping[str, Any], list[dict[str, Any]]]]) -> bytes:
    """The people that were not accepted, as typed. :param rows: as for `table_files.workbooks.refused_rows`"""
    return workbooks.refused_rows(rows, COLUMNS)
