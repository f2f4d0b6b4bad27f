"""
The README's pictures, made from the running product: `make up` in one window, `make screenshots` in another.

Usage: python -m ops.screenshots [ADDRESS]
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pylopdf_fonts_zh_cn
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
PICTURES = PROJECT / "docs" / "pictures"
SECRETS = PROJECT / ".local" / "secrets.env"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FONTS = '<?xml version="1.0"?><fontconfig><dir>{}</dir><dir>/usr/share/fonts</dir><cachedir>{}</cachedir></fontconfig>'


def demo_password() -> str:
    """:raises SystemExit: if no `make up` has been here"""
    if not SECRETS.exists():
        sys.exit("Please start the product first: make up")
    pairs = dict(line.partition("=")[::2] for line in SECRETS.read_text().splitlines() if "=" in line)
    return pairs["DEMO_PASSWORD"].strip("'\"")


def signed_in(browser: Browser, address: str, role: str, *, width: int, height: int) -> Page:
    page = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    ).new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", role)
    page.fill("input[name=password]", demo_password())
    with page.expect_navigation():
        page.click("main button[type=submit]")
    return page


def take_all(browser: Browser, address: str) -> None:
    page = signed_in(browser, address, "applicant", width=390, height=844)
    page.locator("a[href^='/applications/']").last.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "application.png")

    page = signed_in(browser, address, "reviewer", width=1440, height=900)
    page.goto(f"{address}/queue/")
    page.locator("a[data-row-link]").nth(2).click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "queue.png")

    page = signed_in(browser, address, "dispatcher", width=1440, height=900)
    page.goto(f"{address}/supplies/rounds/")
    page.locator("main tbody a").last.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / "round.png")


def main() -> None:
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(FONTS.format(Path(pylopdf_fonts_zh_cn.__file__).parent, folder))
        environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=FLAGS,
            env=environment,
        )
        take_all(browser, address)
        browser.close()
    print(f"Three pictures are in {PICTURES.relative_to(PROJECT)}/.")


if __name__ == "__main__":
    main()
