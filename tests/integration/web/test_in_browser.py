"""The pages for phones and leaders in a real browser, at the size of a phone and of a desk: what people see and can do."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.integration.feeds.test_http import Running, running

from planrunner.services import evidence_phone, feeds, reporting_page, tracking
from planrunner.services.evidence import list_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from tests.integration.workplace import Workplace

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1200, "height": 800}
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium without a window."""
    with playwright.sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def site(sqlite_place: Workplace) -> Iterator[Running]:
    """Return a running site on 2022-03-01: one task late, one near, one signed off."""
    desk = sqlite_place.desk()
    tracking.add(desk, "法治培训" * 12, due=date(2022, 2, 10), owner="司法所", category="training")
    tracking.add(desk, "宪法宣传", due=date(2022, 3, 10), owner="党政办", category="publicity")
    done = tracking.add(desk, "述法", due=date(2022, 1, 20), owner="党政办", category="oversight")
    tracking.submit(desk, [done], done_on=date(2022, 1, 19), reason="无")
    tracking.close(sqlite_place.desk("审核"), [done])
    with running(desk) as started:
        yield started


class Visit:
    """A page opened at a size, with all it asked for and all it complained of."""

    def __init__(self, browser: Browser, site: Running, path: str, size: dict[str, int]) -> None:
        self.page: Page = browser.new_page(viewport=size)  # type: ignore[arg-type]  # a dict with these two keys
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.home = f"http://127.0.0.1:{site.port}/"
        self.page.goto(self.home + path)

    def fits(self) -> bool:
        """Tell whether nothing has to be scrolled sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    def wrong(self) -> list[str]:
        """Return the requests that left the host, and what was complained of; `data:` never leaves the page."""
        return [one for one in self.asked if not one.startswith((self.home, "data:"))] + self.complaints


@SIZES
def test_the_leaders_page(browser: Browser, site: Running, size: dict[str, int]) -> None:
    """Figures, late work and the month are in sight without a click, and without sideways scrolling on a phone."""
    visit = Visit(browser, site, "leaders/" + reporting_page.create_page(site.desk).rpartition("/")[2], size)
    for words in ("应办 3 项，已销号 1 项", "逾期 19 天", "1/2（50%）"):
        assert visit.page.get_by_text(words).first.is_visible()
    assert visit.page.locator("h1, h2").count() >= 3
    assert visit.page.locator("html").get_attribute("lang") == "zh-CN"
    assert visit.fits()
    assert visit.wrong() == []


@SIZES
def test_a_photograph_from_the_phone(browser: Browser, site: Running, tmp_path: Path, size: dict[str, int]) -> None:
    """Two files are chosen and sent with one press; what came is told, and waits for acceptance. A program is refused."""
    photo, sheet, program = tmp_path / "现场 照片.jpg", tmp_path / "签到表.pdf", tmp_path / "照片.exe"
    photo.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 2000)
    sheet.write_bytes(b"%PDF-1.7 sheet")
    program.write_bytes(b"MZ\x90\x00" + bytes(100))
    visit = Visit(browser, site, "up/" + evidence_phone.invite(site.desk, "T2").url.rpartition("/")[2], size)
    assert visit.page.get_by_text("宪法宣传").first.is_visible()
    assert visit.fits()
    visit.page.set_input_files("input[type=file]", [str(photo), str(sheet)])
    visit.page.get_by_role("button", name="上传").click()
    visit.page.get_by_text("已收到 2 个文件").wait_for()
    rows = list_evidence(site.desk, "T2")
    assert [(row.title, row.status) for row in rows] == [("现场 照片.jpg", "submitted"), ("签到表.pdf", "submitted")]
    assert visit.wrong() == []
    visit.page.goto(visit.home + "up/" + evidence_phone.invite(site.desk, "T2").url.rpartition("/")[2])
    visit.page.set_input_files("input[type=file]", [str(program)])
    visit.page.get_by_role("button", name="上传").click()
    visit.page.get_by_text("没有收下：照片.exe").wait_for()
    assert len(list_evidence(site.desk, "T2")) == 2


@SIZES
def test_the_page_of_a_subscription(browser: Browser, site: Running, size: dict[str, int]) -> None:
    """Its code can be scanned, both links are there, and it fits."""
    visit = Visit(browser, site, f"feeds/{feeds.create_feed(site.desk, '镇长')[1]}", size)
    assert visit.page.locator("svg").first.is_visible()
    assert visit.page.locator("a[href^='webcal:']").count() == 1
    assert visit.fits()
    assert visit.wrong() == []
