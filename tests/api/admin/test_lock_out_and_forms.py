"""Who is kept out: wrong passwords, many at once, and forms that no page of ours sent."""

import asyncio
from pathlib import Path
from threading import Barrier

import pytest

from api.admin.gate import sign_in
from api.admin.responses import Instead
from tests.api.admin.operators import PASSWORD, Operator


def test_sign_in_is_refused_to_everybody_after_five_failures(visitor: Operator) -> None:
    workers = [visitor.worker(), visitor.worker()]
    statuses = [visitor.sign_in("sai" * 5, client=workers[number % 2]).status_code for number in range(5)]
    visitor.now.pass_by(minutes=5)
    refused = visitor.sign_in(client=workers[0])

    assert statuses == [401] * 5
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "600")
    assert "thử lại sau 10 phút" in refused.text
    visitor.now.pass_by(minutes=9, seconds=59)
    assert visitor.sign_in(client=workers[1]).status_code == 429
    visitor.now.pass_by(seconds=1)
    assert visitor.sign_in(client=workers[1]).status_code == 303


def test_tries_at_the_same_moment_count_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = 7
    visitor = Operator(tmp_path, ask_threads=together)
    sessions, all_are_let_in = visitor.store.sessions, Barrier(together, timeout=10)
    note, checked = sessions.note_failure, list[str]()

    def note_together() -> None:
        all_are_let_in.wait()
        note()

    def check(password: str, _: str) -> bool:
        checked.append(password)
        return False

    async def try_all() -> list[object]:
        edge = visitor.context
        return await asyncio.gather(*(sign_in(edge, "sai") for _ in range(together)), return_exceptions=True)

    monkeypatch.setattr(sessions, "note_failure", note_together)
    monkeypatch.setattr("api.admin.gate.is_password", check)
    outcomes = asyncio.run(try_all())

    assert outcomes.count(None) == len(checked) <= 5
    assert {one.response.status_code for one in outcomes if isinstance(one, Instead)} == {429}


def test_refused_tries_do_not_prolong_the_lock(visitor: Operator) -> None:
    for _ in range(5):
        visitor.sign_in("sai" * 5)
    for _ in range(3):
        visitor.now.pass_by(minutes=4)
        visitor.sign_in("sai" * 5)
    visitor.now.pass_by(minutes=3)

    assert visitor.sign_in().status_code == 303


def test_whoever_is_in_stays_in_while_signing_in_is_locked(operator: Operator) -> None:
    other = operator.worker()
    for _ in range(6):
        operator.sign_in("sai" * 5, client=other)

    assert operator.get().status_code == 200


def test_success_forgives_earlier_failures(visitor: Operator) -> None:
    for _ in range(2):
        assert [visitor.sign_in("sai" * 5).status_code for _ in range(4)] == [401] * 4
        assert visitor.sign_in().status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_form_from_elsewhere_is_refused(operator: Operator, headers: dict[str, str]) -> None:
    csrf = operator.csrf()
    before = operator.acts()
    response = operator.send("/bat-tat", csrf, headers, part="web", state="tat", reason="x")
    signing_in = operator.client.post("/admin/dang-nhap", data={"password": PASSWORD}, headers=headers)

    assert (response.status_code, signing_in.status_code) == (403, 403)
    assert "không đến từ trang quản trị này" in response.text
    assert operator.acts() == before
    assert all(switch.is_on for switch in operator.store.switches.all().values())


@pytest.mark.parametrize("path", ["/bat-tat", "/cau-hoi/gac", "/gop-y/gac", "/dang-xuat"])
@pytest.mark.parametrize("csrf", ["", "made up", "chữ có dấu"])
def test_form_without_the_sessions_token_is_refused(operator: Operator, path: str, csrf: str) -> None:
    before = operator.acts()
    response = operator.send(path, csrf, part="web", state="tat", reason="x")

    assert response.status_code == 403
    assert operator.acts() == before
    assert operator.get().status_code == 200


def test_token_of_another_session_is_refused(operator: Operator) -> None:
    first = operator.csrf()
    operator.sign_in()

    assert operator.csrf() != first
    assert operator.send("/dang-xuat", first).status_code == 403


def test_origin_is_enough_where_browsers_do_not_say_the_site(operator: Operator) -> None:
    response = operator.send("/bat-tat", headers={"Origin": "http://testserver"}, part="web", state="tat", reason="x")

    assert response.status_code == 303
