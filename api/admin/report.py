"""The quarterly report: what was asked by field, what got no answer, how content people were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.admin import words
from api.admin.fields import Fields
from api.admin.sheets import Sheet
from api.admin.tallies import Tally, add_up
from api.admin.times import VIETNAM, Quarter, minute_of
from api.admin.views import Names
from api.pages.downloads.table import Value
from bot.store.answers import Gap
from bot.store.reporting import AnswerCount, RatingCount, Span
from bot.store.store import Store

_COLUMNS = ("Câu hỏi", "Trả lời được", "Chưa trả lời được", "Tỷ lệ chưa trả lời được", "Hỏi lại cho rõ", "Từ chối")
_RATED = ("Lượt đánh giá", "Hài lòng", "Chưa hài lòng", "Tỷ lệ hài lòng")
_GAPS = ("Câu hỏi (số giấy tờ, điện thoại đã che)", "Số lần hỏi", "Xã, phường", "Vì sao", "Hỏi gần nhất")
_NOTES = (
    "Câu hỏi: không tính lời chào. Tỷ lệ chưa trả lời được: số câu chưa trả lời được trên tổng số câu hỏi.",
    "Tỷ lệ hài lòng: số lượt hài lòng trên tổng số lượt đánh giá.",
    "Lĩnh vực: theo thủ tục hoặc phần của kế hoạch mà câu trả lời dựa vào; câu trả lời không dựa vào đâu là “Khác”.",
)
_SHORTENED = "Nguyên văn câu hỏi chỉ được giữ {days} ngày nên danh sách câu chưa trả lời được thiếu phần trước {day}."


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that a report is made of, as the store has it."""

    answers: tuple[AnswerCount, ...]
    ratings: tuple[RatingCount, ...]
    gaps: tuple[Gap, ...]
    made_at: datetime
    questions_kept: timedelta


def read_counts(store: Store, quarter: Quarter, commune: str | None) -> Counts:
    """Returns the counts of a quarter, of one commune's portal or of all."""
    span = Span(quarter.start, quarter.end, commune)
    reporting = store.reporting
    return Counts(
        reporting.answers(span),
        reporting.ratings(span),
        reporting.questions(span),
        store.database.now(),
        store.retention.people,
    )


def build_report(counts: Counts, quarter: Quarter, place: str, fields: Fields, names: Names) -> tuple[Sheet, ...]:
    """Returns the sheets of the workbook. `place` names what it is of."""
    by_field = add_up(counts.answers, counts.ratings, lambda count: fields.of(count.evidence))
    by_channel = add_up(counts.answers, counts.ratings, lambda count: words.channel_of(count.channel))
    return (
        _summary(counts, quarter, place, by_channel),
        Sheet(
            "Theo lĩnh vực",
            (("Lĩnh vực", *_COLUMNS, *_RATED), *((name, *_asked(t), *_rated(t)) for name, t in by_field.items())),
            widths=(48, *(14,) * 10),
        ),
        Sheet("Câu hỏi chưa trả lời được", gap_rows(counts.gaps, names), widths=(70, 12, 28, 44, 16)),
        _satisfaction(counts.ratings, by_channel, by_field),
    )


def gap_rows(gaps: Iterable[Gap], names: Names) -> tuple[tuple[Value, ...], ...]:
    """Returns the questions that got no answer under their headings."""
    rows = (
        (
            gap.question,
            gap.count,
            names.of_all(gap.communes),
            words.outcome_of(gap.outcome),
            gap.last_at.astimezone(VIETNAM).date(),
        )
        for gap in gaps
    )
    return (_GAPS, *rows)


def _summary(counts: Counts, quarter: Quarter, place: str, by_channel: dict[str, Tally]) -> Sheet:
    total = add_up(counts.answers, counts.ratings, lambda _: "").get("", Tally())
    notes = list(_NOTES)
    kept_from = counts.made_at - counts.questions_kept
    if kept_from > quarter.start:
        day = kept_from.astimezone(VIETNAM).strftime("%d/%m/%Y")
        notes.append(_SHORTENED.format(days=counts.questions_kept.days, day=day))
    head: tuple[tuple[Value, ...], ...] = (
        ("Báo cáo sử dụng trợ lý ảo", quarter.words),
        ("Phạm vi", place),
        ("Lập lúc", minute_of(counts.made_at)),
        *zip(_COLUMNS, _asked(total), strict=True),
        *zip(_RATED, _rated(total), strict=True),
    )
    table = (("Kênh", *_COLUMNS), *((name, *_asked(tally)) for name, tally in by_channel.items()))
    rows = (*head, (None,), *table, (None,), *((note,) for note in notes))
    return Sheet("Tổng hợp", rows, widths=(40, 26, 14, 14, 14, 14, 14), headings=(len(head) + 2,), has_titles=True)


def _satisfaction(ratings: tuple[RatingCount, ...], by_channel: dict[str, Tally], by_field: dict[str, Tally]) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    headings = []
    for title, tallies in (("Kênh", by_channel), ("Lĩnh vực", by_field)):
        headings.append(len(rows) + 1)
        rows.append((title, *_RATED))
        rows += [(name, *_rated(tally)) for name, tally in tallies.items() if tally.ratings]
        rows.append((None,))
    headings.append(len(rows) + 1)
    rows.append(("Lý do chưa hài lòng", "Số lượt"))
    reasons: dict[str, int] = {}
    for rated in ratings:
        if rated.rating == "down":
            reason = words.REASONS.get(rated.reason, rated.reason) or "Không nêu"
            reasons[reason] = reasons.get(reason, 0) + rated.count
    rows += [(reason, reasons[reason]) for reason in sorted(reasons, key=lambda each: (-reasons[each], each))]
    return Sheet("Mức độ hài lòng", tuple(rows), widths=(48, 16, 14, 16, 16), headings=tuple(headings))


def _asked(tally: Tally) -> tuple[Value, ...]:
    share = tally.unanswered_share
    unanswered = words.NOT_ASKED if share is None else share
    return (tally.questions, tally.answered, tally.not_found, unanswered, tally.clarify, tally.refused)


def _rated(tally: Tally) -> tuple[Value, ...]:
    satisfaction = tally.satisfaction
    return (tally.ratings, tally.up, tally.down, words.NOT_RATED if satisfaction is None else satisfaction)
