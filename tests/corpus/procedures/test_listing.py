"""The shipped listing of procedures: valid records whose facts are the portal's and whose sentences are not."""

import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest
import yaml

from corpus.procedures.records import Fee, Procedure, ProcessingTime, TimeUnit
from tests.support.shipped import DATA, ROOT

FILES = sorted((DATA / "procedures").glob("*.yaml"))
PORTAL = ROOT.parent / "shared" / "procedures" / "portal_commune.jsonl.gz"

# Words in a row that count as a sentence taken over.
_COPIED = 12
_CHANNEL = "(?:Trực tuyến|Trực tiếp|Dịch vụ bưu chính)"
_WORDS = {1: "một", 2: "hai", 3: "ba", 5: "năm", 7: "bảy", 10: "mười", 15: "mười lăm"}
# Names that every record uses: each counts as one word of a sentence.
_BODIES = (
    "Ủy ban nhân dân cấp xã",
    "Trung tâm Phục vụ hành chính công",
    "Cổng Dịch vụ công quốc gia",
    "Cơ sở dữ liệu quốc gia về dân cư",
    "Cơ sở dữ liệu hộ tịch điện tử",
)
_FREE = re.compile(r"miễn|không (?:phải )?(?:thu|nộp)|(?<!\d)0 ?(?:vnđ|đồng|việt)", re.IGNORECASE)


@cache
def listing() -> tuple[Procedure, ...]:
    """Returns every procedure of every file of the listing."""
    return tuple(
        Procedure.model_validate(row)
        for path in FILES
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["procedures"]
    )


@pytest.fixture(scope="module")
def portal() -> dict[str, dict[str, str]]:
    """Returns the portal's records by code."""
    if not PORTAL.is_file():
        pytest.skip(f"{PORTAL} is not here: the listing is compared only beside the project's shared folder")
    with gzip.open(PORTAL, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {record["ma_thu_tuc"]: record for record in records}


def text_of(record: dict[str, str]) -> str:
    return unicodedata.normalize("NFC", "\n".join(record.values()))


def test_codes_are_unique() -> None:
    counts = Counter(procedure.code for procedure in listing())

    assert listing()
    assert [code for code, count in counts.items() if count > 1] == []


def test_every_procedure_says_what_a_question_needs() -> None:
    short = [
        procedure.code
        for procedure in listing()
        if not (
            2 <= len(procedure.everyday_names) <= 12
            and 3 <= len(procedure.alias_questions) <= 10
            and procedure.channels
            and procedure.steps
            and procedure.family
            and procedure.as_of
        )
    ]

    assert short == []


def test_alias_questions_belong_to_one_procedure() -> None:
    counts = Counter(" ".join(words(question)) for procedure in listing() for question in procedure.alias_questions)

    assert [question for question, count in counts.items() if count > 1] == []


def test_linked_procedures_exist(portal: dict[str, dict[str, str]]) -> None:
    known = portal.keys() | {procedure.code for procedure in listing()}

    dangling = {
        procedure.code: [code for code in procedure.linked if code not in known or code == procedure.code]
        for procedure in listing()
    }
    assert {code: linked for code, linked in dangling.items() if linked} == {}


def test_records_carry_the_portals_references(portal: dict[str, dict[str, str]]) -> None:
    wrong = [
        procedure.code
        for procedure in listing()
        if (record := portal.get(procedure.code)) is None
        or procedure.sector != record["linh_vuc"]
        or procedure.decision_number != record["so_quyet_dinh"]
        or procedure.source_url != record["detail_url"]
    ]

    assert wrong == []


def test_legal_bases_are_the_portals(portal: dict[str, dict[str, str]]) -> None:
    invented = [
        (procedure.code, basis.number)
        for procedure in listing()
        for basis in procedure.legal_bases
        if not _basis_pattern(basis.number).search(portal[procedure.code]["can_cu_phap_ly"])
    ]

    assert invented == []


def test_times_are_the_portals(portal: dict[str, dict[str, str]]) -> None:
    invented = [
        (procedure.code, time)
        for procedure in listing()
        for channel in procedure.channels
        for time in channel.times
        if not _time_pattern(time).search(text_of(portal[procedure.code]))
    ]

    assert invented == []


def test_fees_are_the_portals(portal: dict[str, dict[str, str]]) -> None:
    invented = [
        (procedure.code, fee)
        for procedure in listing()
        for channel in procedure.channels
        for fee in channel.fees
        if fee.amount is not None and not _fee_pattern(fee).search(text_of(portal[procedure.code]))
    ]

    assert invented == []


def test_sentences_are_not_the_portals(portal: dict[str, dict[str, str]]) -> None:
    copied = [
        (procedure.code, run)
        for procedure in listing()
        for source in [set(runs(without_names(text_of(portal[procedure.code]), procedure)))]
        for sentence in sentences(procedure)
        for run in runs(without_names(sentence, procedure))
        if run in source
    ]

    assert copied == []


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def runs(text: str) -> Iterator[str]:
    """Yields every run of `_COPIED` words."""
    parts = text.split()
    return (" ".join(parts[start : start + _COPIED]) for start in range(len(parts) - _COPIED + 1))


def sentences(procedure: Procedure) -> Iterator[str]:
    """Yields what the listing says in its own words: everything but names and numbers."""
    yield from procedure.alias_questions
    yield from procedure.steps
    yield from procedure.conditions
    yield from procedure.notes
    for document in procedure.documents:
        yield document.case or ""
    for channel in procedure.channels:
        yield channel.note or ""
        for time in channel.times:
            yield f"{time.condition or ''} {time.raw}"
        for fee in channel.fees:
            yield f"{fee.condition or ''} {fee.raw}"


def without_names(text: str, procedure: Procedure) -> str:
    """Returns the words of a text with one mark in place of each name of an agency, procedure, paper or document."""
    names = {
        *_BODIES,
        procedure.name,
        procedure.competent_agency or "",
        procedure.handling_agency or "",
        *procedure.outcomes,
        *procedure.forms,
        *(document.name for document in procedure.documents),
        *(basis.title for basis in procedure.legal_bases if basis.title),
    }
    flat = f" {' '.join(words(text))} "
    for name in sorted((" ".join(words(name)) for name in names), key=len, reverse=True):
        if name:
            flat = flat.replace(f" {name} ", " § ")
    return flat


def _time_pattern(time: ProcessingTime) -> re.Pattern[str]:
    """Matches the figure as the portal writes it: "3 Ngày làm việc", "03 (ba) ngày", or a bare number in its table."""
    number = _number(time.value)
    if time.unit is None:
        return re.compile(rf"{_CHANNEL}\s*{number}(?!\d)")
    unit = rf"{time.unit}(?!\s+làm việc)" if time.unit in {TimeUnit.DAY, TimeUnit.HOUR} else time.unit
    figure = rf"(?<![\d.,/])\(?0?(?:{number}|{_WORDS.get(int(time.value), number)})\)?\s*(?:\([^)]*\)\s*)?{unit}"
    if time.value == 1:
        figure += rf"|{unit} (?:tiếp theo|sau)|(?:trong|ngay trong) {unit}"
    return re.compile(figure, re.IGNORECASE)


def _fee_pattern(fee: Fee) -> re.Pattern[str]:
    """Matches the amount with or without separators; the portal's table may glue a unitless time before it."""
    assert fee.amount is not None
    if fee.amount == 0:
        return _FREE
    digits = f"{int(fee.amount):,}".replace(",", "[.,]?")
    return re.compile(rf"(?:(?<![\d.,])|{_CHANNEL}\d{{1,3}}){digits}(?![.,]?\d)")


def _basis_pattern(number: str) -> re.Pattern[str]:
    """Matches a document number, not the end of a longer one.

    The portal glues it to a year or to another number, and cuts the last letter of one ("118/2025/NĐ-C").
    """
    return re.compile(rf"(?:(?<!\d)|(?<= (?:19|20)\d\d)|(?<=QH1\d)){re.escape(number[:-1])}")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", "[.,]")
