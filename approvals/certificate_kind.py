"""The certificate among the papers whose words and layout are versions: its blocks, its sample, its trials."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.certificate_page import CERTIFICATE, PLACES, certificate_pdf, drawn_whole, stamped
from approvals.wording import CertificateFacts, compose, condition_line, shipped_blocks, words_of
from core.papers import samples
from core.papers.composing import SAMPLE
from core.papers.filling import Pair
from core.papers.layouts import Layout
from core.papers.trials import Trial, printed_in
from core.printing.merging import merged

LENGTH_OF_A_SIGNED_CODE = 142


@dataclass(frozen=True)
class CertificateWording:
    """The words of the certificate; it is composed by `approvals.wording` and stamped (docs/adr/0031)."""

    key: str
    name: str | Promise

    def blocks(self) -> tuple[str, ...]:
        return tuple(shipped_blocks())

    def places_in(self, block: str) -> tuple[str, ...]:
        return PLACES_OF_A_CERTIFICATE.get(block.split(".", maxsplit=1)[0], ())

    def places_needed(self, block: str) -> tuple[str, ...]:
        """Every one: without it the paper would lack its limit, its term or what a condition is about."""
        return self.places_in(block)

    def may_be_empty(self, block: str) -> bool:
        return block.startswith("notes.")

    def shipped(self) -> dict[str, Pair]:
        return shipped_blocks()

    def sample(self, words: Mapping[str, Pair], layout: Layout | None = None) -> bytes:
        """A side for each procedure: its title, its statement and its decision are its own."""
        papers = []
        for mode in ("approval", "filing", "commitment"):
            facts = replace(SAMPLE_CERTIFICATE, mode=mode, conditions=[example_condition(words)])
            made = compose(facts, words=words_of(words))
            pdf = certificate_pdf(made, samples.ADDRESS, layout=layout or self.packaged_layout)
            papers.append((made["title"]["zh"], pdf))
        return b"".join(merged(papers, title=str(SAMPLE["zh"])))

    @property
    def layout_places(self) -> tuple[str, ...]:
        return PLACES

    @property
    def packaged_layout(self) -> Layout:
        return CERTIFICATE

    def trials(self, words: Mapping[str, Pair], layout: Layout) -> list[Trial]:
        """One with a long name and two conditions, and one with none; their code is as long as a signed one."""
        long = replace(SAMPLE_CERTIFICATE, conditions=[example_condition(words)] * 2, sample=False)
        short = replace(SAMPLE_CERTIFICATE, mode="filing", firm="示例食品厂", sample=False)
        return [trial(compose(facts, words=words_of(words)), layout) for facts in (long, short)]


def example_condition(words: Mapping[str, Pair]) -> Pair:
    detail = {"zh": "示例材料", "en": "An example"}
    return condition_line("paper_due", detail, samples.DAY, words=words_of(words))


def trial(made: dict[str, Any], layout: Layout) -> Trial:
    code = f"{samples.ADDRESS}#{'A' * LENGTH_OF_A_SIGNED_CODE}"
    return Trial(
        drawn_whole(made, code, layout=layout),
        drawn_whole(made, code),
        [made["number"]["value"], *printed_in(made)],
        most_sides=1,
        code=code,
        stamped=stamped(made, code, layout=layout),
        is_stamped=True,
    )


PLACES_OF_A_CERTIFICATE = {
    "headcount": ("count",),
    "valid_between": ("start", "end"),
    "valid_open": ("start",),
    "decision_with_conditions": ("decision",),
    "condition": ("detail", "due"),
    "condition_open": ("detail",),
}
SAMPLE_CERTIFICATE = CertificateFacts(
    mode="approval",
    number="330106-20200217-0001-P",
    firm=samples.FIRM,
    credit_code="91330106MA2EXAMPL0",
    address="浙江省杭州市西湖区翠苑街道示例路 88 号 3 幢 2 层",
    headcount_limit=1200,
    opens_on=samples.DAY,
    valid_from=samples.DAY,
    valid_until=None,
    issued_on=samples.DAY,
    authority=samples.AUTHORITY,
    check_url=samples.ADDRESS,
    sample=True,
)
WORDING = CertificateWording("certificate", _("Certificate"))
