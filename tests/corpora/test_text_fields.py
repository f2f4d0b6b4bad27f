"""Whatever is typed into a field of the firm's is taken as text or refused beside it: never a crash, never a wait."""

import time
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.http import QueryDict
from django.urls import reverse

from core.texts import CONTROL, INVISIBLE, canonical, canonical_values
from reopening.forms.firms import FirmForm, SignUpForm
from reopening.forms.rosters import PersonForm
from reopening.roster_files.columns import COLUMNS
from reopening.roster_files.workbooks import refused_rows
from reopening.views.sections import PAGES
from tests.corpora.hostile_texts import EACH, GROUPS, TEXTS
from tests.factories import StaffMemberFactory, ready_application
from tests.reopening.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SECONDS = 5  # for every text of a group in every field of a form; in truth milliseconds


@pytest.fixture
def draft(applicant):
    return ready_application(applicant.firms.get())


def forms_of(application):
    """Each form of the firm's side, as a function of what was sent."""
    reader = application.firm.members.get()
    return {
        "sign-up": SignUpForm,
        "firm": lambda data: FirmForm(data, instance=application.firm),
        "person": lambda data: PersonForm(data, today=date(2020, 2, 17)),
        **{key: lambda data, page=page: page.form(application, data, reader) for key, page in PAGES.items()},
    }


def filled(form, text: str) -> QueryDict:
    data = QueryDict(mutable=True)
    for name in form.fields:
        data[form.add_prefix(name)] = canonical(text)
    return data


@pytest.mark.parametrize("group", GROUPS)
def test_no_text_breaks_a_form_or_keeps_it_busy(group, draft):
    started = time.monotonic()

    for text in GROUPS[group]:
        for make in forms_of(draft).values():
            form = make(filled(make(None), text))
            form.is_valid()
            assert "window.__xss=1>" not in form.as_div().replace("&gt;", "")

    assert time.monotonic() - started < SECONDS * len(GROUPS[group])


def test_what_cannot_be_seen_does_not_stay():
    for _group, text in TEXTS:
        kept = canonical(text)
        assert not INVISIBLE.search(kept)
        assert not CONTROL.search(kept)
        assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王\u200b小\u202e明", "王小明"),
        ("e\u0301", "é"),
        ("a\u2028b\u0007", "a\nb"),
        ("\ufeff名\u00ad称", "名称"),
        ("tab\tand\nlines", "tab\tand\nlines"),
        ("\x00", "\x00"),  # refused with a sentence by the field
    ],
)
def test_text_has_one_canonical_form(typed, kept):
    assert canonical(typed) == kept


def test_secrets_are_taken_to_the_letter():
    said = {"password": "a\u200bb", "name": "a\u200bb", "more": [{"new_password": "\u200b", "x": "\u200b"}]}

    assert canonical_values(said) == {
        "password": "a\u200bb",
        "name": "ab",
        "more": [{"new_password": "\u200b", "x": ""}],
    }


@pytest.mark.parametrize(("group", "text"), [*EACH, ("nul", "a\x00b")], ids=lambda value: value[:12])
def test_no_text_breaks_a_page(group, text, client, applicant, draft):
    client.force_login(applicant)
    pages = [
        reverse("reopening:firm", args=[draft.firm.public_id]),
        reverse("reopening:roster-add", args=[draft.public_id]),
    ]
    pages += [
        reverse(f"reopening:section-{key}", args=[draft.public_id])
        for key, page in PAGES.items()
        if page.is_asked(draft)
    ]

    for page in pages:
        fields = client.get(page).context["form"].fields
        for headers in ({}, {"HX-Request": "true"}):  # sent, and saved by itself while it is typed
            answer = client.post(page, dict.fromkeys(fields, text), headers=headers)
            assert answer.status_code in {200, 302, 400, 409, 412, 422}, page
            if text.startswith("<script"):
                assert text not in answer.text


@pytest.mark.parametrize(
    ("group", "text"),
    [*EACH, ("nul", "a\x00b")],
    ids=lambda value: value[:12],
)
def test_no_text_breaks_the_api(group, text, applicant, draft):
    caller, address = Caller(applicant), f"applications/{draft.public_id}/"
    etag = caller.get(address)["ETag"]

    firm = f"firms/{draft.firm.public_id}/"
    answers = [
        caller.patch(
            address, {"site_address": text, "class_evidence": text, "firm_class": text}, if_match=etag
        ),
        caller.patch(firm, {"name": text, "address": text, "contact_name": text, "contact_phone": text}),
        caller.put(f"{address}plan/", {"texts": {"duties": text}}),
        caller.put(f"{address}inventory/", {"quantities": {text: text}}),
        caller.post(f"{address}withdraw/", {"note": text * 2_000}),
    ]

    for answer in answers:
        assert answer.status_code < 500
        if group == "nul":
            assert answer.status_code == 400, answer.content


def test_no_text_becomes_a_formula_in_a_workbook():
    texts = [text for _group, text in TEXTS if len(text) < 30_000 and not CONTROL.search(text)]
    rows = [
        (
            {column.key: text for column in COLUMNS},
            [{"row": 2, "column": "name", "code": "required", "params": {}}],
        )
        for text in texts
    ]

    sheet = openpyxl.load_workbook(BytesIO(refused_rows(rows))).active

    assert sheet.max_row == len(texts) + 1
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_a_hostile_name_is_shown_as_text(client, applicant, draft):
    StaffMemberFactory(application=draft, name="<b>x</b>", post="<script>window.__xss=1</script>")
    client.force_login(applicant)

    page = client.get(reverse("reopening:roster", args=[draft.public_id])).text

    assert "<script>window.__xss" not in page
    assert "&lt;script&gt;window.__xss=1&lt;/script&gt;" in page
