"""`motcua documents`: a commune's own documents in, read before they are used, kept in versions."""

import getpass
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tqdm import tqdm

from api.commands.document_report import say_records, say_report
from api.commands.noting import note
from api.commands.opening import bot_settings, expected_faults
from api.console import CommandFailed, remark, say
from api.publishing import Publisher
from api.settings import ApiSettings
from api.trials import try_version
from bot.settings import BotSettings
from bot.store.acts import asked_in_vain
from bot.store.database import StoreUnavailable
from corpus.documents import Commune
from corpus.intake.report import report_on
from corpus.intake.sandbox import MAX_FILE_BYTES, read_apart
from corpus.intake.shelf import Shelf, Submission, stated_by_clerk
from corpus.intake.versions import Clerk, Deed, History, ReviewNeeded
from corpus.readers.extract import Extract, Progress
from retrieval.indexing import IndexReport


def run(args: Namespace) -> int:
    """Does the action that the arguments name."""
    with expected_faults():
        api = ApiSettings()
        publisher = Publisher(Shelf(api.documents_dir), bot_settings(args.index).index_dir, api.procedures_dir)
        actions = {
            "add": _add,
            "list": _list,
            "show": _show,
            "diff": _diff,
            "publish": _publish,
            "withdraw": _withdraw,
            "rollback": _roll_back,
        }
        try:
            return actions[args.action](args, publisher)
        except OSError as exc:
            raise CommandFailed(f"không ghi được vào {str(api.documents_dir)!r} ({exc.strerror}).") from exc


def _clerk() -> Clerk:
    return Clerk(getpass.getuser(), lambda: datetime.now(UTC))


def _add(args: Namespace, publisher: Publisher) -> int:
    data = _bytes_of(args.file)
    commune = _commune(args, publisher)
    extract = _read(data, args.file.name)
    stated = stated_by_clerk(
        commune, title=args.title, document_type=args.type, number=args.number, issued_on=args.issued_on
    )
    given = Submission(
        name=args.file.name,
        data=data,
        commune=commune,
        document_id=args.document,
        stated=stated,
        replaces=tuple(args.replaces),
        is_internal=args.internal,
    )
    history = publisher.add(given, extract, _clerk())
    version = history.versions[-1]
    _note("document_add", history)
    say(f"Đã thêm {history.document_id!r}, bản {version.number} (bản nháp).")
    report = report_on(publisher.shelf, history.document_id, version.number)
    say_report(report)
    if not args.publish:
        say(f"Chưa đưa vào sử dụng; khi đã xem xong: motcua documents publish {history.document_id}")
        return 0
    if not report.is_clear:
        raise CommandFailed(
            "chưa đưa vào sử dụng: bản quét hoặc còn chỗ chưa hiểu thì phải có người xem trước; khi đã xem xong, "
            f"chạy `motcua documents publish {history.document_id} --reviewed`."
        )
    return _told(*publisher.publish(history, version.number, _clerk(), is_reviewed=False))


def _list(_: Namespace, publisher: Publisher) -> int:
    histories = publisher.shelf.histories()
    for history in histories:
        inside = ", nội bộ" if history.is_internal else ""
        say(f"{history.document_id} ({history.commune.name}{inside})")
        for version in history.versions:
            say(f"  bản {version.number}: {history.status(version.number)}, từ tệp {version.source!r}")
    if not histories:
        say("Chưa có văn bản nào được thêm; các văn bản đi kèm xem ở `motcua index`.")
    return 0


def _show(args: Namespace, publisher: Publisher) -> int:
    history = publisher.shelf.history(args.document)
    version = history.version(args.version)
    say(f"{history.document_id}, bản {version.number}: {history.status(version.number)}, từ tệp {version.source!r}")
    report = report_on(publisher.shelf, history.document_id, version.number)
    say_report(report)
    say_records(report)
    say("Nhật ký:")
    for act in history.acts:
        say(f"  {act.at.astimezone():%d/%m/%Y %H:%M} {act.by}: {act.deed} bản {act.version}")
    return 0


def _diff(args: Namespace, publisher: Publisher) -> int:
    history = publisher.shelf.history(args.document)
    number = history.version(args.version).number
    own = _bytes_of(args.questions).decode("utf-8", "replace").splitlines() if args.questions else []
    settings = bot_settings(args.index)
    asked = [*_asked_in_vain(settings, history.commune.slug), *filter(None, map(str.strip, own))]
    with TemporaryDirectory(prefix="motcua-trial-") as folder, _bar("Hỏi thử", "câu") as progress:
        trial = try_version(publisher, history, number, asked, Path(folder), progress)
    for change in trial.changes:
        say(f"Hỏi: {change.question}\n  trước: {_line_of(change.before)}\n  sau:   {_line_of(change.after)}")
    say(f"{len(trial.changes)} trong {trial.asked} câu đổi câu trả lời nếu dùng bản {number}.")
    return 0


def _line_of(text: str) -> str:
    return " ".join(text.split())


def _asked_in_vain(settings: BotSettings, commune: str) -> tuple[str, ...]:
    try:
        return asked_in_vain(settings, commune)
    except StoreUnavailable as exc:
        remark(f"Không hỏi lại được những câu chưa trả lời được: {exc}")
        return ()


def _publish(args: Namespace, publisher: Publisher) -> int:
    history = publisher.shelf.history(args.document)
    number = history.version(args.version).number
    try:
        return _told(*publisher.publish(history, number, _clerk(), is_reviewed=args.reviewed))
    except ReviewNeeded as exc:
        raise CommandFailed(
            f"{exc} Xem `motcua documents show {history.document_id}`, rồi chạy lại với --reviewed."
        ) from exc


def _withdraw(args: Namespace, publisher: Publisher) -> int:
    status = _told(*publisher.withdraw(publisher.shelf.history(args.document), _clerk()))
    if args.document in publisher.shipped():
        say("Văn bản đi kèm mang cùng mã được dùng lại.")
    return status


def _roll_back(args: Namespace, publisher: Publisher) -> int:
    return _told(*publisher.roll_back(publisher.shelf.history(args.document), _clerk()))


def _told(history: History, report: IndexReport) -> int:
    act = history.acts[-1]
    _note("document_withdraw" if act.deed is Deed.WITHDRAW else "document_publish", history)
    say(
        f"Đã {act.deed} bản {act.version} của {history.document_id!r}; chỉ mục {report.index_id}: "
        f"{len(report.created)} mục mới, {len(report.updated)} cập nhật, {len(report.deleted)} bỏ đi. "
        "Máy chủ và bot đang chạy tự dùng chỉ mục mới trong vài giây."
    )
    return 0


def _note(action: str, history: History) -> None:
    act = history.acts[-1]
    note(bot_settings(None), action, document=history.document_id, version=act.version, deed=act.deed.value)


def _read(data: bytes, name: str) -> Extract:
    with _bar("Đọc trang", "trang") as progress:
        return read_apart(data, name, progress)


@contextmanager
def _bar(title: str, unit: str) -> Iterator[Progress]:
    """Yields what moves a bar to a step of so many."""
    with tqdm(desc=title, leave=False, disable=None, unit=unit) as bar:

        def step(number: int, count: int) -> None:
            bar.total = count
            bar.update(number - bar.n)

        yield step


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as exc:
        raise CommandFailed(f"không đọc được tệp {str(path)!r}; hãy kiểm tra đường dẫn và quyền đọc.") from exc


def _commune(args: Namespace, publisher: Publisher) -> Commune:
    known = publisher.communes()
    if args.commune in known:
        return known[args.commune]
    if not (args.commune_name and args.province):
        raise CommandFailed(
            f"chưa biết xã, phường {args.commune!r} (đã biết: {', '.join(sorted(known))}); với xã mới hãy thêm "
            "--commune-name “xã …” và --province “tỉnh …”."
        )
    return Commune(slug=args.commune, name=args.commune_name, province=args.province)
