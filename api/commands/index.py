"""`motcua index`: reads the documents and builds the index."""

from argparse import Namespace

from tqdm import tqdm

from api.commands.noting import note
from api.commands.opening import bot_settings, expected_faults
from api.console import CommandFailed, remark, say
from api.publishing import SHIPPED_CORPUS, Publisher
from api.settings import ApiSettings
from bot.composing.kit import document_title
from corpus.documents import Corpus, RejectedItem
from corpus.intake.shelf import Shelf

KINDS = {
    "section": "đoạn",
    "target": "chỉ tiêu",
    "task": "nhiệm vụ",
    "duty": "trách nhiệm",
    "legal_basis": "văn bản dẫn chiếu",
    "fact": "thông tin văn bản",
    "conflict": "mâu thuẫn",
    "rejected": "chỗ không hiểu",
}


def run(args: Namespace) -> int:
    """Builds the index and tells what changed and what was refused, with the reason."""
    root = args.corpus or SHIPPED_CORPUS
    if not root.is_dir():
        raise CommandFailed(f"không có thư mục văn bản {str(root)!r}; hãy kiểm tra --corpus.")
    with (
        expected_faults(),
        tqdm(total=3, desc="Đọc văn bản", leave=False, disable=None, bar_format="{desc}: {bar} {elapsed}") as bar,
    ):

        def step(_: str) -> None:
            bar.set_description_str("Dựng chỉ mục")
            bar.update(1)

        api, settings = ApiSettings(), bot_settings(args.index)
        publisher = Publisher(Shelf(api.documents_dir), settings.index_dir, api.procedures_dir, root)
        with publisher.alone():
            documents = publisher.corpus()
            if not documents.documents:
                _say_rejected(documents.report.rejected)
                raise CommandFailed(f"không đọc được văn bản nào trong {str(root)!r}.")
            step("bắt đầu")
            report = publisher.build(documents, step)
    _say_corpus(documents)
    say(
        f"Chỉ mục {report.index_id}: {len(report.created)} mục mới, {len(report.updated)} cập nhật, "
        f"{len(report.skipped)} giữ nguyên, {len(report.deleted)} bỏ đi, {len(report.rejected)} không nhận."
    )
    for passage_id in report.rejected:
        remark(f"  không nhận {passage_id}: không có nội dung để tra cứu hoặc trùng mã")
    note(
        settings,
        "index",
        index_id=report.index_id,
        created=len(report.created),
        updated=len(report.updated),
        deleted=len(report.deleted),
        rejected=len(report.rejected),
        documents=[document.document_id for document in documents.documents],
    )
    refused = [item.document for item in documents.report.rejected if item.location is None]
    if refused:
        raise CommandFailed(
            f"đã lập chỉ mục phần còn lại, nhưng không nhận văn bản: {', '.join(refused)} (lý do ở trên)."
        )
    return 0


def _say_corpus(documents: Corpus) -> None:
    for document in documents.documents:
        counts = documents.report.counts.get(document.document_id, {})
        listed = ", ".join(f"{counts[kind]} {name}" for kind, name in KINDS.items() if counts.get(kind))
        say(f"{document.commune}: {document_title(document)}" + (f" ({listed})" if listed else ""))
    say(f"thủ tục hành chính: {len(documents.procedures)}")
    _say_rejected(documents.report.rejected)


def _say_rejected(rejected: tuple[RejectedItem, ...]) -> None:
    if rejected:
        remark(f"Không hiểu {len(rejected)} chỗ:")
    for item in rejected:
        place = f", dòng {item.location.first_line}" if item.location else ""
        remark(f"  {item.document}{place}: {item.reason}" + (f" ({item.text[:80]!r})" if item.text else ""))
