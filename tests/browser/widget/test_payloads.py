"""What a document, a server or a person wrote can run nothing: 200 payloads in every field of everything shown."""

from collections.abc import Sequence
from typing import Any

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Page, expect

from tests.browser.widget.fake_api import Act, FakeServer, make_citation, make_reply
from tests.browser.widget.payloads import PAYLOADS
from tests.browser.widget.portal import LABEL, answers, open_panel, portal_html, script_tag

pytestmark = [pytest.mark.needs("chromium")]
WATCH = "window.ran = []; window.hacked = (name) => window.ran.push(name); window.alert = window.hacked;"
# Everything that the widget may consist of; none of it has a handler or an address other than http.
INSPECT = """() => {
  const tags = "a aside b button details div form fieldset h2 header iframe input label legend li ol p path q section "
    + "small span strong sup svg summary textarea ul dialog";
  const found = [];
  for (const chat of document.querySelectorAll("mot-cua-chat")) {
    for (const part of chat.shadowRoot.querySelectorAll("*")) {
      if (!tags.split(" ").includes(part.localName)) found.push(part.outerHTML.slice(0, 200));
      for (const { name, value } of part.attributes) {
        const isActive = /^on|^src|style|formaction/.test(name);
        if (isActive && !/^--[a-z-]+: ?[\\d.a-z%]+;?|^height/.test(value)) found.push(`${name}=${value}`);
        if (name === "href" && !/^https?:/.test(value)) found.push(`${name}=${value}`);
      }
    }
  }
  return [...found, ...window.ran];
}"""


def _poisoned(payload: str) -> dict[str, Any]:
    fields = ("document_title", "document_number", "section", "quote", "url", "commune", "document_id", "issued_on")
    return make_reply(
        answer_id=payload,
        answer=payload,
        citations=[make_citation(1, **dict.fromkeys(fields, payload)), make_citation(2, url=payload)],
        choices=[{"label": payload, "question": payload, "commune": payload}],
        suggestions=[payload],
        notice=payload,
    )


def _ask_all(page: Page, payloads: Sequence[str]) -> None:
    page.evaluate(
        """async (questions) => {
            const chat = document.querySelector("mot-cua-chat");
            for (const question of questions) await chat.ask(question);
        }""",
        list(payloads),
    )


def test_poisoned_replies_run_nothing(page: Page, api: FakeServer) -> None:
    page.add_init_script(WATCH)
    page.reload()
    api.acts.extend(Act(_poisoned(payload)) for payload in PAYLOADS)
    open_panel(page)
    _ask_all(page, PAYLOADS)

    expect(answers(page)).to_have_count(len(PAYLOADS))
    assert page.evaluate(INSPECT) == []
    shown = answers(page).nth(0)
    expect(shown).to_contain_text(PAYLOADS[0])
    expect(shown.locator("q").first).to_have_text(PAYLOADS[0])
    scheme = PAYLOADS.index("javascript:window.hacked(1)")
    assert answers(page).nth(scheme).locator("a").count() == 0  # no address that one may follow
    # The same once more out of the tab's memory, which keeps the last fifty.
    page.reload()
    open_panel(page)
    expect(answers(page)).to_have_count(50)
    assert page.evaluate(INSPECT) == []


def test_poisoned_problems_run_nothing(page: Page, api: FakeServer) -> None:
    page.add_init_script(WATCH)
    page.reload()
    open_panel(page)
    for payload in PAYLOADS[::5]:
        api.acts.append(Act(status=500, detail=payload))
        _ask_all(page, [payload])
        expect(page.locator("mot-cua-chat .fault p")).to_have_text(payload)

    assert page.evaluate(INSPECT) == []


def test_poisoned_attributes_run_nothing(page: Page, api: FakeServer, portal: FakeServer) -> None:
    page.add_init_script(WATCH)
    page.goto(portal.add_page("/empty", portal_html(script_tag(api.address, ""))))
    page.evaluate(
        """(payloads) => {
            const names = ["commune", "title-text", "welcome-message", "auto-popup", "width", "height", "position",
              "theme", "z-index", "site-key", "endpoint"];
            for (const payload of payloads) {
                const chat = document.createElement("mot-cua-chat");
                chat.setAttribute("floating", "");
                for (const name of names) chat.setAttribute(name, payload);
                document.body.append(chat);
            }
        }""",
        list(PAYLOADS),
    )

    assert page.locator("mot-cua-chat").count() == len(PAYLOADS)
    assert page.evaluate(INSPECT) == []


def test_poisoned_links_and_storage_run_nothing(page: Page, portal: FakeServer) -> None:
    page.add_init_script(WATCH)
    page.reload()
    for payload in PAYLOADS[::4]:
        page.evaluate(
            "(payload) => { location.hash = new URLSearchParams({ 'mot-cua': payload, xa: payload }); }", payload
        )
        expect(page.get_by_label(LABEL)).to_have_value(payload.strip().replace("\r", ""))
    page.reload()  # the last draft is saved now
    page.evaluate(
        """(payloads) => {
            const [key] = Object.keys(sessionStorage);
            const citations = (text) => [{ id: 1, url: text, quote: text }];
            const reply = (text) => ({ answer: text, citations: citations(text), suggestions: [text] });
            const turns = payloads.map((text) => ({ question: text, commune: text, reply: reply(text), rating: text }));
            const [typed, fontSize] = payloads;
            sessionStorage[key] = JSON.stringify({ turns, typed, fontSize, savedAt: Date.now() });
        }""",
        list(PAYLOADS[:50]),
    )
    page.goto(portal.address + "/?again")
    open_panel(page)

    expect(answers(page)).to_have_count(50)
    assert page.evaluate(INSPECT) == []


def test_printed_payloads_run_nothing(page: Page, api: FakeServer) -> None:
    page.add_init_script(
        WATCH + "window.print = () => { top.printed = document.body.innerText; top.inside = document.body; };"
    )
    page.reload()
    api.acts.extend(Act(_poisoned(payload)) for payload in PAYLOADS[:25])
    open_panel(page)
    _ask_all(page, PAYLOADS[:25])
    page.get_by_role("button", name="Tùy chọn").click()
    page.get_by_role("button", name="In cuộc trò chuyện").click()

    assert page.evaluate("ran") == []
    assert page.evaluate("inside.querySelectorAll('script, img, svg, iframe, a').length") == 0
    assert PAYLOADS[0] in page.evaluate("printed")
