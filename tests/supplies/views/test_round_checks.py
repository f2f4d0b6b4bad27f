"""What a round looks like from outside: other rules beside it, what if, and the public file a stranger can check."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from supplies.models import RoundLine
from supplies.services import dry_runs
from tests.reopening.test_exposed_posts import with_exposed
from tests.supplies import makers

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[3] / "static" / "rederive.py"


@pytest.fixture
def scarce():
    """150 masks, four firms of different size: the stock ends in the middle."""
    makers.received(150)
    for heads in (10, 40, 80, 120):
        makers.order(heads * 5, application=makers.case(heads=heads))


def file_of(client, round_) -> bytes:
    answer = client.get(reverse("supplies:public-round-file", args=[round_.public_id]))
    return b"".join(answer.streaming_content)


def test_three_rules_stand_side_by_side(client, scarce):
    round_ = makers.computed_round()
    client.force_login(makers.keeper())

    page = client.get(reverse("supplies:round-compare", args=[round_.public_id]))

    rows = page.context["comparison"].rows
    assert [row.rule for row in rows] == ["shipped", "first_come", "proportional"]
    assert rows[0].lowest_days >= max(row.lowest_days for row in rows[1:])
    assert rows[0].with_nothing <= min(row.with_nothing for row in rows[1:])
    assert sum(sum(slot.firms) for slot in page.context["comparison"].slots) == 12
    assert round_.seed not in page.content.decode()
    # What stands in the books is what the comparison says of the shipped rule
    stored = sorted(RoundLine.objects.values_list("award__packs", flat=True))
    assert sorted(dry_runs.compare(round_.items.get())[0].packs.tolist()) == stored


def test_what_if_changes_one_input_and_keeps_nothing(client, scarce):
    round_ = makers.computed_round()
    client.force_login(makers.keeper())
    line = RoundLine.objects.order_by("-heads")[0]
    before = list(RoundLine.objects.order_by("pk").values())
    address = reverse("supplies:what-if", args=[round_.public_id, line.pk])

    same = client.get(address, {"heads": line.heads, "reported": line.in_hand, "requested": line.requested})
    fuller = client.get(address, {"heads": line.heads, "reported": 5_000, "requested": line.requested})
    wrong = client.get(address, {"heads": 0, "reported": 0, "requested": 0})

    assert same.context["found"].packs == line.award.packs
    assert fuller.context["found"].packs == 0
    assert "The firm got nothing." in fuller.content.decode()
    assert wrong.status_code == 422
    assert list(RoundLine.objects.order_by("pk").values()) == before


def test_a_round_that_weighs_exposed_posts_says_so_where_its_count_stands(client, scarce):
    policy = makers.Application.objects.latest("pk").policy_set
    policy.body = with_exposed(policy.body)
    type(policy).objects.filter(pk=policy.pk).update(body=policy.body)
    round_ = makers.published_round()
    client.force_login(makers.keeper())
    line = RoundLine.objects.latest("pk")

    for name, words in (("round", [round_.public_id]), ("what-if", [round_.public_id, line.pk]),
                        ("public-round", [round_.public_id])):  # fmt: skip
        page = client.get(reverse(f"supplies:{name}", args=words)).content.decode()
        assert "on an exposed post (guards, canteen, cleaners) counts as 2 people" in page


def test_everybody_sees_a_published_round_and_no_firm(client, scarce):
    round_ = makers.computed_round()
    address = reverse("supplies:public-round", args=[round_.public_id])
    assert client.get(address).status_code == 404
    makers.rounds.publish(round_=round_, by=makers.keeper(), at=makers.timezone.now())

    page = client.get(address).content.decode()
    file = file_of(client, round_).decode()

    assert round_.seed in page
    assert "The stock ended at step" in page
    for line in RoundLine.objects.select_related("firm"):
        for secret in (line.firm.name, line.firm.credit_code, str(line.firm.public_id)):
            assert secret not in page
            assert secret not in file


def test_a_stranger_gets_every_award_again_with_thirty_lines(client, scarce, tmp_path):
    round_ = makers.published_round()
    content = file_of(client, round_)
    true, false = tmp_path / "true.json", tmp_path / "false.json"
    true.write_bytes(content)
    changed = json.loads(content)
    changed["items"][0]["lines"][0]["packs"] += 1
    false.write_text(json.dumps(changed))

    checked, caught = (
        subprocess.run([sys.executable, "-I", SCRIPT, file], capture_output=True, text=True, check=False)
        for file in (true, false)
    )

    assert (checked.returncode, "4 lines, 0 wrong" in checked.stdout) == (0, True), checked
    assert (caught.returncode, "1 wrong" in caught.stdout) == (1, True), caught
    assert len(SCRIPT.read_text().splitlines()) <= 40


@pytest.mark.parametrize("make", [makers.frozen_round, makers.computed_round, makers.published_round])
def test_a_program_reads_the_file_at_any_stage(scarce, make):
    """The seed is told last; before the round is computed there are no lines yet."""
    round_ = make()
    program = APIClient()
    program.force_authenticate(makers.keeper())

    answer = program.get(f"/api/v1/rounds/{round_.public_id}/export/")

    file = json.loads(b"".join(answer.streaming_content))
    assert answer.headers["Content-Type"] == "application/json"
    assert len(file["items"][0]["lines"]) == (0 if round_.status == "frozen" else 4)
    assert file["seed"] == (round_.seed if round_.status == "published" else None)


def test_a_dispatcher_asks_for_an_exception_and_another_grants_it(client, scarce):
    round_ = makers.published_round()
    makers.received(200)
    line = RoundLine.objects.order_by("-heads")[0]
    client.force_login(makers.keeper())
    ask = reverse("supplies:override-ask", args=[round_.public_id, line.pk])
    assert client.get(ask).status_code == 200
    assert client.post(ask, {"packs": 99_999, "reason": "x"}).status_code == 422
    assert client.post(ask, {"packs": 2, "reason": "isolation ward"}).status_code == 302
    assert "isolation ward" in client.get(round_.get_absolute_url()).content.decode()

    row = line.overrides.get()
    approve = reverse("supplies:override-approve", args=[row.public_id])
    assert client.post(approve).status_code == 403
    client.force_login(makers.second())
    assert client.post(approve).status_code == 302

    assert client.post(approve).status_code == 409
    client.logout()
    assert (
        "isolation ward"
        in client.get(reverse("supplies:public-round", args=[round_.public_id])).content.decode()
    )


def test_the_script_for_strangers_is_short_enough_to_be_read():
    words = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    lines = {line for node in words.body[1:] for line in range(node.lineno, (node.end_lineno or 0) + 1)}
    text = SCRIPT.read_text(encoding="utf-8").splitlines()

    code = [line for line in sorted(lines) if text[line - 1].strip() and '"""' not in text[line - 1]]

    assert len(code) <= 30
