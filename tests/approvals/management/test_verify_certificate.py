import io
import json
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from approvals import code_keys, signed_codes
from approvals.services import certificates
from approvals.wording import scanned_address

pytestmark = pytest.mark.django_db


def said(*arguments, **options):
    output = io.StringIO()
    call_command("verify_certificate", *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def scanned(certificate):
    return scanned_address(certificate.wording)


@pytest.fixture
def paper(certificate, tmp_path) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificates.draw(certificate))
    return path


def test_what_a_scanner_read_is_checked(scanned, certificate):
    answer = said(scanned)

    assert answer.startswith(f"GENUINE {certificate.number}\n")
    assert f"at most {certificate.headcount_limit} people" in answer
    assert said(scanned.partition("#")[2]) == answer


def test_a_picture_of_the_paper_and_a_text_file_give_the_same_answer(scanned, paper, tmp_path):
    picture, text = tmp_path / "photo.jpg", tmp_path / "code.txt"
    pypdfium2.PdfDocument(paper)[0].render(scale=2).to_pil().save(picture)
    text.write_text(scanned)

    assert said(str(picture)) == said(str(text)) == said(scanned)


def test_the_published_keys_are_enough_elsewhere(scanned, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(signed_codes.as_jwks(code_keys.published_keys())))

    assert said(scanned, keys=keys) == said(scanned)


def test_a_changed_character_is_seen(scanned):
    at = len(scanned) - 20
    changed = scanned[:at] + ("A" if scanned[at] != "A" else "B") + scanned[at + 1 :]

    with pytest.raises(CommandError, match="NOT GENUINE"):
        said(changed)


def test_a_certificate_of_another_desk_is_not_genuine(scanned, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": []}')

    with pytest.raises(CommandError, match="NOT GENUINE"):
        said(scanned, keys=keys)


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"\x89PNG broken \xff", b"", b"\xff\xd8\xff"])
def test_a_file_without_a_code_says_so(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)

    with pytest.raises(CommandError, match="Nothing to check"):
        said(str(path))


def test_the_keys_are_listed_by_their_public_parts(capsys):
    call_command("certificate_keys")

    key_id, _, public = capsys.readouterr().out.strip().partition(" ")
    assert signed_codes.public_key(public).key_id == key_id == code_keys.published_keys()[0].key_id
