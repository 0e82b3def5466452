"""What each page shows: with hostile words, with nothing, and of what the store holds."""

import re

import pytest

from bot.store.operating import Part
from tests.api.admin.operators import HOSTILE, PAGES, Operator, answer
from tests.support.html_page import Element


def _rows(page: Element, name: str) -> list[list[str]]:
    """Returns the cells of a table's rows."""
    return _cells(page.one("table", class_=name))


def _cells(table: Element) -> list[list[str]]:
    return [[cell.words for cell in row.all("th", "td")] for row in table.one("tbody").all("tr")]


def _fill(operator: Operator) -> None:
    store = operator.store
    operator.ask_in_vain("a1", HOSTILE, commune=HOSTILE[:90])
    store.opinions.remark("p", HOSTILE[:90], HOSTILE)
    store.opinions.rate("p", "a1", HOSTILE[:60], "down", HOSTILE[:30], comment=HOSTILE)
    store.switches.turn(Part.WEB, is_on=False, reason=HOSTILE)
    store.audit.note("console", "index", index_id=HOSTILE, created=HOSTILE, documents=[HOSTILE])


@pytest.mark.parametrize("path", PAGES)
def test_words_of_strangers_are_never_markup(operator: Operator, path: str) -> None:
    _fill(operator)
    html = operator.get(path).text

    assert re.findall(r"<script|<style|\sstyle=|\son\w+=", html) == []
    assert "cmd|' /C" not in html
    if path in ("", "/cau-hoi", "/gop-y", "/noi-dung", "/bat-tat", "/nhat-ky"):
        assert HOSTILE in operator.page(path).text


@pytest.mark.parametrize("path", ["/cau-hoi", "/cau-hoi?xa=%3Cscript%3E%22", "/bat-tat?da=%3Cscript%3E"])
def test_words_of_an_address_are_never_markup(operator: Operator, path: str) -> None:
    assert "<script" not in operator.get(path).text


@pytest.mark.parametrize("path", [*PAGES, "/dang-nhap", "/cau-hoi.csv", "/bao-cao.xlsx?nam=2026&quy=3", "/khong-co"])
def test_nothing_is_kept_shared_or_listed(operator: Operator, path: str) -> None:
    headers = operator.client.get(f"/admin{path}", headers={"Origin": "https://evil.example"}).headers

    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers
    assert "etag" not in headers
    assert path == "/khong-co" or "noindex" in headers["x-robots-tag"]
    assert "script-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_page_of_an_empty_store_is_whole_and_marks_itself(operator: Operator, path: str) -> None:
    page = operator.page(path)
    (current,) = page.all("a", aria_current="page")

    assert current["href"] == f"/admin{path}"
    assert len(page.all("h1")) == 1
    assert "None" not in page.text


def test_overview_counts_by_channel_within_each_span(operator: Operator) -> None:
    store = operator.store
    operator.now.pass_by(days=-10)
    store.answers.add(answer("old", "answered"))
    operator.now.pass_by(days=10, seconds=-1)
    for name, status in (("a1", "answered"), ("a2", "answered"), ("a3", "not_found"), ("a4", "chitchat")):
        store.answers.add(answer(name, status))
    store.answers.add(answer("t1", "refused", channel="telegram"))
    store.opinions.rate("p", "a1", "answered", "up", channel="api")
    store.opinions.rate("p", "a3", "answered", "down", channel="api")
    operator.now.pass_by(seconds=1)
    week, month = operator.page().all("table", class_="counts")

    web = ["Trang web (khung chat, API)", "3", "2", "1", "33,3%", "1", "1", "50%"]
    telegram = ["Telegram", "1", "0", "0", "0%", "0", "0", "chưa có đánh giá"]
    assert _cells(week) == [web, telegram, ["Tất cả", "4", "2", "1", "25%", "1", "1", "50%"]]
    assert _cells(month)[0][:5] == ["Trang web (khung chat, API)", "4", "3", "1", "25%"]


def test_overview_says_what_runs_and_what_is_off(operator: Operator) -> None:
    operator.store.switches.turn(Part.MODEL, is_on=False, reason="sai số liệu")
    operator.keeper.guard.breaker.failures = 7
    page = operator.page()
    facts = dict(zip((t.words for t in page.all("dt")), (d.words for d in page.all("dd")), strict=True))

    assert facts["Chỉ mục"] == "fake-index"
    assert facts["Mô hình ngôn ngữ"] == "Đang tắt"
    assert facts["Bot Telegram"] == "Đang bật"
    assert facts["Lỗi kho dữ liệu từ khi tiến trình này khởi động"] == "7"
    assert "Mô hình ngôn ngữ đang tắt từ 26/11/2026 09:00: sai số liệu" in page.one("p", class_="notice").words


def test_questions_are_listed_by_how_often_and_of_one_commune(operator: Operator) -> None:
    operator.ask_in_vain("a1", "Ai trực?")
    operator.ask_in_vain("a2", "Phí gửi xe")
    operator.now.pass_by(minutes=5)
    operator.ask_in_vain("a3", "Ai trực?", commune="tan-an")
    page, of_one = operator.page("/cau-hoi"), operator.page("/cau-hoi?xa=tan-an")

    both = "xã Lạc Phượng, xã Tân An"
    why = "văn bản đang có không nêu"
    assert [row[:5] for row in _rows(page, "gaps")] == [
        ["Ai trực?", "2", both, why, "26/11/2026 09:05"],
        ["Phí gửi xe", "1", "xã Lạc Phượng", why, "26/11/2026 09:00"],
    ]
    assert [row[:3] for row in _rows(of_one, "gaps")] == [["Ai trực?", "1", "xã Tân An"]]
    assert {link["href"] for link in of_one.one("ul", class_="downloads").all("a")} == {
        "/admin/cau-hoi.xlsx?xa=tan-an",
        "/admin/cau-hoi.csv?xa=tan-an",
    }


def test_page_lists_the_most_frequent_and_says_so(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.admin.LISTED", 2)
    for number, question in enumerate(("một", "một", "hai", "hai", "ba")):
        operator.ask_in_vain(f"a{number}", question)
    page = operator.page("/cau-hoi")

    assert {row[0] for row in _rows(page, "gaps")} == {"một", "hai"}
    assert page.one("p", class_="count").words == "2 câu hỏi hay gặp nhất; tệp tải về có đủ."
    assert len(operator.get("/cau-hoi.csv").text.splitlines()) == 4


def test_question_is_put_aside_by_its_button(operator: Operator) -> None:
    operator.ask_in_vain("a1", HOSTILE)
    form = operator.page("/cau-hoi?xa=lac-phuong").one("table", class_="gaps").one("form")
    fields = {field["name"]: field["value"] for field in form.all("input")}
    done = operator.client.post(form["action"], data=fields, headers={"Sec-Fetch-Site": "same-origin"})
    page = operator.page(done.headers["location"].removeprefix("/admin"))
    again = operator.send("/cau-hoi/gac", folded=fields["folded"], commune="<script>")

    assert done.headers["location"] == "/admin/cau-hoi?da=gac&xa=lac-phuong"
    assert page.all("table") == []
    assert "Đã gác lại." in page.one("p", role="status").words
    assert again.headers["location"] == "/admin/cau-hoi?da=khong-con"
    assert operator.acts().count(("settle_question", {"count": 1})) == 1


def test_feedback_and_complaints_are_listed_and_remarks_put_aside(operator: Operator) -> None:
    opinions = operator.store.opinions
    opinions.remark("p", "tan-an", "Chữ hơi nhỏ")
    opinions.rate("p", "a9", "answered_task", "down", "outdated", comment="hạn đã đổi", commune="tan-an")
    opinions.rate("p", "a8", "answered", "up", comment="tốt")
    page = operator.page("/gop-y")
    operator.send("/gop-y/gac", remark_id=page.one("input", name="remark_id")["value"])

    assert page.one("ul", class_="cards").one("p", class_="said").words == "Chữ hơi nhỏ"
    assert "26/11/2026 09:00 · xã Tân An" in page.text
    assert _rows(page, "complaints") == [["26/11/2026 09:00", "đã trả lời", "Đã cũ", "hạn đã đổi", "xã Tân An", "a9"]]
    assert operator.page("/gop-y").all("ul", class_="cards") == []
    assert ("settle_remark", {}) in operator.acts()


def test_each_indexing_is_a_row_and_the_one_in_use_is_marked(operator: Operator) -> None:
    audit = operator.store.audit
    audit.note("console", "index", index_id="fake-index", created=3, updated=2, deleted=1, rejected=0, documents=["d1"])
    operator.now.pass_by(minutes=1)
    audit.note("console", "index", index_id="later")

    assert _rows(operator.page("/noi-dung"), "changes") == [
        ["26/11/2026 09:01", "later", "–", "–", "–", "–", "–"],
        ["26/11/2026 09:00", "fake-index đang dùng", "3", "2", "1", "0", "d1"],
    ]


def test_record_of_acts_is_in_plain_vietnamese(operator: Operator) -> None:
    operator.now.pass_by(minutes=1)
    operator.send("/bat-tat", part="telegram", state="tat", reason="bảo trì")
    newest, first = _rows(operator.page("/nhat-ky"), "acts")

    assert newest == [
        "26/11/2026 09:01",
        "Trang quản trị",
        "Bật, tắt",
        "phần: Bot Telegram; bật: không; lý do: bảo trì",
    ]
    assert first == ["26/11/2026 09:00", "Trang quản trị", "Đăng nhập", "–"]


def test_last_quarter_is_chosen_for_the_report(operator: Operator) -> None:
    page = operator.page("/bao-cao")
    chosen = [option.words for option in page.all("option") if "selected" in option]
    operator.now.pass_by(days=60)
    operator.sign_in()
    later = [option.words for option in operator.page("/bao-cao").all("option") if "selected" in option]

    assert chosen == ["Quý III", "2026"]
    assert later == ["Quý IV", "2026"]
