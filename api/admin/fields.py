"""Which field (lĩnh vực) an answer belongs to, told by the ids of the records that it rested on."""

import re
from collections.abc import Iterable

from corpus.documents import Corpus
from corpus.procedures.outline import code_of
from corpus.text import fold

OTHER = "Khác"
OTHER_PROCEDURE = "Thủ tục hành chính khác"
# The areas of administrative reform as the plans divide them (Nghị quyết 76/NQ-CP); headings vary, these words do not.
_AREAS = (
    ("the che", "Cải cách thể chế"),
    ("thu tuc hanh chinh", "Cải cách thủ tục hành chính"),
    ("to chuc bo may", "Cải cách tổ chức bộ máy"),
    ("cong vu", "Cải cách chế độ công vụ"),
    ("tai chinh cong", "Cải cách tài chính công"),
    ("dien tu", "Chính quyền điện tử, chính quyền số"),
    ("chi dao", "Chỉ đạo, điều hành"),
)
_PLAN = "Kế hoạch CCHC: {area}"
_GENERAL = "nội dung chung"
_SPACES = re.compile(r"\s+")


class Fields:
    """The fields of everything that a corpus holds."""

    def __init__(self, corpus: Corpus) -> None:
        self._of_procedure = {procedure.code: procedure.sector for procedure in corpus.procedures}
        self._of_plan = {record.record_id: _area(getattr(record, "group", None)) for record in corpus.records}
        for section in corpus.sections:
            self._of_plan[f"{section.document_id}#{section.section_id}"] = _area(section.heading)

    def of(self, evidence: Iterable[str]) -> str:
        """Returns the field of the first record that is known; without any, "Khác"."""
        return next(filter(None, map(self._of_one, evidence)), OTHER)

    def _of_one(self, item_id: str) -> str | None:
        code = code_of(item_id.partition("#")[0])
        if code is not None:
            return self._of_procedure.get(code, OTHER_PROCEDURE)
        return self._of_plan.get(item_id)


def _area(heading: str | None) -> str:
    words = _SPACES.sub(" ", fold(heading or ""))
    return _PLAN.format(area=next((area for sign, area in _AREAS if sign in words), _GENERAL))
