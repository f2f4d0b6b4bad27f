"""What people see of a file's name. It never names a file of ours. Pure."""

import re
import unicodedata

LONGEST_BYTES = 200  # of the whole name in UTF-8: every file system takes it
EXTENSIONS = {"pdf": ".pdf", "jpeg": ".jpg"}
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, direction, surrogate, private, unassigned
RESERVED = re.compile(r'[<>:"|?*/\\]')
DEVICES = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE)
KNOWN = re.compile(r"\.(pdf|jpe?g|jpe|jfif|png)$", re.IGNORECASE)


def shown_name(sent: str, kind: str, *, otherwise: str = "document") -> str:
    """
    The last part of the name as sent, of characters that can be seen, with the extension of what the file is.

    :param kind: "pdf" or "jpeg"
    :param otherwise: when nothing is left of it
    """
    last = re.split(r"[/\\]", sent.replace("\x00", ""))[-1]
    seen = "".join(each for each in last if unicodedata.category(each) not in UNSEEN)
    stem = RESERVED.sub("_", unicodedata.normalize("NFC", seen))
    stem = KNOWN.sub("", " ".join(stem.split()).rstrip(". "))
    stem = stem.strip(". ") or otherwise
    if DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    extension = EXTENSIONS[kind]
    return _cut(stem, LONGEST_BYTES - len(extension)).rstrip(". ") + extension


def _cut(text: str, size: int) -> str:
    """As many whole characters as fit into `size` bytes."""
    return text.encode()[:size].decode(errors="ignore")
