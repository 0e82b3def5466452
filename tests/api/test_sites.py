"""The file of sites: what is read of it, and how a fault is said."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.origins import normalise_origin
from api.sites import SitesRefused, load_sites
from tests.api.sample_sites import COMMUNES, ONE, SITES, TWO, write_sites

ROOT = Path(__file__).parents[2]


def test_sites_are_read(tmp_path: Path) -> None:
    sites = load_sites(write_sites(tmp_path), COMMUNES)

    assert {site.key: (site.origins, site.communes, site.per_minute) for site in sites} == {
        ONE: (("https://lacphuong.example.vn", "https://xn--x-yfa.example.vn"), ("lac-phuong",), None),
        TWO: (("https://cong.example.vn:8443",), ("tan-an", "lac-phuong"), 2),
    }


@pytest.mark.parametrize(
    ("written", "line", "fault"),
    [
        ((f"key: {TWO}", f"key: {ONE}"), 7, "sites.1.key: khóa này đã dùng cho trang khác"),
        ((f"key: {TWO}", "key: ngắn"), 7, "sites.1.key: không đúng dạng"),
        (("communes: lac-phuong", "communes: kim-lien"), 6,
         "sites.0.communes: Không có xã, phường nào mang mã 'kim-lien'; các mã hiện có: lac-phuong, tan-an"),
        (("per_minute: 2", "per_minute: 0"), 11, "sites.1.per_minute: quá nhỏ"),
        (("per_minute: 2", "per_minute: nhiều"), 11, "sites.1.per_minute: phải là số nguyên"),
        (("per_minute: 2", "per_hour: 2"), 11, "sites.1.per_hour: không có trường nào tên như vậy"),
        (("    name: Cổng chung\n", ""), 7, "sites.1.name: thiếu trường này"),
        (("communes: lac-phuong", "communes: []"), 6, "sites.0.communes: đang trống"),
        (("https://cong.example.vn:8443", "https://*.example.vn"), 9,
         "sites.1.origins.0: 'https://*.example.vn' có dấu *; "
         "hãy ghi rõ từng địa chỉ, không dùng được mẫu chung cho nhiều tên miền"),
        (("https://cong.example.vn:8443", "cong.example.vn"), 9,
         "sites.1.origins.0: 'cong.example.vn' không phải địa chỉ dạng https://xa.example.vn"),
        (("https://cong.example.vn:8443", "https://cong.example.vn/hoi-dap"), 9,
         "sites.1.origins.0: 'https://cong.example.vn/hoi-dap' có phần thừa; hãy chỉ ghi https://cong.example.vn"),
        (("communes: [tan-an, lac-phuong]", "communes: [tan-an"), 11, "sai cú pháp YAML"),
    ],
)  # fmt: skip
def test_fault_names_line_and_field(tmp_path: Path, written: tuple[str, str], line: int, fault: str) -> None:
    path = write_sites(tmp_path, SITES.replace(*written))

    with pytest.raises(SitesRefused) as caught:
        load_sites(path, COMMUNES)

    assert str(caught.value) == f"tệp các trang {path} sai ở dòng {line} ({fault})."


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    path = write_sites(tmp_path, SITES.replace("communes: lac-phuong", "commune: lac-phuong"))

    with pytest.raises(SitesRefused) as caught:
        load_sites(path, COMMUNES)

    assert str(caught.value) == (
        f"tệp các trang {path} sai ở dòng 3 (sites.0.communes: thiếu trường này); "
        "dòng 6 (sites.0.commune: không có trường nào tên như vậy)."
    )


@pytest.mark.parametrize("text", ["", "sites: []", "sites: 5", "- a", "trang: []", "sites: [5]", "? [a]\n: b"])
def test_no_file_of_sites_is_half_a_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(SitesRefused, match=r"dòng \d+ \("):
        load_sites(write_sites(tmp_path, text), COMMUNES)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SitesRefused, match=r"nothing\.yaml; hãy kiểm tra đường dẫn"):
        load_sites(tmp_path / "nothing.yaml", COMMUNES)


def test_example_of_the_documentation_is_a_file_of_sites(tmp_path: Path) -> None:
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(sites:.*?)```", text, flags=re.DOTALL)

    sites = load_sites(write_sites(tmp_path, example), ("lac-phuong", "le-loi"))

    assert [site.commune for site in sites] == ["lac-phuong", "le-loi"]


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://xa.example.vn", "https://xa.example.vn"),
        ("https://xa.example.vn/", "https://xa.example.vn"),
        ("HTTPS://Xa.Example.VN:443/", "https://xa.example.vn"),
        ("http://xa.example.vn:80", "http://xa.example.vn"),
        ("http://xa.example.vn:443", "http://xa.example.vn:443"),
        ("https://xa.example.vn:8443", "https://xa.example.vn:8443"),
        ("https://phường.example.vn", "https://xn--phng-rib8295b.example.vn"),
        ("https://PHƯỜNG.example.vn", "https://xn--phng-rib8295b.example.vn"),
        ("https://xn--phng-rib8295b.example.vn", "https://xn--phng-rib8295b.example.vn"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_origin_is_written_as_browsers_send_it(written: str, origin: str) -> None:
    assert normalise_origin(written) == origin


@pytest.mark.parametrize(
    "written",
    ["null", "*", "", "xa.example.vn", "ftp://xa.example.vn", "https://", "https://*.example.vn",
     "https://xa.example.vn/a", "https://xa.example.vn?a", "https://xa.example.vn#a", "https://a:b@xa.example.vn",
     "https://a@xa.example.vn", "https://xa.example.vn\\@evil.example", "javascript:alert(1)", 5, None],
)  # fmt: skip
def test_what_is_no_origin_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        normalise_origin(written)


@given(
    st.from_regex(r"(?i)https?://[a-z0-9ăâđêôơưàáảãạ]{1,12}(\.[a-z]{2,6}){1,2}(:[1-9][0-9]{0,3})?/?", fullmatch=True)
)
def test_origin_read_again_is_the_same(written: str) -> None:
    origin = normalise_origin(written)

    assert origin.isascii()
    assert normalise_origin(origin) == origin
