"""
Translations: collect the strings, compile them without system gettext, check that none is missing.

Usage: python -m ops.messages (compile|collect|check)
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parents[1]
LANGUAGE = "zh_Hans"  # English is the source text and needs no catalogue
NOT_OURS = ("node_modules", ".venv", ".local", "tests", "ops", "benchmarks", "docs", "staticfiles")
NOT_COPIED = shutil.ignore_patterns(*NOT_OURS, ".git", "__pycache__", "*.mo", ".*_cache", ".hypothesis")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogues(project: Path) -> list[Path]:
    return sorted((project / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_all(project: Path) -> int:
    """Write each .mo beside its .po where it is missing or older; how many were written."""
    written = 0
    for source in catalogues(project):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            draft = target.with_suffix(f".{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(draft))
            draft.replace(target)
            written += 1
    return written


def collect(project: Path) -> None:
    """Bring the catalogue up to the sources with xgettext."""
    (project / "locale").mkdir(exist_ok=True)
    ignored = [word for name in NOT_OURS for word in ("--ignore", name)]
    command = [
        sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, "--no-wrap", "--no-obsolete",
        "--add-location", "file", *ignored,
    ]  # fmt: skip
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test"}
    subprocess.run(command, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)


def faults(project: Path) -> Iterator[str]:
    """One line for each string that is not fit to be shown."""
    kept = {path.name: polib.pofile(str(path)) for path in catalogues(project)}
    if not kept:
        yield f"locale/{LANGUAGE} has no catalogue"
        return
    for name, catalogue in fresh_catalogues(project).items():
        yield from faults_of(kept.get(name, polib.POFile()), catalogue)


def fresh_catalogues(project: Path) -> dict[str, polib.POFile]:
    """What `collect` would write, made in a copy."""
    with tempfile.TemporaryDirectory(prefix="desk-messages-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(project, copy, ignore=NOT_COPIED)
        collect(copy)
        return {path.name: polib.pofile(str(path)) for path in catalogues(copy)}


def faults_of(kept: polib.POFile, fresh: polib.POFile) -> Iterator[str]:
    known = {(entry.msgctxt, entry.msgid) for entry in kept if not entry.obsolete}
    wanted = {(entry.msgctxt, entry.msgid) for entry in fresh if not entry.obsolete}
    for entry in fresh:
        if entry.obsolete:
            continue
        if (entry.msgctxt, entry.msgid) not in known:
            yield f"not in the catalogue: {entry.msgid!r} ({where(entry)})"
        elif entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"not translated: {entry.msgid!r} ({where(entry)})"
        elif "python-format" in entry.flags and not same_placeholders(entry):
            yield f"other placeholders than the source: {entry.msgid!r}"
    for _context, text in sorted(known - wanted, key=str):
        yield f"no longer used: {text!r}"
    for entry in kept.obsolete_entries():
        yield f"obsolete: {entry.msgid!r}"


def where(entry: polib.POEntry) -> str:
    return ", ".join(name for name, _line in entry.occurrences[:2])


def same_placeholders(entry: polib.POEntry) -> bool:
    """Chinese has one plural form, which may be worded like either source form."""
    allowed = [sorted(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return all(sorted(PLACEHOLDER.findall(text)) in allowed for text in texts)


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all(PROJECT)
        case ["collect"]:
            collect(PROJECT)
            compile_all(PROJECT)
        case ["check"]:
            found = list(faults(PROJECT))
            print("\n".join(found) if found else "All strings are translated.")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
