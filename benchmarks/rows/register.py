"""The register of firms: brought in, and searched by two characters."""

import tempfile
from pathlib import Path

from django.utils import timezone

from benchmarks import baselines, data
from benchmarks.measuring import Row, side_by_side
from core.models import Role, User
from reopening.firm_search import MOST, found_by_clerk
from reopening.models import RegisteredFirm
from reopening.models.firms import bigrams
from reopening.services import register

FIRMS = 333_427  # the micro, small and medium firms of Hangzhou (S75)
WORDS = ["示例", "食品", "演练", "云溪", "口罩"]


def import_register() -> list[Row]:
    """A csv from its bytes to committed, searchable firms; an empty register each time."""
    data.places_only()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        file.write_text(data.register_csv(FIRMS), encoding="utf-8")
        ready = [
            (code, name, bigrams(name), person, street, address, industry, scale)
            for code, name, street, person, address, industry, scale in data.registered_firms(FIRMS)
        ]

        def product() -> None:
            baselines.empty("reopening_registeredfirm")
            states = register.bring_in(
                file=file, refused_file=file.with_suffix(".refused"), as_of=timezone.localdate()
            )
            last = list(states)[-1]
            assert last.added == FIRMS, last

        ours, floor = side_by_side(product, lambda: baselines.copy_firms(ready), times=1)
    job = f"register of {FIRMS:,} firms"
    return [Row(job, ours, floor, "COPY of ready rows", "≤ 2.5", ours <= 2.5 * floor)]


def search() -> list[Row]:
    """Two Chinese characters anywhere in the name, as a clerk looks for the caller's firm: desk and register."""
    data.small_district()
    clerk = User.objects.get(username="clerk")
    if RegisteredFirm.objects.count() < FIRMS:
        import_register()
    baselines.analyse()

    def product() -> None:
        for words in WORDS:
            assert len(found_by_clerk(clerk, words)) == MOST

    [place] = clerk.role_prefixes(Role.CLERK)
    ours, raw = side_by_side(
        product, lambda: [baselines.find_firms(words, place) for words in WORDS], times=15
    )
    job = f"two characters among {FIRMS:,} firms"
    return [
        Row(job, ours / len(WORDS), raw / len(WORDS), "raw SQL on the same index", "≤ 3", ours <= 3 * raw)
    ]
