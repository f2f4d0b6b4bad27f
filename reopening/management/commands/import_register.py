import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from core.dates import shanghai_day
from core.errors import DomainError
from reopening.services import register
from reopening.services.register import Progress

LINES = 10  # lines of progress where there is no terminal


class Command(BaseCommand):
    help = "Bring in a register of firms (csv or xlsx); forms are filled in from it. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="column names in Chinese or English, in any order")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, help="the register's date; today if not given"
        )
        parser.add_argument(
            "--refused", type=Path, help="where refused rows go; FILE.refused.csv if not given"
        )

    def handle(self, *args: Any, file: Path, refused: Path | None, **options: Any) -> None:
        refused = refused or file.with_name(f"{file.name}.refused.csv")
        as_of = options["as_of"] or shanghai_day(timezone.now())
        state = Progress(0)
        try:
            with tqdm(unit=" firms", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
                for state in register.bring_in(file=file, refused_file=refused, as_of=as_of):
                    bar.total = state.total
                    bar.update(state.read - bar.n)
                    if bar.disable:
                        self.tell(state)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{state.read:,} rows: {state.added:,} firms added, {state.changed:,} changed, "
            f"{state.unchanged:,} as they were, {state.refused:,} refused."
        )
        if state.refused:
            self.stdout.write(f"Refused rows, with reasons: {refused}")

    def tell(self, state: Progress) -> None:
        """A line now and then."""
        step = max(state.total // LINES, 1)
        if state.read == state.total or state.read // step != max(state.read - register.CHUNK, 0) // step:
            self.stdout.write(f"{state.read:,} of {state.total:,} rows read, {state.refused:,} refused")
            self.stdout.flush()
