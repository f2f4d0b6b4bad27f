"""Certificates without a database: their words, the ways that ours is compared with, and the memory of a worker."""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import uharfbuzz as hb
from weasyprint import CSS, HTML
from weasyprint.pdf import fonts
from weasyprint.text.fonts import FontConfiguration

from approvals.certificate_page import certificate_pdf, filled, html_of, values_of, with_address
from approvals.wording import CertificateFacts, compose, condition_line
from benchmarks.measuring import peak_resident
from core import qr
from core.papers.composing import printed_text
from core.printing.faces import USUAL, font_face_css
from core.printing.signatures import signature_of  # noqa: F401 - for the workers
from core.printing.writing import Signature

PAGE = "https://desk.example.gov.cn/verify/0pqU3nVq6sYwJb9dXk2LmAzzzzzzzzzz/"
ADDRESS = PAGE + "#" + "A" * 142  # as long as a signed one
NAMES = "杭州宁波温州嘉兴湖州绍兴金华衢州舟山台州丽水示例样板虚构演示某某食品电子机械纺织医药化工建材物流科技"
CUTS_ITSELF = fonts.Font.subset
DAY = date(2020, 2, 17)
CONDITIONS = (
    ("supplies_delivered", {"zh": "医用口罩 600 只", "en": "600 medical masks"}),
    ("paper_due", {"zh": "员工健康承诺书", "en": "Health pledges of the staff"}),
)


def wordings(count: int) -> list[dict[str, Any]]:
    """Words of different firms, names of one and of two lines, with none to two conditions; always the same."""
    return list(each_wording(count))


def each_wording(count: int) -> Iterator[dict[str, Any]]:
    """The same one by one: a worker never holds the words of 10,000."""
    chance = random.Random(2020)
    return (wording(number, chance) for number in range(1, count + 1))


def wording(number: int, chance: random.Random) -> dict[str, Any]:
    name = "".join(chance.choices(NAMES, k=chance.randint(4, 18))) + "有限公司"
    due = DAY + timedelta(days=chance.randint(3, 20))
    return compose(
        CertificateFacts(
            mode="approval",
            number=f"330106-20200217-{number:04d}-P",
            firm=name,
            credit_code=f"91330106MA2{number:06d}X",
            address=f"浙江省杭州市西湖区翠苑街道{name[:4]}路 {number} 号 3 幢",
            headcount_limit=chance.randint(3, 900),
            opens_on=DAY + timedelta(days=chance.randint(0, 6)),
            valid_from=DAY,
            valid_until=None,
            issued_on=DAY,
            authority={"zh": "杭州市西湖区", "en": "Xihu District, Hangzhou City"},
            check_url=PAGE,
            conditions=[
                condition_line(kind, detail, due)
                for kind, detail in chance.sample(CONDITIONS, chance.randint(0, len(CONDITIONS)))
            ],
        )
    )


def html(words: dict[str, Any]) -> str:
    words = with_address(words, ADDRESS)
    paths, values = zip(*values_of(words), strict=True)
    return html_of(filled(words, paths, values), qr.png_data_uri(ADDRESS))


def unpatched(act: Callable[[], object]) -> Callable[[], object]:
    """`act` while WeasyPrint cuts its faces itself."""

    def run() -> object:
        ours, fonts.Font.subset = fonts.Font.subset, CUTS_ITSELF
        try:
            return act()
        finally:
            fonts.Font.subset = ours

    return run


def drawn_naively(words: dict[str, Any]) -> Callable[[], object]:
    """WeasyPrint as its first page of documentation has it: faces named in the style, nothing shared."""
    text = html(words).replace("<style>", f"<style>{font_face_css(USUAL)}")
    return unpatched(lambda: HTML(string=text).write_pdf(pdf_variant="pdf/a-2a"))


def drawn_with_cut_faces(words: dict[str, Any]) -> Callable[[], object]:
    """WeasyPrint's floor: faces cut beforehand to the characters of this paper, configuration and style shared."""
    folder, css = Path(tempfile.mkdtemp(prefix="desk-faces-")), font_face_css(USUAL)
    for path in USUAL.values():
        wanted = hb.SubsetInput()
        wanted.unicode_set.update(map(ord, printed_text(words) + "0123456789/ "))
        cut = hb.subset(hb.Face(hb.Blob.from_file_path(str(path))), wanted)
        (folder / path.name).write_bytes(bytes(cut.blob.data))
        css = css.replace(path.resolve().as_uri(), (folder / path.name).as_uri())
    shared = FontConfiguration()
    sheet, text = CSS(string=css, font_config=shared), html(words)
    return unpatched(
        lambda: HTML(string=text).write_pdf(font_config=shared, stylesheets=[sheet], pdf_variant="pdf/a-2a")
    )


def peak_after(*counts: int) -> list[float]:
    """Megabytes by which a worker of its own has grown at most after so many certificates."""
    program = f"from benchmarks.papers import make; make({counts!r})"
    started = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {program}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return [float(line) for line in started.stdout.split()]


def make(counts: tuple[int, ...]) -> None:
    before = peak_resident("self")
    for number, words in enumerate(each_wording(max(counts)), start=1):
        certificate_pdf(words, ADDRESS)
        if number in counts:
            print(peak_resident("self") - before)


def make_all(wordings: list[dict[str, Any]], signature: Signature | None) -> None:
    for words in wordings:
        certificate_pdf(words, ADDRESS, signature)


def cpu_of(act: Callable[[], object]) -> float:
    """Seconds of a core that `act` takes, after a run that warms up: others may be busy on the machine."""
    act()
    start = time.process_time()
    act()
    return time.process_time() - start


def cpu_of_workers(count: int, *, workers: int) -> float:
    """Seconds of a core that each of several workers takes, from its start on, to make and sign its share."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for worker in [worker_signing(range(first, count, workers)) for first in range(workers)]:
        worker.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / workers


def worker_signing(numbers: range) -> "subprocess.Popen[bytes]":
    """A worker of its own that makes and signs these of the papers, from its start on."""
    program = (
        "import django; django.setup(); from benchmarks.papers import *; from django.utils import timezone; "
        f"all = wordings({numbers.stop}); "
        f"make_all([all[place] for place in {numbers!r}], signature_of(timezone.now()))"
    )
    return subprocess.Popen([sys.executable, "-c", program])
