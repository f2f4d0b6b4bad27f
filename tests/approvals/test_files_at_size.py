"""A batch of 1,023: all drawn, printed anew and packed; each opens, is signed and its own; memory stays flat."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from approvals.models import Batch, Certificate
from approvals.services import certificates, reprints
from core import background
from core.dates import shanghai_day
from core.models import Division, Paper
from core.papers.kinds import wordings
from core.printing import signatures
from core.services import paper_templates
from ops.signing_key import development_key
from tests.approvals.cases import recommended, signed_batch
from tests.cloning import copies

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FIRMS = 1_023
# MB from the middle of the first 1,023 files, when every cache is warm, to the last of the second.
GROWTH = 40


def resident() -> float:
    """MB that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.fixture
def signing(settings):
    settings.PDF_SIGNING_KEY = development_key()
    signatures.paper_signer.cache_clear()
    yield
    signatures.paper_signer.cache_clear()


@pytest.fixture
def batch(reviewer, approver, signing) -> Batch:
    """Written by the database from one, each with a number of its own on its paper."""
    batch = signed_batch(approver, [recommended(reviewer)])
    first = Certificate.objects.get()
    member = batch.members.get()
    own = {"public_id": "gen_random_uuid()", "number": "number || '-' || n"}
    cases = copies(first.application, FIRMS - 1, case_key="gen_random_uuid()", **own)
    case = f"(ARRAY{cases})[n]"
    copies(member, FIRMS - 1, application_id=case)
    copies(
        first,
        FIRMS - 1,
        application_id=case,
        case_key=f"(SELECT case_key FROM reopening_application WHERE id = {case})",
        token="md5(n::text)",
        wording="jsonb_set(wording, '{number,value}', to_jsonb(number || '-' || n))",
        **own,
    )
    return batch


def draw(by) -> None:
    rows = list(Certificate.objects.order_by("pk"))
    for start, stop in ((0, FIRMS // 2), (FIRMS // 2, FIRMS)):
        certificates.draw_later(rows[start:stop], by=by)
        background.run_waiting()
        yield resident()


def new_words(by) -> None:
    kind = wordings()["certificate"]
    draft = paper_templates.draft(kind=kind, by=by, at=timezone.now())
    title = {
        f"title.{mode}": {"zh": "复工证明（新版）", "en": "New edition"}
        for mode in ("filing", "approval", "commitment")
    }
    paper_templates.edit(template=draft, words=title, by=by, at=timezone.now())
    paper_templates.publish(
        template=draft, valid_from=shanghai_day(timezone.now()), notice_number="1", by=by, at=timezone.now()
    )


def reprinted(by) -> None:
    first, today = shanghai_day(Certificate.objects.earliest("pk").issued_at), shanghai_day(timezone.now())
    division = Division.objects.get(pk=by.appointments.get().division_id)
    choice = reprints.Choice("certificate", "v1", division, first, today)
    reprints.start(choice=choice, by=by, at=timezone.now())
    background.run_waiting()


def is_signed(content: bytes) -> bool:
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trust = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    state = validate_pdf_signature(signature, trust)
    return bool(state.intact and state.valid and state.bottom_line)


def test_all_are_drawn_printed_anew_and_packed_each_its_own_and_memory_stays_flat(
    batch, approver, administrator, client, tmp_path
):
    early, late = draw(approver)
    first_hashes = dict(Certificate.objects.values_list("number", "pdf_sha256"))

    new_words(administrator)
    reprinted(approver)
    after_reprint = resident()
    client.force_login(approver)
    answer = client.get(reverse("approvals:batch-files", args=[batch.public_id]))
    with (tmp_path / "all.zip").open("wb") as file:
        file.writelines(answer.streaming_content)
    after_zip = resident()

    assert max(late, after_reprint, after_zip) - early < GROWTH
    hashes = dict(Certificate.objects.values_list("number", "pdf_sha256"))
    assert len(set(hashes.values())) == FIRMS
    assert Paper.objects.filter(kind="certificate").count() == 2 * FIRMS
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.namelist() == [f"{number}.pdf" for number in sorted(hashes)]
        for number, digest in hashes.items():
            content = archive.read(f"{number}.pdf")
            assert hashlib.sha256(content).hexdigest() == digest != first_hashes[number]
            text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
            assert number in text.replace("\n", "")
            assert "复工证明（新版）" in text
            assert is_signed(content)
