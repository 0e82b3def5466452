#!/usr/bin/env python3
"""Takes the pictures of docs/images from a running server (`make run`), at three widths.

usage: python -m scripts.screenshots [--server ADDRESS] [NAME ...]

NAME chooses pictures by the beginning of their name ("widget-menu"); without one all are taken. A picture is a row of
`SHOTS`: its name, the page's path and what is done there first.
"""

import argparse
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

from scripts.check_system import chromium_path

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTHS = {360: 740, 768: 900, 1440: 900}  # px; phone, tablet, desk
COLOURS = 160
SAMPLE_PATH = "/mau-cong-thong-tin"
# A commune's portal as an editor knows it, with the one line pasted in.
SAMPLE_PORTAL = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin xã</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body { margin: 0; font: 16px/1.6 "Noto Sans", sans-serif; color: #223; background: #fff; }
header { background: #12507b; color: #fff; padding: 20px; } nav { background: #eef3f7; padding: 10px 20px; }
main { padding: 10px 20px; max-width: 800px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 18px; margin-bottom: 4px; }
</style></head><body>
<header><h1>Cổng thông tin điện tử xã Lạc Phượng</h1></header>
<nav>Giới thiệu · Tin tức · Văn bản · Thủ tục hành chính · Liên hệ</nav>
<main><h2>Lịch tiếp công dân</h2><p>Thông báo lịch tiếp công dân định kỳ tại trụ sở Ủy ban nhân dân xã.</p>
<h2>Cải cách hành chính</h2><p>Kế hoạch cải cách hành chính giai đoạn 2026–2030 đã được công bố.</p>
<h2>Chuyển đổi số</h2><p>Hướng dẫn nộp hồ sơ trực tuyến tại Bộ phận một cửa.</p></main>
<script src="/widget.js" data-commune="{commune}" data-title="Hỏi đáp xã Lạc Phượng"{more} defer></script>
</body></html>"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: `act` brings the page into the state to show; `more` are further attributes of the script tag."""

    name: str
    act: Callable[[Page], None] = lambda page: None
    path: str = SAMPLE_PATH
    commune: str = "lac-phuong"
    more: str = ""


def _answer(page: Page) -> Locator:
    return page.locator("mot-cua-chat .log .machine").last


def _launcher(page: Page) -> None:
    page.locator("mot-cua-chat .bubble").wait_for()


def _open(page: Page) -> None:
    page.locator("mot-cua-chat .launcher").click()


def _ask(page: Page, question: str) -> None:
    _open(page)
    page.get_by_label("Câu hỏi của anh/chị").fill(question)
    page.keyboard.press("Enter")


def _answered(page: Page) -> None:
    _ask(page, "chi tieu thanh toan truc tuyen la bao nhieu")
    _answer(page).wait_for()


def _sources(page: Page) -> None:
    _answered(page)
    _answer(page).get_by_role("button", name="Có ích").scroll_into_view_if_needed()


def _clarify(page: Page) -> None:
    _ask(page, "Kế hoạch do ai ký?")
    _answer(page).wait_for()


def _waiting(page: Page) -> None:
    page.evaluate("() => { window.fetch = () => new Promise(() => {}); }")
    _ask(page, "Ai chủ trì rà soát thủ tục hành chính?")
    page.locator("mot-cua-chat .waiting").wait_for()


def _offline(page: Page) -> None:
    _open(page)
    page.context.set_offline(True)
    page.get_by_label("Câu hỏi của anh/chị").fill("Ai chủ trì rà soát thủ tục hành chính?")
    page.keyboard.press("Enter")
    page.locator("mot-cua-chat .fault").wait_for()


def _rating(page: Page) -> None:
    _answered(page)
    page.get_by_role("button", name="Chưa đúng").click()


def _menu(page: Page) -> None:
    _answered(page)
    page.get_by_role("button", name="Tùy chọn").click()


def _cited(page: Page, question: str) -> None:
    """Opens what the answer to `question` cites first."""
    reply = page.request.post("/v1/ask", data={"question": question, "commune": "lac-phuong"}).json()
    page.goto(reply["citations"][0]["url"])


def _quote(page: Page) -> None:
    _cited(page, "Chỉ tiêu hài lòng của người dân là bao nhiêu?")


def _row(page: Page) -> None:
    _cited(page, "Nhiệm vụ số 5 ai chủ trì?")


SHOTS = (
    Shot("widget-launcher", _launcher),
    Shot("widget-open", _open),
    Shot("widget-answered", _answered),
    Shot("widget-sources", _sources),
    Shot("widget-clarify", _clarify, commune=""),
    Shot("widget-waiting", _waiting),
    Shot("widget-offline", _offline),
    Shot("widget-rating", _rating),
    Shot("widget-menu", _menu),
    Shot("widget-dark", _answered, more=' data-theme="dark blue"'),
    Shot("portal", path="/"),
    Shot("page-overview", path="/xa/lac-phuong"),
    Shot("page-targets", path="/xa/tan-an/chi-tieu"),
    Shot("page-comparison", path="/xa/lac-phuong/chi-tieu/so-sanh"),
    Shot("page-tasks", path="/xa/tan-an/nhiem-vu"),
    Shot("page-deadlines", path="/xa/tan-an/nhiem-vu/thoi-han"),
    Shot("page-workload", path="/xa/tan-an/nhiem-vu/khoi-luong"),
    Shot("page-procedures", path="/xa/tan-an/thu-tuc?q=khai+sinh"),
    Shot("viewer-document", path="/documents/tan-an-cchc-2026-2030"),
    Shot("viewer-quote", _quote, path="/"),
    Shot("viewer-row", _row, path="/"),
    Shot("viewer-procedure", path="/procedures/1.001193"),
)


def take(page: Page, server: str, shot: Shot) -> bytes:
    """Returns the picture as PNG with few colours."""
    html = SAMPLE_PORTAL.replace("{more}", shot.more).replace("{commune}", shot.commune)
    page.route(f"**{SAMPLE_PATH}", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html))
    page.goto(server + shot.path)
    shot.act(page)
    page.mouse.move(0, 0)
    shown = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    packed = io.BytesIO()
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def main() -> int:
    """Writes the chosen pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="http://127.0.0.1:8000")
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args()
    shots = [shot for shot in SHOTS if not asked.names or shot.name.startswith(tuple(asked.names))]
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])
        for shot in shots:
            for width, height in WIDTHS.items():
                with browser.new_context(
                    base_url=asked.server, viewport={"width": width, "height": height}, reduced_motion="reduce"
                ) as context:
                    target = IMAGES / f"{shot.name}-{width}.png"
                    target.write_bytes(take(context.new_page(), asked.server, shot))
                    print(f"{target.name}: {target.stat().st_size // 1024} kB")
        browser.close()
    return int(not shots)


if __name__ == "__main__":
    sys.exit(main())
