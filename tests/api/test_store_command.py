"""`motcua store`, one action after the other, as an operator runs them."""

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from api.cli import main
from bot.settings import BotSettings
from bot.store.archive.manifest import MANIFEST, Manifest, Member
from bot.store.chats import ChatState
from bot.store.database import utc_now
from bot.store.migrating import HEAD
from bot.store.sites import Site
from bot.store.store import Store, open_store
from corpus.ingest import import_document
from corpus.intake.shelf import Shelf
from tests.store.test_store import given
from tests.support.clerks import ID, TEXT, extract_of, make_clerk, submission

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one action in a deployment of the test's own; returns status, output and remarks."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'motcua.db'}")
    monkeypatch.setenv("BOT_IDENTITY_KEY_PATH", str(tmp_path / "var" / "identity.key"))
    monkeypatch.setenv("API_PROCEDURES_DIR", str(tmp_path / "var" / "procedures"))
    monkeypatch.setenv("API_DOCUMENTS_DIR", str(tmp_path / "var" / "documents"))

    def run(*args: str) -> tuple[int, str, str]:
        status = main(["store", *args])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def opened() -> Store:
    return open_store(BotSettings(_env_file=None))


def fill() -> str:
    """Keeps something of chat 7 and of a conversation; returns the chat's hash."""
    store = opened()
    person = store.pseudonyms.of(7)
    store.chats.put(person, ChatState("tan-an"))
    store.opinions.remark(person, None, "chữ nhỏ")
    store.opinions.rate(store.pseudonyms.of("c-web"), "a1", "answered", "up", channel="api")
    store.close()
    return person


def acts() -> list[tuple[str, str]]:
    store = opened()
    noted = [(entry.actor, entry.action) for entry in reversed(store.audit.latest())]
    details = json.dumps([dict(entry.detail) for entry in store.audit.latest()])
    people = [store.pseudonyms.of(7), store.pseudonyms.of("c-web"), "c-web"]
    store.close()
    assert not any(person in details for person in people)
    return noted


def test_store_is_made_checked_and_taken_back(run: Run) -> None:
    missing = run("check")
    made = run("upgrade")
    checked = run("check")
    refused = run("upgrade", "--to", "0001")
    back = run("upgrade", "--to", "0001", "--yes")
    old = run("check")

    assert (missing[0], len(missing[2].splitlines())) == (1, 1)
    assert f"chưa có bảng → {HEAD}" in made[1]
    assert checked[0] == 0
    assert f"bước {HEAD}, đọc và ghi được" in checked[1]
    assert "  audit: 1\n" in checked[1]
    assert (refused[0], "--yes" in refused[2]) == (1, True)
    assert f"{HEAD} → 0001" in back[1]
    assert (old[0], "motcua store upgrade" in old[2]) == (1, True)


def test_check_writes_nothing(run: Run) -> None:
    run("upgrade")
    first, second = run("check"), run("check")

    assert first == second
    assert "  sign_ins: 0\n" in second[1]


def test_unknown_step_is_one_sentence(run: Run) -> None:
    run("upgrade")

    assert run("upgrade", "--to", "0999") == (
        1,
        "",
        f"motcua store: không có bước nâng cấp '0999' (mới nhất: {HEAD}).\n",
    )


def test_lost_deployment_comes_back_from_one_file(run: Run, tmp_path: Path) -> None:
    person = fill()
    procedures = tmp_path / "var" / "procedures"
    procedures.mkdir()
    (procedures / "procedures.jsonl").write_text("{}\n", encoding="utf-8")
    shelf = Shelf(tmp_path / "var" / "documents")
    history = shelf.add(submission(), extract_of(), make_clerk())
    drawn = shelf.folder(ID, 1) / ".pages" / "1.png"
    drawn.parent.mkdir()
    drawn.touch()
    backed = run("backup", "motcua.zip")
    for path in sorted((tmp_path / "var").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    restored = run("restore", "motcua.zip")
    store = opened()
    found = store.chats.get(person), store.pseudonyms.of(7)
    store.close()

    assert (backed[0], restored[0]) == (0, 0)
    assert "dữ liệu cá nhân" in backed[2]
    assert stat.S_IMODE((tmp_path / "motcua.zip").stat().st_mode) == 0o600
    assert "motcua index" in restored[1]
    assert found == (ChatState("tan-an"), person)
    assert (procedures / "procedures.jsonl").read_text(encoding="utf-8") == "{}\n"
    assert shelf.histories() == (history,)
    assert len(import_document(shelf.folder(ID, 1)).records) == 13
    assert shelf.source(ID, 1).read_bytes() == TEXT.encode()
    assert not drawn.exists()  # it can be drawn again
    assert acts() == [("console", "restore")]


def test_restoring_over_something_needs_a_word(run: Run) -> None:
    fill()
    run("backup", "motcua.zip")
    refused = run("restore", "motcua.zip")
    replaced = run("restore", "motcua.zip", "--replace")

    assert (refused[0], "--replace" in refused[2]) == (1, True)
    assert replaced[0] == 0


def test_backup_is_possible_before_the_upgrade(run: Run) -> None:
    run("upgrade")
    run("upgrade", "--to", "0001", "--yes")
    backed = run("backup", "old.zip")
    run("upgrade")
    restored = run("restore", "old.zip", "--replace")

    assert "bước 0001" in backed[1]
    assert restored[0] == 0
    assert run("check")[0] == 0


def test_sites_come_back_and_those_of_an_older_file_are_not_forgotten(run: Run) -> None:
    site = Site("trang-mot", "Cổng xã", ("https://xa.example.vn",), ("tan-an",))
    store = opened()
    store.sites.add(site)
    store.close()
    run("backup", "new.zip")
    run("upgrade", "--to", "0002", "--yes")
    run("backup", "old.zip")
    with_file_of_sites(Path("old.zip"))
    run("upgrade")
    new, sites = run("restore", "new.zip", "--replace"), all_sites()
    old, none = run("restore", "old.zip", "--replace"), all_sites()

    assert (new[0], old[0]) == (0, 0)
    assert (sites, none) == ([site], [])
    assert "motcua sites import" not in new[2]
    assert "files/sites.yaml" in old[2]
    assert "motcua sites import" in old[2]


def all_sites() -> list[Site]:
    store = opened()
    found = list(store.sites.all().values())
    store.close()
    return found


def with_file_of_sites(archive: Path) -> None:
    """Adds what the program kept its sites in before they stood in the store."""
    content = b"sites: []\n"
    with zipfile.ZipFile(archive) as before:
        members = {name: before.read(name) for name in before.namelist()}
    manifest = Manifest.model_validate_json(members.pop(MANIFEST))
    manifest.members["files/sites.yaml"] = Member(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    members |= {"files/sites.yaml": content, MANIFEST: manifest.model_dump_json().encode()}
    with zipfile.ZipFile(archive, "w") as after:
        for name, data in members.items():
            after.writestr(name, data)


def test_restored_rows_that_have_expired_are_deleted_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(BotSettings(_env_file=None), now=_ten_days_ago)
    store.opinions.remark(store.pseudonyms.of(7), None, "cũ")
    store.close()
    run("backup", "motcua.zip")
    monkeypatch.setenv("BOT_KEEP_DAYS", "9")
    restored = run("restore", "motcua.zip", "--replace")
    store = opened()
    remarks = store.opinions.remarks()
    store.close()

    assert "1 dòng đã hết hạn lưu" in restored[1]
    assert remarks == ()


def test_retention_runs_at_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(BotSettings(_env_file=None), now=_ten_days_ago)
    store.opinions.remark(store.pseudonyms.of(7), None, "cũ")
    store.close()
    before = run("purge")
    monkeypatch.setenv("BOT_KEEP_DAYS", "9")
    after = run("purge")

    assert ("0 dòng" in before[1], "1 dòng" in after[1]) == (True, True)
    assert acts() == [("console", "purge")] * 2


@pytest.mark.parametrize("who", [("--chat", "7"), ("--person", "")])
def test_person_gets_everything_and_is_forgotten(run: Run, tmp_path: Path, who: tuple[str, str]) -> None:
    person = fill()
    name, value = who[0], who[1] or person
    exported = run("export", name, value, "x.json")
    again = run("export", name, value, "x.json")
    forgotten = run("forget", name, value)
    nothing = run("export", name, value, "y.json")
    kept = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))

    assert exported[0] == 0
    assert stat.S_IMODE((tmp_path / "x.json").stat().st_mode) == 0o600
    assert (kept["chat"]["commune"], [row["text"] for row in kept["remarks"]]) == ("tan-an", ["chữ nhỏ"])
    assert (again[0], "x.json" in again[2]) == (1, True)
    assert "2 dòng" in forgotten[1]
    assert (nothing[0], (tmp_path / "y.json").exists()) == (1, False)
    assert acts() == [("console", "export"), ("console", "forget")]


def test_conversation_of_a_page_is_another_person_than_a_chat(run: Run, tmp_path: Path) -> None:
    fill()
    run("export", "--conversation", "c-web", "x.json")
    refused = run("forget", "--conversation", "7")
    run("forget", "--conversation", "c-web")
    kept = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))

    assert [row["answer_id"] for row in kept["ratings"]] == ["a1"]
    assert kept["chat"] is None
    assert (refused[0], "--chat" in refused[2]) == (1, True)
    assert run("export", "--chat", "7", "y.json")[0] == 0


def test_answer_stays_as_a_count(run: Run) -> None:
    store = opened()
    answer = given("a9")
    store.answers.add(answer, "Chợ mấy giờ?", "cho may gio")
    store.close()
    run("forget", "--person", answer.person)
    store = opened()
    counted, gaps = store.answers.get("a9"), store.answers.gaps()
    store.close()

    assert counted is not None
    assert (counted.person, gaps) == ("", ())


@pytest.mark.parametrize(
    "args", [("check",), ("purge",), ("backup", "b.zip"), ("restore", "b.zip"), ("forget", "--chat", "7")]
)
def test_database_that_is_away_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], tmp_path: Path
) -> None:
    run("backup", "b.zip")
    fill()
    run("backup", "b.zip")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://user:secret@127.0.0.1:1/none")
    status, out, err = run(*args)

    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert "secret" not in err
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def _ten_days_ago() -> datetime:
    return utc_now() - timedelta(days=10)
