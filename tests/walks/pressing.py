"""
People who press everything: from the first page of a role along every link, and on every page each button as it is
shown. What was pressed is taken back, so that each button finds the world as the page showed it.
"""

from collections import Counter
from copy import deepcopy
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from core.models import AuditEvent, User
from tests.walks.forms_shown import Button, buttons_of, links_of
from tests.walks.tables import Standing, complaints_about

NOBODY = "nobody"
SITE = "http://testserver"  # a rule that refuses leads back to the whole address that one came from
SHOWN_MUST_WORK = {403, 404, 405, 409}
ALIKE = 2  # pages of a kind with the same buttons, of which all are pressed
OF_A_KIND = 25  # pages that are read
ASKED = 4  # the same under a filter
OF_ONE = 20  # presses of one button, wherever it is shown
LEADS_OUT = {
    "/api/": "for machines; the walks of programs go there",
    "/static/": "files",
}
NOT_DRAWN = {
    "/certificates.zip": "no certificate is drawn in this world, and the answer says so: 409",
}


class Walker:
    """
    One person; `""`: nobody who has signed in.

    :ivar complaints: what should not be, in words
    :ivar pressed: how often each button was pressed, with the ids taken out
    :ivar taken: those of them that led on, at least once
    """

    def __init__(self, username: str, standing: Standing) -> None:
        self.client = Client(headers={"accept-language": "en"}, raise_request_exception=False)
        self.name, self.standing = username or NOBODY, standing
        if username:
            self.client.force_login(User.objects.get(username=username))
        self.cookies = deepcopy(self.client.cookies)
        self.complaints: list[str] = []
        self.pressed: Counter[str] = Counter()
        self.taken: set[str] = set()
        self.answers: Counter[int] = Counter()
        self.verbs: Counter[str] = Counter()
        self.pages = self.forms = 0
        self.seen_on: dict[str, str] = {}
        self.read: Counter[tuple[str, bool]] = Counter()
        self.alike: Counter[Any] = Counter()

    def walk(self, starts: list[str]) -> None:
        """Every page that can be reached, as far as `OF_A_KIND` goes."""
        waiting, seen = list(dict.fromkeys(["/", *starts])), set[str]()
        while waiting:
            address = waiting.pop(0)
            if address in seen or not self.is_new(address):
                continue
            seen.add(address)
            page = self.look(address, is_shown=address not in starts)
            if not page:
                continue
            self.press_all(page, address)
            for link in links_of(page, address):
                self.seen_on.setdefault(link, address)
                waiting.append(link)

    def is_new(self, address: str) -> bool:
        """Whether enough pages of this kind have not been read yet."""
        kind, is_asked = kind_of(address), "?" in address
        self.read[kind, is_asked] += 1
        most = ASKED if is_asked else OF_A_KIND
        return not address.startswith(tuple(LEADS_OUT)) and self.read[kind, is_asked] <= most

    def look(self, address: str, *, is_shown: bool) -> str:
        """
        The page, or a part of one; empty for a file, or for what leads elsewhere.

        :param is_shown: by a link of a page; then it has to lead somewhere
        """
        answer = self.ask("get", address)
        is_wrong = answer.status_code >= 400 and not address.endswith(tuple(NOT_DRAWN))
        if is_shown and (is_wrong or self.is_sent_to_sign_in(answer)):
            self.complaints.append(
                f"{self.name}: a link leads to {address} (on {self.seen_on.get(address)}): {answer.status_code}"
            )
        is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        if not is_page or answer.streaming:
            return ""
        self.pages += 1
        return answer.content.decode().strip()

    def is_sent_to_sign_in(self, answer: HttpResponse) -> bool:
        return self.name != NOBODY and answer.headers.get("Location", "").startswith("/accounts/login/")

    def press_all(self, page: str, address: str) -> None:
        shown = list(buttons_of(page, address))
        self.forms += len({id(each.form) for each in shown})
        signs = frozenset(each.sign for each in shown if not each.in_frame)
        self.alike[kind_of(address), signs] += 1
        is_known = self.alike[kind_of(address), signs] > ALIKE
        done: Counter[str] = Counter()
        for button in shown:
            done[button.sign] += 1
            if button.in_frame:
                self.alike["frame", button.sign] += 1
            known = self.alike["frame", button.sign] > 1 if button.in_frame else is_known
            if not known and done[button.sign] <= ALIKE and self.alike["press", button.sign] < OF_ONE:
                self.alike["press", button.sign] += 1
                self.press(button, address)

    def press(self, button: Button, page: str) -> None:
        """With what has to be filled in, and, if that is not enough, with everything filled in."""
        for everything in (False, True):
            if self.send(button, page, everything=everything):
                return

    def send(self, button: Button, page: str, *, everything: bool) -> bool:
        """Whether it did something; nothing of it lasts."""
        with transaction.atomic():
            last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
            answer = self.ask("post", button.address, button.fields(everything=everything), referer=page)
            events = list(AuditEvent.objects.filter(pk__gt=last).order_by("pk"))
            where = f"{self.name}, {page}: [{button.words}] {button.address}"
            if answer.status_code in SHOWN_MUST_WORK or answer.status_code >= 500:
                self.complaints.append(f"{where}: {answer.status_code}")
            if answer.status_code < 400:
                self.complaints += [f"{where}: {each}" for each in complaints_about(events, self.standing)]
            transaction.set_rollback(True)
        self.pressed[button.sign] += 1
        self.answers[answer.status_code] += 1
        if answer.status_code == 302 and not answer.headers["Location"].startswith(SITE):
            self.taken.add(button.sign)
        self.verbs.update(event.verb for event in events)
        return bool(events) or answer.status_code in SHOWN_MUST_WORK

    def ask(self, method: str, address: str, body: Any = None, *, referer: str = "/") -> HttpResponse:
        cache.clear()  # nobody is too quick here
        self.client.cookies = deepcopy(self.cookies)
        headers = {"referer": SITE + referer}
        return getattr(self.client, method)(address, body, headers=headers)  # type: ignore[no-any-return]

    def summary(self) -> str:
        different, times = len(self.pressed), sum(self.pressed.values())
        return (
            f"{self.name}: {self.pages} pages, {self.forms} forms, {times} presses of {different} buttons, "
            f"answers {dict(self.answers)}, {sum(self.verbs.values())} events of {len(self.verbs)} verbs; "
            f"never taken: {sorted(set(self.pressed) - self.taken)}"
        )


def kind_of(address: str) -> str:
    """The pattern of an address."""
    path = address.partition("?")[0]
    try:
        return resolve(path).route
    except Resolver404:
        return path  # where it is looked for, and not found
