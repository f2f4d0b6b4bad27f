from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pypdfium2
from django.core.management.base import BaseCommand
from django.utils import timezone

from core.dates import shanghai_day
from core.papers.kinds import wordings
from core.papers.templates import in_force


class Command(BaseCommand):
    help = "Draw a sample of every paper, as it is in force today, as PDF and as pictures to be looked at."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where the files go; made if it is not there")
        parser.add_argument("--dots", type=int, default=100, help="of the pictures, an inch")

    def handle(self, *args: Any, folder: Path, dots: int, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for key, kind in wordings().items():
            template = in_force(kind, shanghai_day(timezone.now()))
            pdf = kind.sample(template.words, template.layout)
            (folder / f"{key}.pdf").write_bytes(pdf)
            for side, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
                page.render(scale=dots / 72).to_pil().save(folder / f"{key}-{side}.png")
                self.stdout.write(str(folder / f"{key}-{side}.png"))
