"""`motcua procedures import`: takes a listing of procedures into the store and tells what became of every row."""

from argparse import Namespace
from datetime import datetime

from api.commands.opening import expected_faults
from api.console import CommandFailed, remark, say
from api.settings import ApiSettings
from corpus.procedures.faults import ImportRefused
from corpus.procedures.importing import ImportReport, import_procedures


def run(args: Namespace) -> int:
    """Imports the file, and the list of abolished procedures if one is given."""
    # The day on the operator's wall calendar, which is the portal's own.
    as_of = args.as_of or datetime.now().astimezone().date()
    with expected_faults():
        store = ApiSettings().procedures_dir
        files = [path for path in (args.file, args.abolished) if path]
        reports: list[ImportReport] = []
        for path in files:
            try:
                reports.append(import_procedures(path, store, as_of=as_of))
            except ImportRefused as exc:
                _say_next(reports)
                raise CommandFailed(str(exc)) from exc
            _say_report(reports[-1])
    _say_next(reports)
    return 0


def _say_report(report: ImportReport) -> None:
    noun = "thủ tục bãi bỏ, thay thế" if report.withdrawn else "thủ tục"
    if report.has_changes:
        say(
            f"{report.source}: {len(report.created)} {noun} mới, {len(report.updated)} cập nhật, "
            f"{len(report.unchanged)} giữ nguyên, {len(report.rejected)} dòng không nhận."
        )
    else:
        say(
            f"{report.source}: không thay đổi ({len(report.unchanged)} {noun} giữ nguyên, "
            f"{len(report.rejected)} dòng không nhận)."
        )
    for label, codes in (("mới", report.created), ("cập nhật", report.updated)):
        if codes:
            say(f"  {label}: {', '.join(codes)}")
    for row in report.rejected:
        code = f", mã {row.code}" if row.code else ""
        remark(f"  không nhận {row.place}{code}: {row.reason}")


def _say_next(reports: list[ImportReport]) -> None:
    if any(report.has_changes for report in reports):
        say("Chạy `motcua index` để đưa vào sử dụng; đến lúc đó danh mục cũ vẫn được dùng.")
