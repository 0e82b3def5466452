"""What looks like a citizen's number is masked; what only resembles one is left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import MASK, mask, passes_luhn


@pytest.mark.parametrize(
    "number",
    [
        "001099012345",
        "001 099 012 345",
        "0010-9901-2345",
        "123456789",
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(0912) 345 678",
        "+84 912 345 678",
        "84912345678",
        "+84 (0) 912 345 678",
        "01234567890",
        "0203.3865.777",
        "024 3825 1234",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "378282246310005",
        "nguyen.van+a@mail.example.vn",
        "\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18",
        "0912\u200b345\u2060678",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "số {} nhé", "({}),", "gọi:{}.", "sđt {} k ạ"])
def test_number_is_masked(number: str, frame: str) -> None:
    assert mask(frame.format(number)) == frame.format(MASK)


@pytest.mark.parametrize(
    "text",
    [
        "mã 1.004194",
        "2.000815.000.00.00.H12",
        "179/KH-UBND",
        "61/2018/nđ-cp ngày 23/04/2018",
        "76/NQ-CP",
        "giai đoạn 2026-2030, 2026 - 2027",
        "năm 2026 2027 2028 2029",
        "phí 2.000 đồng/trang, tối đa 200.000 đồng/bản",
        "100.000.000 đồng",
        "123456789 đồng",
        "lệ phí 200000000",
        "1.234.567.890đ",
        "01/02/2026, 1-2-2026, 01.02.2026",
        "gọi 1900 1022 hoặc 18001096",
        "4111 1111 1111 1112",
        "IMG_20250917_083312.jpg",
        "50% của 12.345 hồ sơ",
        "",
    ],
)
def test_what_is_no_persons_is_left_alone(text: str) -> None:
    assert mask(text) == text


@given(st.integers(min_value=0, max_value=10**8 - 1), st.sampled_from("35789"))
def test_every_mobile_number_is_masked(rest: int, second: str) -> None:
    assert mask(f"số 0{second}{rest:08} ạ") == f"số {MASK} ạ"


@given(st.integers(min_value=0, max_value=10**11 - 1))
def test_every_citizens_number_is_masked(rest: int) -> None:
    assert mask(f"cccd 0{rest:011}") == f"cccd {MASK}"


@given(st.integers(min_value=10**14, max_value=10**15 - 1), st.sampled_from(["", " ", "-"]))
def test_every_card_is_masked(stem: int, mark: str) -> None:
    digits = f"4{stem}"[:15]
    number = next(digits + check for check in "0123456789" if passes_luhn(digits + check))
    grouped = mark.join(number[start : start + 4] for start in range(0, 16, 4))

    assert mask(f"thẻ {grouped}") == f"thẻ {MASK}"


@given(st.integers(min_value=0, max_value=9), st.integers(min_value=0, max_value=999_999))
def test_no_procedure_code_is_masked(first: int, rest: int) -> None:
    text = f"thủ tục {first}.{rest:06} làm ở đâu"

    assert mask(text) == text


@given(st.integers(min_value=1, max_value=99_999), st.sampled_from(["KH-UBND", "NQ/TU", "QĐ-TTg", "2025/NĐ-CP"]))
def test_no_document_number_is_masked(number: int, tail: str) -> None:
    assert mask(f"Kế hoạch {number}/{tail}") == f"Kế hoạch {number}/{tail}"


@given(st.integers(min_value=0, max_value=10**10), st.sampled_from(["đồng", "đ", "vnđ", "triệu đồng"]))
def test_no_fee_is_masked(amount: int, unit: str) -> None:
    text = f"lệ phí {amount:,} {unit}".replace(",", ".")

    assert mask(text) == text


@given(st.dates(min_value=date(1975, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%Y"]))
def test_no_date_is_masked(day: date, form: str) -> None:
    assert mask(f"ngày {day.strftime(form)}") == f"ngày {day.strftime(form)}"


@given(st.text(alphabet="0123456789 .-+/@()đồngmã\u200b", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"]), max_size=80))
def test_text_without_digits_and_addresses_is_left_alone(text: str) -> None:
    assert mask(text.replace("@", "")) == text.replace("@", "")
