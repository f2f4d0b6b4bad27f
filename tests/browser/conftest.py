"""A real Chromium before the whole product."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests import machine

# Chromium's driver runs an event loop in this thread; the ORM is used between its calls, never inside.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

SCREENS = machine.ROOT / ".local" / "browser"
expect.set_options(timeout=15_000)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def chromium() -> str:
    """Debian's Chromium, or the one on PATH."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "Chromium is needed: `make test` installs it as root, else install the package chromium"
    return found


@pytest.fixture(scope="module")
def launch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Browser]]:
    """Call it with flags of Chromium. Its event loop ends with the module: other tests run theirs."""
    folder = tmp_path_factory.mktemp("chromium")
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    (folder / "fonts.conf").write_text(FONTS.format(fonts=fonts, cache=folder / "cache"))
    environment = os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")}
    with sync_playwright() as playwright:
        yield lambda *flags: playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, *flags], env=environment
        )


@pytest.fixture(scope="module")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    found = launch()
    yield found
    found.close()


@pytest.fixture
def desk(transactional_db, empty_broker, tmp_path) -> Iterator[machine.Machine]:
    with machine.running(tmp_path) as running:
        yield running


def is_complaint(message: ConsoleMessage) -> bool:
    """
    Chromium also reports every answer of 4xx; a refused form is none of its business. Nor is a check at a field
    that the next page overtakes: htmx says so, and nobody sees it.
    """
    overtaken = message.text.startswith(("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError"))
    return message.type == "error" and not overtaken and "responded with a status of 4" not in message.text


class Person:
    """Somebody in front of a window of their own."""

    def __init__(self, context: BrowserContext, desk: machine.Machine) -> None:
        self.context, self.desk = context, desk
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.was_offline = False
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.hear)

    def hear(self, message: ConsoleMessage) -> None:
        missed = self.was_offline and "ERR_INTERNET_DISCONNECTED" in message.text
        if is_complaint(message) and not missed:
            self.complaints.append(message.text)

    def go_offline(self) -> None:
        """From here on Chromium reports each request that found no network, some of them after it is back."""
        self.was_offline = True
        self.context.set_offline(True)

    def go_online(self) -> None:
        self.context.set_offline(False)

    def visit(self, path: str) -> Page:
        self.page.goto(path if path.startswith("http") else f"{self.desk.url}{path}")
        return self.page

    def sign_in(self, username: str, password: str) -> None:
        self.visit("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("main button[type=submit]")
        expect(self.page.locator("input[name=password]")).to_have_count(0)


@pytest.fixture
def person(browser: Browser, desk: machine.Machine, request: pytest.FixtureRequest):
    """
    Call it for each person of the story: `person()`, `person(width=390)`, `person(locale="zh-CN")`.

    When the story fails, what each of them saw last is kept in `.local/browser/`.
    """
    failed_before = request.session.testsfailed
    contexts: list[BrowserContext] = []
    people: list[Person] = []

    def arrive(width: int = 1280, locale: str = "en", dark: bool = False) -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=locale,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        people.append(Person(context, desk))
        return people[-1]

    yield arrive
    if request.session.testsfailed > failed_before:
        SCREENS.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(people):
            one.page.screenshot(path=SCREENS / f"{request.node.name}-{number}.png", full_page=True)
    for context in contexts:
        context.close()
    assert [complaint for one in people for complaint in one.complaints] == []
