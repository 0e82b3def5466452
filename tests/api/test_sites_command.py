"""`motcua sites`, one action after the other, as an operator runs them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from api.admin import words
from api.cli import main
from bot.settings import BotSettings
from bot.store.operating import AuditEntry
from bot.store.sites import Site
from bot.store.store import open_store
from retrieval.index import Index
from tests.api.sample_sites import ONE, ONE_ORIGIN, SITES, TWO, write_sites

Run = Callable[..., tuple[int, str, str]]
COMMUNE = ("--commune", "lac-phuong")
ADD = ("add", "--name", "Cổng xã", "--origin", ONE_ORIGIN, *COMMUNE, "--key", ONE)


@pytest.fixture
def run(
    index: Index,
    index_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs one action in a deployment of the test's own; returns status, output and remarks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'motcua.db'}")
    monkeypatch.setenv("BOT_IDENTITY_KEY_PATH", str(tmp_path / "var" / "identity.key"))
    monkeypatch.setenv("BOT_INDEX_DIR", str(index_folder))

    def run(*args: str) -> tuple[int, str, str]:
        status = main(["sites", *args])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def stored() -> list[Site]:
    store = open_store(BotSettings(_env_file=None))
    found = list(store.sites.all().values())
    store.close()
    return found


def acts() -> list[AuditEntry]:
    """Returns the acts, the oldest first; the operator's page has words for all that they tell."""
    store = open_store(BotSettings(_env_file=None))
    entries = list(reversed(store.audit.latest()))
    store.close()
    assert {entry.action for entry in entries} <= words.ACTIONS.keys()
    assert {key for entry in entries for key in entry.detail} <= words.DETAILS.keys()
    assert {entry.actor for entry in entries} <= {"console"}
    return entries


def test_site_is_added_listed_changed_and_removed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_DEMO", "false")
    monkeypatch.setenv("API_PUBLIC_BASE_URL", "https://hoi.example.vn/")
    nothing = run("list")
    added = run(*ADD, "--per-minute", "300", "--origin", "HTTPS://Xã.example.vn:443/")
    listed = run("list")
    changed = run("change", ONE, "--per-minute", "0", "--commune", "tan-an", "--commune", "le-loi")
    after = stored()
    removed = run("remove", ONE)

    assert "Chưa có trang nào" in nothing[1]
    assert added[0] == 0
    assert (
        f'\n<script src="https://hoi.example.vn/widget.js" data-commune="lac-phuong" data-site-key="{ONE}" defer>'
        "</script>\n"
    ) in added[1]
    assert listed[1] == (
        f"{ONE}: Cổng xã\n  đặt ở: {ONE_ORIGIN}, https://xn--x-yfa.example.vn\n  xã, phường: lac-phuong\n"
        "  mỗi phút: 300 lượt gọi\n"
    )
    assert "không giới hạn riêng" in changed[1]
    assert after == [Site(ONE, "Cổng xã", (ONE_ORIGIN, "https://xn--x-yfa.example.vn"), ("tan-an", "le-loi"))]
    assert (removed[0], stored()) == (0, [])
    assert [(entry.action, entry.detail["site"], entry.detail.get("per_minute")) for entry in acts()] == [
        ("site_add", ONE, 300),
        ("site_change", ONE, None),
        ("site_remove", ONE, None),
    ]


def test_key_that_is_not_given_is_made_and_printed(run: Run) -> None:
    for _ in range(2):
        _, said, _ = run(*ADD[:-2])
        assert (found := re.search(r'data-site-key="([0-9a-f]{16})"', said))
        assert found[1] in {site.key for site in stored()}

    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("args", "words_of_it"),
    [
        (("--origin", "xa.vn"), "--origin: 'xa.vn' không phải địa chỉ dạng https://xa.example.vn"),
        (("--origin", "https://*.vn"), "--origin: 'https://*.vn' có dấu *"),
        (("--commune", "kim-lien"),
         "--commune: Không có xã, phường nào mang mã 'kim-lien'; các mã hiện có: lac-phuong"),
        (("--key", "ngắn"), "--key: không đúng dạng"),
        (("--per-minute", "nhiều"), "--per-minute: phải là số nguyên"),
        (("--per-minute", "-1"), "--per-minute: quá nhỏ"),
        (("--name", ""), "--name: đang trống"),
    ],
)  # fmt: skip
def test_wrong_field_is_named_by_its_option_and_nothing_is_kept(
    run: Run, args: tuple[str, ...], words_of_it: str
) -> None:
    status, out, err = run(*ADD, *args)

    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert f"chưa nhận trang này: {words_of_it}" in err
    assert (stored(), acts()) == ([], [])


def test_change_is_checked_as_well(run: Run) -> None:
    run(*ADD)
    before = stored()
    wrong, nothing = run("change", ONE, "--origin", "xa.vn"), run("change", ONE)

    assert (wrong[0], "--origin: 'xa.vn'" in wrong[2]) == (1, True)
    assert (nothing[0], "chưa nêu gì để sửa" in nothing[2]) == (1, True)
    assert stored() == before


def test_key_that_is_taken_keeps_its_site(run: Run) -> None:
    run(*ADD)
    status, _, err = run(*ADD, "--name", "Cổng khác")

    assert (status, f"đã có trang mang khóa '{ONE}'" in err) == (1, True)
    assert [site.name for site in stored()] == ["Cổng xã"]


@pytest.mark.parametrize("args", [("change", TWO, "--name", "x"), ("remove", TWO)])
def test_unknown_key_is_named_with_the_way_to_the_known_ones(run: Run, args: tuple[str, ...]) -> None:
    run(*ADD)
    status, _, err = run(*args)

    assert (status, f"không có trang nào mang khóa '{TWO}'; xem `motcua sites list`" in err) == (1, True)


def test_file_is_imported_once_and_again(run: Run, tmp_path: Path) -> None:
    run(*ADD, "--key", "khac-12345")
    file = str(write_sites(tmp_path))
    first = run("import", file)
    again = run("import", file)
    write_sites(tmp_path, SITES.replace("per_minute: 2", "per_minute: 9"))
    newer = run("import", file)

    assert "2 trang mới, 0 cập nhật, 0 giữ nguyên" in first[1]
    assert "0 trang mới, 0 cập nhật, 2 giữ nguyên" in again[1]
    assert "0 trang mới, 1 cập nhật, 1 giữ nguyên" in newer[1]
    assert {site.key: site.per_minute for site in stored()} == {ONE: None, TWO: 9, "khac-12345": None}
    assert [entry.detail for entry in acts() if entry.action == "site_import"] == [
        {"created": 2, "updated": 0, "sites": [ONE, TWO]},
        {"created": 0, "updated": 1, "sites": [TWO]},
    ]


def test_file_with_a_fault_is_not_imported_at_all(run: Run, tmp_path: Path) -> None:
    file = write_sites(tmp_path, SITES.replace(f"key: {TWO}", "key: ngắn"))
    status, out, err = run("import", str(file))

    assert (status, out) == (1, "")
    assert f"{file} sai ở dòng 7 (sites.1.key: không đúng dạng)" in err
    assert (stored(), acts()) == ([], [])


@pytest.mark.parametrize("settings", [{}, {"API_DEMO": "true"}, {"API_DEMO": "false"}, {"API_KEYS": "k1"}])
def test_operator_is_told_where_a_site_closes_the_server_and_its_end_opens_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    first = run(*ADD)
    second = run(*ADD, "--key", TWO)
    run("remove", TWO)
    refused = run("remove", ONE)
    between = [site.key for site in stored()]
    run("remove", ONE, "--yes")

    changes = not settings
    assert ("từ nay chỉ trả lời các trang này" in first[2]) is changes
    assert second[2] == ""
    assert (refused[0] == 1 and "API_DEMO=false" in refused[2] and "--yes" in refused[2]) is changes
    assert between == ([ONE] if changes else [])
    assert stored() == []


def test_communes_are_those_of_the_index(run: Run, tmp_path: Path) -> None:
    status, _, err = run(*ADD, "--index", str(tmp_path / "none"))

    assert (status, "motcua index" in err) == (1, True)


def test_store_that_is_away_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://user:secret@127.0.0.1:1/none")
    status, out, err = run("list")

    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert "secret" not in err
