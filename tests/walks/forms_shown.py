"""The forms of a page as a browser has them: what each of its buttons would send, and what is still to be filled in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html

from core.dates import shanghai_day
from reopening.demo_files import paper, photo

WORDS = "经逐项核实，所报情况与现场相符，没有其他意见。"
SOON = 4  # days
BUTTONS = ".//button[not(@type) or @type='submit'] | .//input[@type='submit' or @type='image']"
TYPED = {
    "email": "somebody@demo.invalid",
    "tel": "13800001234",
    "url": "https://www.example.cn/",
    "time": "09:00",
}


@dataclass(frozen=True)
class Button:
    """A button that sends a form: where to, with what, and how people know it."""

    address: str
    words: str
    form: Any
    pressed: tuple[tuple[str, str], ...]
    in_frame: bool  # on every page: the language, signing out

    @property
    def sign(self) -> str:
        """The same on all pages of a kind: no names of records in it."""
        said = " ".join(f"{name}={value}" for name, value in self.pressed if PLAIN.match(value))
        return f"{ID.sub('…', self.address.partition('?')[0])} {said}".strip()

    def fields(self, *, everything: bool) -> dict[str, list[Any]]:
        """What is sent: as it stands on the page, and what has to be filled in, or all that can be."""
        sent: dict[str, list[Any]] = {}
        for name, value in [*self.form.form_values(), *self.pressed]:
            sent.setdefault(name, []).append(value)
        for control in self.form.iter("input", "select", "textarea"):
            name = control.get("name")
            wanted = control.get("required") is not None or everything
            is_said = any(each.strip() for each in sent.get(name, ()) if isinstance(each, str))
            if not name or control.get("disabled") is not None or is_said or not wanted:
                continue
            value = filled(control)
            if value is not None:
                sent[name] = [value]
        return sent


ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|/\d+(?=/)|/d/[^/]+")
PLAIN = re.compile(r"[a-z_-]{1,30}$")


def buttons_of(page: str, address: str) -> Iterator[Button]:
    """Every button of every form that is sent by POST; those that are switched off are none."""
    root = html.document_fromstring(page)
    mains = set(root.xpath("//main//form"))
    outside = {key: root.xpath(f"//button[@form='{key}']") for key in root.xpath("//button[@form]/@form")}
    for form in root.forms:
        if (form.get("method") or "").lower() != "post":
            continue
        own = [each for each in form.xpath(BUTTONS) if not each.get("form")]
        for each in [*own, *outside.get(form.get("id"), ())]:
            if each.get("disabled") is not None:
                continue
            to = each.get("formaction") or form.get("action") or address
            name, value = each.get("name") or "", each.get("value") or ""
            words = " ".join(each.text_content().split()) or each.get("aria-label") or value
            pressed = ((name, value),) if name else ()
            yield Button(urljoin(address, to), words, form, pressed, bool(mains) and form not in mains)


def links_of(page: str, address: str) -> Iterator[str]:
    """Where the page leads within the site, whole pages and parts of one."""
    root = html.document_fromstring(page)
    for to in [*root.xpath("//a/@href"), *root.xpath("//@hx-get")]:
        whole = urljoin(address, to).partition("#")[0]
        if whole.startswith("/") and not whole.startswith("//"):
            yield whole


def filled(control: Any) -> Any:
    """Something plausible; None: nothing can be said here."""
    if control.tag == "select":
        return next((each for each in control.value_options if each), None)
    if control.tag == "textarea":
        return WORDS
    kind = (control.get("type") or "text").lower()
    today = shanghai_day(timezone.now())
    match kind:
        case "hidden" | "submit" | "button" | "image" | "reset" | "password":
            return None
        case "checkbox" | "radio":
            return control.get("value") or "on"
        case "number":
            return control.get("min") or "1"
        case "date":
            return (today + timedelta(days=SOON)).isoformat()
        case "datetime-local":
            return f"{today + timedelta(days=SOON)}T12:00"
        case "file":
            return file_for(control.get("accept") or "")
    return TYPED.get(kind, WORDS)[: int(control.get("maxlength") or len(WORDS))]


def file_for(accepted: str) -> SimpleUploadedFile:
    """A photo where papers are not taken."""
    is_photo = "image" in accepted or ("png" in accepted and "pdf" not in accepted)
    sent = photo("现场（演示）.png", boxes=2) if is_photo else paper("附件（演示）.pdf", "DEMO")
    return SimpleUploadedFile(sent.name, sent.content, "image/png" if is_photo else "application/pdf")
