"""The report on a version, on the terminal."""

from api.commands.index import KINDS
from api.console import remark, say
from corpus.intake.report import Difference, DoubtfulLine, Report

_SHOWN = 30


def say_report(report: Report) -> None:
    """Tells what was understood of a version and what was not, with pages."""
    if report.document is not None:
        said = report.document
        day = f" ngày {said.issued_on:%d/%m/%Y}" if said.issued_on else ""
        say(f"{said.document_type} {said.document_number or '(không số)'}{day}: {said.title}")
    counts = ", ".join(f"{number} {KINDS[kind]}" for kind, number in report.counts.items() if kind in KINDS)
    how = ", nhận dạng từ ảnh" if report.is_recognised else ""
    say(f"{report.pages} trang{how}: {counts or 'không có dữ liệu nào'}.")
    if report.signed_at:
        say(f"Ký số lúc {report.signed_at:%H:%M ngày %d/%m/%Y}.")
    for warning in report.warnings:
        remark(f"Lưu ý: {warning}")
    if report.fault:
        remark(f"Không dùng được: {report.fault}")
    _say_rejected(report)
    _say_doubtful(report.doubtful)
    if report.difference is not None:
        _say_difference(report.difference)


def say_records(report: Report) -> None:
    """Tells the targets and tasks in the words of the source."""
    for record in report.records:
        if record.kind in ("target", "task"):
            say(f"  {KINDS[record.kind]}: {record.provenance.quote}")


def _say_rejected(report: Report) -> None:
    for item in report.rejected:
        line = item.location.first_line if item.location else None
        place = f"trang {report.page_of(line)}, dòng {line}: " if line else ""
        remark(f"  chưa hiểu: {place}{item.reason} ({item.text[:80]!r})")


def _say_doubtful(doubtful: tuple[DoubtfulLine, ...]) -> None:
    for line in doubtful[:_SHOWN]:
        words = ", ".join(f"{doubt.words!r} ({doubt.confidence:.0f} %)" for doubt in line.doubts)
        remark(f"  chưa chắc: trang {line.page}, dòng {line.number}: {words} trong {line.text[:80]!r}")
    if len(doubtful) > _SHOWN:
        remark(f"  … và {len(doubtful) - _SHOWN} dòng chưa chắc khác")


def _say_difference(difference: Difference) -> None:
    groups = (("mới", difference.added), ("bỏ", difference.removed), ("đổi nội dung", difference.changed))
    for name, items in groups:
        for item in items:
            say(f"  so với bản đang dùng: {name} {item}")
