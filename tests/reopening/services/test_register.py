from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.models import Role
from reopening.firm_search import found_by_clerk
from reopening.models import RegisteredFirm
from reopening.models.firms import bigrams
from reopening.services import register
from tests.factories import (
    AppointmentFactory,
    FirmFactory,
    RegisteredFirmFactory,
    UserFactory,
    credit_code,
    other_street,
    street,
)
from tests.plans import efforts

HEADER = "统一社会信用代码,企业名称,行政区划代码,法定代表人,住所,行业代码,规模\n"


def file_of(folder, *rows: str):
    file = folder / "register.csv"
    file.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return file


def line(serial: int, name: str = "演示食品有限公司", place: str = "330106002") -> str:
    return f"{credit_code(serial)},{name},{place},演示法人,演示路{serial}号,C1411,规上"


def bring_in(file, as_of=date(2020, 2, 1)):
    refused = file.with_name("refused.csv")
    return list(register.bring_in(file=file, refused_file=refused, as_of=as_of))[-1], refused


def test_firms_come_in_whole_and_can_be_found(tmp_path, db):
    street()
    state, refused = bring_in(file_of(tmp_path, line(1), line(2, "虚拟口罩机械有限公司")))

    firm = RegisteredFirm.objects.named("口罩").get()
    assert (state.added, state.refused, refused.exists()) == (2, 0, False)
    assert (firm.credit_code, firm.division_id, firm.industry_code, firm.scale, firm.as_of) == (
        credit_code(2), "330106002", "C1411", "above", date(2020, 2, 1),
    )  # fmt: skip


@pytest.mark.parametrize("name", ['引号"和逗号,有限公司', "反斜杠\\有限公司", "\\N", 'A"B\\C\\"D', "单"])
def test_no_name_breaks_the_way_in(tmp_path, db, name):
    street()
    typed = '"' + name.replace('"', '""') + '"'
    bring_in(file_of(tmp_path, line(1, typed)))

    firm = RegisteredFirm.objects.get()
    assert firm.name == name
    assert firm.grams == bigrams(name)


def test_the_same_file_again_changes_nothing(tmp_path, db):
    street()
    file = file_of(tmp_path, *map(line, range(5)))
    bring_in(file)
    before = list(RegisteredFirm.objects.order_by("pk").values_list("pk", "loaded_at"))

    state, _refused = bring_in(file)

    assert (state.added, state.changed, state.unchanged) == (0, 0, 5)
    assert list(RegisteredFirm.objects.order_by("pk").values_list("pk", "loaded_at")) == before


def test_a_newer_register_corrects_and_an_older_one_does_not(tmp_path, db):
    street()
    bring_in(file_of(tmp_path, line(1, "旧名有限公司")))
    state, _refused = bring_in(file_of(tmp_path, line(1, "新名有限公司")), date(2020, 2, 10))
    bring_in(file_of(tmp_path, line(1, "更旧有限公司")), date(2020, 1, 1))

    assert state.changed == 1
    assert RegisteredFirm.objects.get().name == "新名有限公司"
    assert RegisteredFirm.objects.named("新名").exists()
    assert not RegisteredFirm.objects.named("旧名").exists()


def test_refused_rows_stand_in_a_file_with_their_reasons(tmp_path, db):
    street()
    state, refused = bring_in(file_of(tmp_path, line(1), line(2, "=HYPERLINK()", "999999"), line(1)))

    said = refused.read_text(encoding="utf-8-sig").splitlines()
    assert (state.read, state.added, state.refused) == (3, 1, 2)
    assert "'=HYPERLINK()" in said[1]
    assert "The desk knows no place of this code or name." in said[1]
    assert said[2].startswith("4,")


def test_the_file_is_taken_in_chunks(tmp_path, db, monkeypatch):
    street()
    monkeypatch.setattr(register, "CHUNK", 2)

    states = register.bring_in(
        file=file_of(tmp_path, *map(line, range(5))), refused_file=tmp_path / "r.csv", as_of=date(2020, 2, 1)
    )

    assert [RegisteredFirm.objects.count() for _state in states] == [2, 4, 5]


def test_a_firm_that_came_meanwhile_is_corrected_and_no_row_is_lost(tmp_path, db, monkeypatch):
    street()
    monkeypatch.setattr(register, "CHUNK", 3)
    monkeypatch.setattr(register, "BLOCK", 1)
    file = file_of(tmp_path, *map(line, range(3)), line(3, place="1"), *map(line, range(4, 8)))
    states = register.bring_in(file=file, refused_file=tmp_path / "r.csv", as_of=date(2020, 2, 1))
    next(states)
    RegisteredFirmFactory(credit_code=credit_code(5), name="旧名有限公司", as_of=date(2020, 1, 1))

    *_between, last = states

    assert (last.read, last.added, last.changed, last.refused) == (8, 6, 1, 1)
    assert sorted(RegisteredFirm.objects.values_list("pk", flat=True)) == [
        credit_code(serial) for serial in (0, 1, 2, 4, 5, 6, 7)
    ]
    assert not RegisteredFirm.objects.named("旧名").exists()


def test_the_command_says_what_became_of_the_rows(tmp_path, db, capsys):
    street()
    file = file_of(tmp_path, line(1), line(2, place="1"))

    call_command("import_register", str(file), "--as-of", "2020-02-01")

    said = capsys.readouterr().out
    assert "2 of 2 rows read, 1 refused" in said
    assert "2 rows: 1 firms added, 0 changed, 0 as they were, 1 refused." in said
    assert (tmp_path / "register.csv.refused.csv").exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04broken", b"name\nx\n"])
def test_the_command_refuses_what_is_no_register(tmp_path, db, content):
    file = tmp_path / "other.xlsx"
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("import_register", str(file))


@pytest.fixture
def five_thousand(db):
    """Firms enough for the database to look for them in its indexes, with the statistics it has of them."""
    words = "示例食品口罩机械软件便民超市建筑电子物流服装"
    place = street()
    RegisteredFirm.objects.bulk_create(
        RegisteredFirmFactory.build(
            credit_code=credit_code(n),
            division=place,
            name=f"{words[n % 20]}{chr(0x4E00 + n)}{chr(0x6000 + n)}{words[n % 19]}有限公司",
        )
        for n in range(5_000)
    )
    register.settle()


@pytest.fixture
def rare(five_thousand) -> str:
    """Two characters of one name."""
    return RegisteredFirm.objects.order_by("pk")[2_500].name[1:3]


def test_two_characters_find_a_firm_without_reading_the_whole_register(rare):
    plan = RegisteredFirm.objects.named(rare).order_by("pk")[:26].explain()

    assert RegisteredFirm.objects.named(rare).count() == 1
    assert "registered_firm_grams" in plan
    assert "Seq Scan" not in plan


def test_a_clerk_finds_it_by_a_statement_that_touches_few_rows(rare, django_assert_num_queries):
    clerk = AppointmentFactory(role=Role.CLERK, division=street(), user=UserFactory()).user
    assert clerk.role_prefixes(Role.CLERK)
    name = RegisteredFirm.objects.named(rare).get().name
    with efforts() as whole:
        assert len(RegisteredFirm.objects.all()) == 5_000

    for words in (rare, name, name[1:-2]):
        with efforts() as found, django_assert_num_queries(4):  # two of them a savepoint
            rows = found_by_clerk(clerk, words)

        assert [row.name for row in rows] == [name]
        assert found[0][0] < whole[0][0] / 20  # the pages of what earlier tests took back are counted too


def test_the_firms_of_the_desk_stand_before_those_of_the_register(db):
    clerk = AppointmentFactory(role=Role.CLERK, division=street(), user=UserFactory()).user
    known = FirmFactory(name="甲示例百货%有限公司")
    RegisteredFirmFactory(credit_code=known.credit_code, name="乙示例百货有限公司")
    registered = RegisteredFirmFactory(name="丙示例百货有限公司")
    RegisteredFirmFactory(name="丁示例百货有限公司", division=other_street())

    assert [(row.name, row.known, row.division) for row in found_by_clerk(clerk, "示例百货")] == [
        (known.name, True, street()),
        (registered.name, False, street()),
    ]
    assert [row.name for row in found_by_clerk(clerk, "百货%")] == [known.name]
    assert [row.known for row in found_by_clerk(clerk, known.credit_code.lower())] == [True]


def test_a_clerk_without_a_division_finds_nothing(db, applicant):
    RegisteredFirmFactory(name="丙示例百货有限公司")

    assert found_by_clerk(applicant, "示例") == []
