"""`motcua store backup` and `restore`: what goes into the archive, and where it goes back to."""

from argparse import Namespace
from pathlib import Path

from api.commands.opening import expected_faults
from api.console import remark, say
from api.settings import ApiSettings
from bot.settings import BotSettings
from bot.store.acts import note_act, told_plainly
from bot.store.archive.manifest import Manifest
from bot.store.archive.restoring import KEY_LABEL, restore_archive
from bot.store.archive.writing import write_archive
from bot.store.database import Database
from bot.store.identity import Pseudonyms, load_key
from bot.store.migrating import HEAD
from bot.store.store import open_store

# What archives hold that were made before the sites stood in the store.
_FILE_OF_SITES = "files/sites.yaml"


def backup(args: Namespace, settings: BotSettings) -> None:
    """Writes the archive and says what is in it."""
    pseudonyms = Pseudonyms(load_key(settings.identity_key, settings.identity_key_path))
    database = Database(settings.database_url)  # as it stands: a backup is made before an upgrade as well
    try:
        manifest = write_archive(database, args.file, pseudonyms, _files(settings))
    finally:
        database.close()
    if manifest.revision == HEAD:
        note_act(settings, "backup", rows=sum(manifest.rows.values()))
    size = f"{args.file.stat().st_size / 1e6:.1f}".replace(".", ",")
    say(f"Đã sao lưu vào {args.file} ({size} MB): {_contents(manifest)}.")
    remark("Tệp có dữ liệu cá nhân và khóa băm; hãy cất nơi chỉ người vận hành đọc được, và xóa khi hết hạn lưu.")


def restore(args: Namespace, settings: BotSettings) -> None:
    """Brings the archive back, then deletes what has expired since it was written."""
    database = Database(settings.database_url)
    try:
        manifest = restore_archive(database, args.file, settings, _files(settings), replaces=args.replace)
    finally:
        database.close()
    store = open_store(settings)
    try:
        with told_plainly(store.database):
            expired = store.purge()
            store.audit.note(
                "console", "restore", rows=sum(manifest.rows.values()), made=manifest.created_at.isoformat()
            )
    finally:
        store.close()
    say(f"Đã khôi phục bản sao lưu ngày {manifest.created_at:%d/%m/%Y}: {_contents(manifest)}.")
    if expired:
        say(f"Trong đó {expired} dòng đã hết hạn lưu, được xóa ngay.")
    _say_what_is_left(manifest)


def _say_what_is_left(manifest: Manifest) -> None:
    if _FILE_OF_SITES in manifest.members:
        remark(
            f"Bản sao lưu có danh sách trang dạng tệp; hãy lấy {_FILE_OF_SITES} trong đó ra (tệp sao lưu là tệp ZIP), "
            "rồi chạy `motcua sites import`."
        )
    remark("Ai đã yêu cầu xóa sau ngày sao lưu thì cần xóa lại (`motcua store forget`).")
    say("Hãy chạy `motcua index`, rồi khởi động lại các tiến trình.")


def _files(settings: BotSettings) -> dict[str, Path]:
    with expected_faults():
        api = ApiSettings()
    files = {"procedures": api.procedures_dir, "documents": api.documents_dir}
    if not (settings.identity_key and settings.identity_key.get_secret_value()):
        files[KEY_LABEL] = settings.identity_key_path
    return files


def _contents(manifest: Manifest) -> str:
    files = sum(name.startswith("files/") for name in manifest.members)
    return f"{sum(manifest.rows.values())} dòng của {len(manifest.rows)} bảng (bước {manifest.revision}), {files} tệp"
