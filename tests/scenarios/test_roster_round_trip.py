"""The template, filled in as people fill it in, is a roster; so is the list of rows to correct, once corrected."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from core import background
from core.dates import shanghai_day
from core.fields import blind_index
from reopening.models import RosterUpload
from reopening.roster_files.columns import COLUMNS
from tests.factories import ApplicationFactory
from tests.reopening.roster_files.rosters import resident_id
from tests.reopening.roster_files.sheets import old_workbook, open_document

pytestmark = pytest.mark.django_db

PEOPLE = 20
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
WORDS = {"zh-hans": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}
Sheet = list[list[Any]]


def as_text(rows: Sheet) -> Sheet:
    return [["" if cell is None else str(cell) for cell in cells] for cells in rows]


def saved_again(rows: Sheet, book: openpyxl.Workbook) -> bytes:
    """The very workbook that was downloaded, with these rows typed into it."""
    for place, cells in enumerate(rows[1:], start=2):
        for column, cell in enumerate(cells, start=1):
            book.active.cell(place, column).value = cell if cell != "" else None
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


FORMATS: dict[str, Callable[[Sheet, openpyxl.Workbook], bytes]] = {
    "xlsx": saved_again,
    "xls": lambda rows, _book: old_workbook(as_text(rows)),
    "ods": lambda rows, _book: open_document(as_text(rows)),
}


class Firm:
    """Somebody of the firm with a browser in one language, and a spreadsheet program."""

    def __init__(self, client, user, language: str) -> None:
        self.client, self.language = client, language
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        self.draft = ApplicationFactory(firm=user.firms.get())

    def page(self, name: str, *more: Any) -> str:
        return reverse(f"reopening:{name}", args=[self.draft.public_id, *more])

    def workbook(self, address: str) -> openpyxl.Workbook:
        answer = self.client.get(address)
        assert answer.status_code == 200
        return openpyxl.load_workbook(BytesIO(answer.content))

    def hand_in(self, content: bytes, name: str) -> RosterUpload:
        """Sent, looked at, and put on the roster."""
        answer = self.client.post(self.page("roster-send"), {"file": SimpleUploadedFile(name, content)})
        upload = RosterUpload.objects.latest("pk")
        assert answer.headers["Location"] == self.page("roster-upload", upload.public_id)
        background.run_waiting()
        self.client.post(self.page("roster-accept", upload.public_id))
        background.run_waiting()
        upload.refresh_from_db()
        assert upload.state == "stored", upload.refusal
        return upload


def person(number: int, language: str) -> dict[str, Any]:
    """As it is typed: numbers as numbers, days as days, and a tick of yes or no in the reader's language."""
    words, today = WORDS[language], shanghai_day(timezone.now())
    said = {column.key: words[False] for column in COLUMNS if column.kind == "yes_no"}
    said |= {
        "name": f"样例{number}",
        "resident_id": resident_id(number),
        "mobile": 13_800_000_000 + number,
        "on_site": words[True],
        "place": "杭州市西湖区",
        "temperature": 36.5,
    }
    if number % 5 == 0:
        said |= {"contact": words[True], "last_contact_on": today - timedelta(days=3)}
    return said


def header_of(book: openpyxl.Workbook) -> list[str]:
    return [cell.value for cell in book.active[1]]


def rows_for(book: openpyxl.Workbook, people: list[dict[str, Any]], language: str) -> Sheet:
    """Below the column names of the template, in their order."""
    with translation.override(language):
        keys = {column.name: column.key for column in COLUMNS}
    header = header_of(book)
    return [header, *([said.get(keys.get(name, ""), "") for name in header] for said in people)]


@LANGUAGES
@pytest.mark.parametrize("ending", FORMATS)
def test_the_template_filled_in_is_taken_whole(client, applicant, language, ending):
    firm = Firm(client, applicant, language)
    book = firm.workbook(reverse("reopening:roster-template"))
    people = [person(number, language) for number in range(PEOPLE)]

    content = FORMATS[ending](rows_for(book, people, language), book)
    upload = firm.hand_in(content, f"名册.{ending}")

    assert (upload.rows_read, upload.rows_accepted, upload.errors) == (PEOPLE, PEOPLE, [])
    assert firm.draft.staff.count() == PEOPLE
    assert upload.by_class == {"C": 4, "D": 16}
    taken = firm.draft.staff.get(resident_id_hash=blind_index(resident_id(5)))
    assert (taken.name, taken.resident_id, taken.mobile) == ("样例5", resident_id(5), "13800000005")
    assert date.fromisoformat(taken.answers["last_contact_on"]) == people[5]["last_contact_on"]


@LANGUAGES
@pytest.mark.parametrize("ending", FORMATS)
def test_the_rows_to_correct_corrected_are_taken(client, applicant, language, ending):
    """Three rows are wrong in three ways; only they come back, each with its reason, and only they are sent again."""
    firm = Firm(client, applicant, language)
    book = firm.workbook(reverse("reopening:roster-template"))
    people = [person(number, language) for number in range(PEOPLE)]
    right = {3: "mobile", 7: "resident_id", 11: "temperature"}
    wrong = {3: 12345, 7: "330106199001011234", 11: "hot"}
    typed = [said | ({right[n]: wrong[n]} if n in right else {}) for n, said in enumerate(people)]
    first = firm.hand_in(FORMATS[ending](rows_for(book, typed, language), book), f"名册.{ending}")
    assert (first.rows_accepted, first.rows_refused) == (17, 3)

    back = firm.workbook(firm.page("roster-refused-rows", first.public_id))
    with translation.override(language):
        columns = {column.key: header_of(back).index(column.name) for column in COLUMNS}
    rows = [[cell.value for cell in line] for line in back.active.iter_rows()]
    assert len(rows) == 4
    for (number, key), cells in zip(right.items(), rows[1:], strict=True):
        assert cells[columns["name"]] == f"样例{number}"
        assert cells[-1]
        cells[columns[key]] = people[number][key]
    second = firm.hand_in(FORMATS[ending](rows, back), f"改正.{ending}")

    assert (second.rows_read, second.rows_accepted, second.errors) == (3, 3, [])
    assert firm.draft.staff.count() == PEOPLE
    for number, key in right.items():
        member = firm.draft.staff.get(resident_id_hash=blind_index(resident_id(number)))
        assert (member.mobile, member.name) == (f"138{number:08d}", f"样例{number}"), key
