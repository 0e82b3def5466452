"""`motcua admin hash`: typed twice at a terminal, one line elsewhere."""

import io

import pytest

from api.admin.passwords import is_password
from api.cli import main


class Terminal(io.StringIO):
    """Standard input that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed at the prompts, in order."""
    lines: list[str] = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("api.commands.admin.getpass", lambda prompt: lines.pop(0))
    return lines


def test_password_typed_twice_is_hashed(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    typed += ["mật khẩu của xã"] * 2

    assert main(["admin", "hash"]) == 0
    assert is_password("mật khẩu của xã", capsys.readouterr().out.strip())


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["mật khẩu của xã", "mật khẩu của xa"], "hai lần nhập không giống nhau"),
        (["mười một chữ"[:11]] * 2, "ít nhất 12 ký tự"),
    ],
)
def test_password_that_will_not_do_is_refused(
    typed: list[str], lines: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    typed += lines

    assert main(["admin", "hash"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert lines[0] not in told.err


@pytest.mark.parametrize(("line", "status"), [("mật khẩu của xã\r\n", 0), ("ngắn\n", 1), ("", 1)])
def test_line_of_input_is_hashed_where_nobody_types(
    line: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line, newline=""))

    assert main(["admin", "hash"]) == status
    made = capsys.readouterr().out.strip()
    assert status == 1 or is_password("mật khẩu của xã", made)


def test_server_does_not_start_with_what_is_no_hash(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_ADMIN_PASSWORD_HASH", "mật khẩu trần")

    assert main(["serve"]) == 1
    told = capsys.readouterr().err
    assert "admin_password_hash (không phải chuỗi băm argon2id; hãy lập bằng `motcua admin hash`" in told
    assert "mật khẩu trần" not in told
