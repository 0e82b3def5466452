"""The tasks as rows of typed cells, and what a reader must know of their source: the same for every file format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.commune import CommuneView, day_of, number_of, source_link
from api.pages.links import commune_path
from api.pages.tasks import TaskFilter, describe, group_title
from bot.composing.kit import document_title, join_names
from corpus.documents import SourceDocument
from corpus.records import Task

# A float is a share of one.
Value = str | int | float | date | None
COLUMNS = (
    "STT",
    "Nhóm nhiệm vụ",
    "Nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian thực hiện (nguyên văn)",
    "Thời hạn",
    "Lặp lại",
    "Sản phẩm",
    "Văn bản",
    "Số, ký hiệu",
    "Chỗ trong văn bản",
    "Đường dẫn",
)


@dataclass(frozen=True, slots=True)
class Export:
    """Everything that a file of tasks is made from. `base_url` is what links begin with."""

    view: CommuneView
    tasks: Sequence[Task]
    asked: TaskFilter
    base_url: str

    @property
    def documents(self) -> tuple[SourceDocument, ...]:
        """Returns the documents that the tasks are from; all of the commune where no task passed the filter."""
        ids = {task.provenance.document_id for task in self.tasks}
        return tuple(d for d in self.view.documents if d.document_id in ids) or self.view.documents


def row_of(export: Export, task: Task) -> tuple[Value, ...]:
    """Returns a task's cells in the order of `COLUMNS`; what the source leaves out is None."""
    document = export.view.document(task.provenance)
    place = source_link(task.provenance)
    schedule = task.schedule
    return (
        int(task.number) if task.number and task.number.isdecimal() else task.number,
        group_title(task),
        task.title,
        join_names(task.lead_agencies) or None,
        join_names(task.coordinating_agencies) or None,
        schedule.raw if schedule else None,
        schedule.deadline_on if schedule else None,
        schedule.recurrence.value if schedule and schedule.recurrence else None,
        task.deliverable,
        document_title(document),
        number_of(document),
        place.label,
        export.base_url + place.path,
    )


def source_facts(export: Export) -> list[tuple[str, str]]:
    """Returns where the rows are from and how far they can be trusted, as (name, words)."""
    facts = [("Xã, phường", f"{export.view.name}, {export.view.commune.province}")]
    for document in export.documents:
        facts += _document_facts(export, document)
    facts.append(("Bộ lọc", describe(export.view, export.asked) or "không lọc, lấy tất cả"))
    facts.append(("Số nhiệm vụ trong tệp", f"{len(export.tasks)} trên {len(export.view.tasks)}"))
    facts.append(("Trang gốc", export.base_url + commune_path(export.view.commune.slug, "nhiem-vu")))
    facts.append(("Lưu ý", "Tệp do máy lập từ văn bản để tra cứu; khi khác nhau, áp dụng văn bản đã công bố."))
    facts.append(("Lưu ý", "Văn bản không cho biết việc nào đã xong, nên tệp này không nói việc nào trễ hạn."))
    notes = export.view.notes(tuple(export.tasks))
    facts += [("Văn bản có mâu thuẫn", note.conflict.subject) for listed in notes.values() for note in listed]
    return list(dict.fromkeys(facts))


def _document_facts(export: Export, document: SourceDocument) -> list[tuple[str, str]]:
    facts = [
        ("Văn bản", document_title(document)),
        ("Số, ký hiệu", number_of(document)),
        ("Cơ quan ban hành", document.issuing_body),
        ("Ngày ban hành", day_of(document)),
    ]
    if document.period:
        over = " (thời gian thực hiện đã qua)" if export.view.is_over(document) else ""
        facts.append(("Giai đoạn", document.period.raw + over))
    return [*facts, *(("Điểm cần lưu ý của bản gốc", defect) for defect in document.defects)]
