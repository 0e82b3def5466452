import pytest

from corpus.agencies import AgencyDirectory
from corpus.documents import Corpus


@pytest.fixture(scope="module")
def directory(corpus: Corpus) -> AgencyDirectory:
    return AgencyDirectory(corpus.agencies)


@pytest.mark.parametrize(
    ("text", "commune", "slug"),
    [
        ("Phòng Văn hoá - Xã hội", "lac-phuong", "phong-van-hoa-xa-hoi"),
        ("phong van hoa xa hoi", "lac-phuong", "phong-van-hoa-xa-hoi"),
        ("Phòng Văn hóa – Xã hội xã", "tan-an", "phong-van-hoa-xa-hoi"),
        ("VHXH", "loc-binh", "phong-van-hoa-xa-hoi"),
        ("VHXH", "le-loi", "cong-chuc-van-hoa-xa-hoi"),
        ("Văn phòng HĐND&UBND", "lac-phuong", "van-phong-hdnd-ubnd"),
        ("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã", "tan-an", "van-phong-hdnd-ubnd"),
        ("VP", "lac-phuong", "van-phong-hdnd-ubnd"),
        ("văn phòng", "le-loi", "cong-chuc-van-phong-thong-ke"),
        ("TTPVHCC", "phong-tho", "trung-tam-phuc-vu-hanh-chinh-cong"),
        ("bộ phận một cửa", "lac-phuong", "trung-tam-phuc-vu-hanh-chinh-cong"),
        ("một cửa", "le-loi", "bo-phan-mot-cua"),
        ("PKT", "loc-binh", "phong-kinh-te"),
        ("phòng kinh tế xã Tân An", "tan-an", "phong-kinh-te"),
        ("mttq", "loc-binh", "mat-tran-to-quoc"),
        ("UBND xã", "phong-tho", "uy-ban-nhan-dan"),
        ("các phòng, trung tâm", "lac-phuong", "cac-phong-trung-tam"),
    ],
)
def test_spellings_resolve(directory: AgencyDirectory, text: str, commune: str, slug: str) -> None:
    agency = directory.resolve(text, commune)
    assert agency is not None
    assert agency.agency_id == f"{commune}/{slug}"


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("Phòng Kinh tế", "le-loi"),
        ("cơ chế một cửa, một cửa liên thông", "lac-phuong"),
        ("Phòng Kinh tế và Phòng Văn hóa - Xã hội", "tan-an"),
        ("Sở Nội vụ", "tan-an"),
        ("Phòng Kinh tế", "khong-co"),
        ("", "tan-an"),
    ],
)
def test_what_names_no_single_agency_is_none(directory: AgencyDirectory, text: str, commune: str) -> None:
    assert directory.resolve(text, commune) is None


def test_same_name_in_two_communes_is_two_agencies(directory: AgencyDirectory) -> None:
    found = {directory.resolve("Phòng Kinh tế", commune) for commune in ("lac-phuong", "loc-binh", "tan-an")}
    assert len(found) == 3


def test_longest_names_are_found_in_running_text(directory: AgencyDirectory) -> None:
    text = "Văn phòng HĐND và UBND phối hợp với phong kinh te, Trung tâm Phục vụ hành chính công xã."
    found = [(match.agency.agency_id, text[match.start : match.end]) for match in directory.find_all(text, "tan-an")]
    assert found == [
        ("tan-an/van-phong-hdnd-ubnd", "Văn phòng HĐND và UBND"),
        ("tan-an/phong-kinh-te", "phong kinh te"),
        ("tan-an/trung-tam-phuc-vu-hanh-chinh-cong", "Trung tâm Phục vụ hành chính công"),
    ]


def test_every_referenced_agency_exists(corpus: Corpus) -> None:
    known = {agency.agency_id for agency in corpus.agencies}
    dumped = [record.model_dump() for record in corpus.records]
    used = {value["agency_id"] for record in dumped for value in _references(record)}
    assert used <= known


def _references(record: dict[str, object]) -> list[dict[str, str]]:
    values: list[object] = []
    for value in record.values():
        values.extend(value if isinstance(value, tuple | list) else [value])
    return [value for value in values if isinstance(value, dict) and "agency_id" in value]
