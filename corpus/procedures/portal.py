"""One record of the national portal (a row of its export, every field a string) → `Procedure`.

The fields are the page's own texts with tables flattened, "Không có thông tin" where the page has nothing, and the
page's navigation at the end of the last one.
"""

import re
from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError

from corpus.procedures.channels import parse_channels
from corpus.procedures.faults import RowRejected
from corpus.procedures.legal import parse_bases
from corpus.procedures.letters import LOWER, UPPER
from corpus.procedures.papers import has_papers, parse_papers
from corpus.procedures.records import CODE_PATTERN, Procedure
from corpus.text import fold, normalise

REQUIRED = frozenset({"ma_thu_tuc", "ten_thu_tuc", "linh_vuc"})

_NO_VALUE = "khong co thong tin"
_OUTCOME_CODE = re.compile(rf"Mã: ?(?:KQ(?:\.[A-Z]*\d+)*\.?|[\w.-]+?(?=$|[{UPPER}][{LOWER}]))")
_NAVIGATION = re.compile(r"Từ khóa|Chọn cơ quan thực hiện")
_STEP = re.compile(r"(?:^|(?<=[\n.;:]))\s*(?=(?:[-+*•]\s*|[a-zđ]\)\s*|\d+\.\s*)?Bước\s+\d+\b)")
_ITEM = re.compile(r"[a-zđ]{1,3}[.)]\s|[ivx]+[.)]\s")
# Items of a list whose own words hold commas: "…, Cán bộ, công chức, viên chức".
_LIST = re.compile(rf",\s+(?=[{UPPER}])(?![^()]*\))")
_LONGEST_AGENCY = 200
# An agency's decision to publish procedures, put into the portal as if it were one.
_NOTICE = re.compile(
    r"^(?:quyet dinh )?(?:ve viec )?cong bo (?:.{0,30} )?(?:danh muc|thu tuc hanh chinh)"
    r"|quy trinh noi bo.*thu tuc hanh chinh"
    r"|^(?:quyet dinh )?ve viec (?:cong bo|phe duyet)"
)


def parse_portal_record(record: Mapping[str, str], as_of: date) -> Procedure:
    """Returns the procedure that a record of the portal describes, as it stood on `as_of`.

    Raises:
        RowRejected: code or name is missing or wrong, or the row is an announcement and no procedure.
    """
    code = normalise(record["ma_thu_tuc"])
    name = normalise(record["ten_thu_tuc"])
    refuse_unusable(code, name)
    papers, remarks = parse_papers(record.get("thanh_phan_ho_so", ""))
    try:
        return Procedure(
            code=code,
            name=name,
            sector=_text(record["linh_vuc"]) or "",
            levels=_list(record.get("cap_thuc_hien", "")),
            competent_agency=_agencies(record.get("co_quan_co_tham_quyen", "")),
            handling_agency=_agencies(record.get("co_quan_thuc_hien", "")),
            applicants=_list(record.get("doi_tuong_thuc_hien", "")),
            channels=parse_channels(record.get("cach_thuc_thuc_hien", "")).channels,
            documents=papers,
            steps=_steps(record),
            conditions=_lines(record.get("yeu_cau_dieu_kien", "")),
            outcomes=parse_outcomes(record.get("ket_qua_xu_ly", "")),
            legal_bases=parse_bases(record.get("can_cu_phap_ly", "")),
            decision_number=_text(record.get("so_quyet_dinh", "")),
            source_url=_text(record.get("detail_url", "")),
            as_of=as_of,
            linked=tuple(re.findall(r"\d\.\d{6}", record.get("thu_tuc_lien_quan", ""))),
            notes=(*_places(record), *remarks),
        )
    except ValidationError as exc:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in exc.errors())
        raise RowRejected(f"không đọc được trường {fields}", code) from exc


def refuse_unusable(code: str, name: str) -> None:
    """Refuses a row without a code or a name, and an announcement.

    Raises:
        RowRejected: with the reason.
    """
    if not re.match(CODE_PATTERN, code):
        shown = f"{code[:40]!r} không phải mã thủ tục (ví dụ mã đúng: 1.001193)" if code else "thiếu mã thủ tục"
        raise RowRejected(shown, None)
    if not name or fold(name) == _NO_VALUE:
        raise RowRejected("thiếu tên thủ tục", code)
    if _NOTICE.search(fold(name)):
        raise RowRejected("tên là thông báo công bố danh mục hoặc quy trình nội bộ, không phải một thủ tục", code)


def parse_outcomes(text: str) -> tuple[str, ...]:
    """Returns the outcomes of "Giấy khai sinhMã: KQ.G15.000031…Từ khóa…", without codes and the page's navigation."""
    body = _NAVIGATION.split(text)[0]
    parts = (normalise(part).strip(" ;.") for part in _OUTCOME_CODE.split(body))
    return tuple(dict.fromkeys(part for part in parts if part and fold(part) != _NO_VALUE))


def split_agencies(text: str) -> tuple[str, ...]:
    """Returns the agencies of one cell, each once: one a line, or between commas before a capital."""
    found = (normalise(part).strip(" .;") for line in text.split("\n") for part in _LIST.split(line))
    return tuple(dict.fromkeys(part for part in found if part and fold(part) != _NO_VALUE))


def _agencies(text: str) -> str | None:
    """The agencies as one text. A field that a running text was cut into names none."""
    found = split_agencies(text)
    is_running = len(text) > _LONGEST_AGENCY and "\n" in text
    return None if is_running or not found else "; ".join(found)


def _text(value: str) -> str | None:
    cleaned = normalise(value)
    return None if not cleaned or fold(cleaned) == _NO_VALUE else cleaned


def _list(value: str) -> tuple[str, ...]:
    return split_agencies(value)


def _lines(value: str) -> tuple[str, ...]:
    lines: list[str] = []
    for line in (normalise(part) for part in value.split("\n")):
        if not line or fold(line) == _NO_VALUE:
            continue
        # The portal keeps the line breaks of the files that texts were pasted from.
        if lines and line[0].islower() and not _ITEM.match(line):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return tuple(lines)


def _steps(record: Mapping[str, str]) -> tuple[str, ...]:
    """The steps, one each: "Bước 1 …" where the text counts them, else its lines.

    Where the words "Thành phần hồ sơ" inside a step cut the page's text, its rest stands in the field of the papers.
    """
    text = record.get("trinh_tu_thuc_hien", "")
    papers = record.get("thanh_phan_ho_so", "")
    if papers and not has_papers(papers) and _text(papers):
        text = f"{text} […] {papers}"
    if len(parts := [part for part in _STEP.split(text) if part.strip()]) > 1:
        return tuple("\n".join(_lines(part)) for part in parts if _lines(part))
    return _lines(text)


def _places(record: Mapping[str, str]) -> tuple[str, ...]:
    place = _text(record.get("dia_chi_tiep_nhan", ""))
    partner = _text(record.get("co_quan_phoi_hop", ""))
    return tuple(
        f"{label}: {value}" for label, value in (("Nơi tiếp nhận", place), ("Cơ quan phối hợp", partner)) if value
    )
