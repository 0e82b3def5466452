"""Who gets in: the password, the cookie, the lock-out, where forms come from, and what is kept of it."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import select

from api.admin.passwords import hash_password, is_hash, is_password
from api.settings import ApiSettings
from bot.store import schema
from bot.store.database import StoreUnavailable
from tests.api.admin.operators import FROM_HERE, PAGES, PASSWORD, Operator, hashed

T = TypeVar("T")


def test_there_is_no_page_without_a_password(client: TestClient) -> None:
    unknown = client.get("/admix")
    for path in ("/admin", "/admin/dang-nhap", "/admin/cau-hoi", "/admin/bao-cao.xlsx"):
        response = client.get(path)
        assert (response.status_code, response.content) == (404, unknown.content)
    assert client.post("/admin/dang-nhap", data={"password": PASSWORD}, headers=FROM_HERE).status_code == 404


def test_page_is_no_part_of_the_public_description(operator: Operator) -> None:
    assert "/admin" not in operator.client.get("/openapi.json").text


@pytest.mark.parametrize("path", [*PAGES, "/cau-hoi.csv", "/cau-hoi.xlsx", "/bao-cao.xlsx?nam=2026&quy=3"])
def test_strangers_are_sent_to_sign_in(visitor: Operator, path: str) -> None:
    visitor.client.cookies.set("motcua_admin", "made up")
    response = visitor.get(path)

    assert (response.status_code, response.headers["location"]) == (303, "/admin/dang-nhap")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/bat-tat", "/cau-hoi/gac", "/gop-y/gac", "/dang-xuat"])
def test_strangers_forms_do_nothing(visitor: Operator, path: str) -> None:
    response = visitor.send(path, csrf="", part="web", state="tat", reason="x")

    assert (response.status_code, response.headers["location"]) == (303, "/admin/dang-nhap")
    assert visitor.acts() == []
    assert all(switch.is_on for switch in visitor.store.switches.all().values())


def test_password_opens_a_session_that_scripts_and_other_sites_cannot_use(visitor: Operator) -> None:
    response = visitor.sign_in()
    cookie = response.headers["set-cookie"]
    token = re.match(r"motcua_admin=([\w-]{43});", cookie)

    assert (response.status_code, response.headers["location"]) == (303, "/admin")
    assert token is not None
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Max-Age=28800", "Path=/", "SameSite=strict"}
    with visitor.store.database.reading() as connection:
        kept = connection.execute(select(schema.sessions.c.token_hash)).scalar_one()
    assert token[1] not in kept
    assert visitor.get().status_code == 200
    assert visitor.get("/dang-nhap").headers["location"] == "/admin"


def test_cookie_is_for_this_host_alone_where_people_come_by_https(tmp_path: Path) -> None:
    operator = Operator(tmp_path, public_base_url="https://testserver")
    cookie = operator.sign_in().headers["set-cookie"]

    assert cookie.startswith("__Host-motcua_admin=")
    assert {"Secure", "Path=/", "HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
    assert "domain" not in cookie.lower()
    assert operator.get().status_code == 200


def test_wrong_password_is_said_and_nothing_opened(visitor: Operator) -> None:
    response = visitor.sign_in("sai rồi nhé bạn")

    assert response.status_code == 401
    assert "Mật khẩu không đúng." in response.text
    assert "set-cookie" not in response.headers
    assert "sai rồi" not in response.text
    assert visitor.get().status_code == 303


def test_session_ends_after_eight_hours(operator: Operator) -> None:
    operator.now.pass_by(hours=7, minutes=59)
    before = operator.get().status_code
    operator.now.pass_by(minutes=1)

    assert (before, operator.get().status_code) == (200, 303)


def test_signing_out_ends_the_session_on_the_server(operator: Operator) -> None:
    token = operator.client.cookies["motcua_admin"]
    response = operator.send("/dang-xuat")
    operator.client.cookies.set("motcua_admin", token)

    assert response.headers["location"] == "/admin/dang-nhap"
    assert 'motcua_admin=""' in response.headers["set-cookie"]
    assert operator.get().status_code == 303


@pytest.mark.parametrize(("where", "status"), [("", 200), ("moi-noi", 303)])
def test_signing_out_everywhere_ends_the_others_too(operator: Operator, where: str, status: int) -> None:
    other = operator.worker()
    operator.sign_in(client=other)
    operator.send("/dang-xuat", where=where)

    assert other.get("/admin").status_code == status


def test_every_step_is_on_record_without_a_password(visitor: Operator) -> None:
    for _ in range(5):
        visitor.sign_in("sai" * 5)
    visitor.now.pass_by(minutes=15)
    visitor.sign_in()
    visitor.send("/dang-xuat")
    visitor.sign_in()
    visitor.send("/dang-xuat", where="moi-noi")

    assert sorted(map(str, visitor.acts())) == sorted(
        map(
            str,
            [
                *[("sign_in_failed", {})] * 4,
                ("sign_in_failed", {"locked": True}),
                *[("sign_in", {})] * 2,
                ("sign_out", {}),
                ("sign_out_everywhere", {}),
            ],
        )
    )


def test_store_that_is_away_is_said_on_a_page(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(work: Callable[[], T], limit_s: float | None = None) -> T:
        raise StoreUnavailable("away")

    monkeypatch.setattr(operator.keeper.guard, "run", away)
    for response in (operator.get(), operator.get("/bao-cao"), operator.sign_in()):
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert response.headers["content-type"].startswith("text/html")
        assert "Kho dữ liệu tạm thời không dùng được" in response.text


@pytest.mark.parametrize(
    "text",
    [
        "mật khẩu trần",
        "$argon2i$v=19$m=65536,t=3,p=4$abc",
        "argon2id",
        pytest.param(hashed()[:60], id="cut-short"),
        "$",
    ],
)
def test_setting_that_is_no_hash_is_refused_in_vietnamese(text: str) -> None:
    with pytest.raises(ValidationError, match="không phải chuỗi băm argon2id"):
        ApiSettings.model_validate({"_env_file": None, "admin_password_hash": text})


def test_hash_fits_its_password_however_the_letters_are_composed() -> None:
    made = hash_password(unicodedata.normalize("NFC", "Mật khẩu dài"))

    assert is_hash(made)
    assert is_password(unicodedata.normalize("NFC", "Mật khẩu dài"), made)
    assert is_password(unicodedata.normalize("NFD", "Mật khẩu dài"), made)
    assert not is_password("Mat khau dai", made)
    assert not is_password("x", "$argon2id$v=19$m=1,t=1,p=1$aaaaaaaaaaaa$aaaaaaaaaaaaaaaaaaaa")
