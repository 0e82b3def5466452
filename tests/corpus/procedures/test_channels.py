"""The portal's flattened table of ways to hand in."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.procedures.channels import ChannelTable, parse_channels, parse_time
from corpus.procedures.records import Channel, ChannelKind, TimeUnit
from tests.corpus.procedures.support import CHANNEL_HEAD, portal_records

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "procedure_channels.tsv"
_NAMES = {"Trực tuyến": ChannelKind.ONLINE, "Trực tiếp": ChannelKind.IN_PERSON, "Dịch vụ bưu chính": ChannelKind.POST}
_UNITS = {"Ngày làm việc": TimeUnit.WORKING_DAY, "Ngày": TimeUnit.DAY, "Giờ": TimeUnit.HOUR, "Tháng": TimeUnit.MONTH}


def times_of(channel: Channel) -> set[str]:
    return {f"{time.value} {time.unit.value if time.unit else '?'}" for time in channel.times} or {"-"}


def fees_of(channel: Channel) -> set[str]:
    return {
        "?" if fee.amount is None else f"{fee.amount}{' USD' if fee.currency == 'USD' else ''}" for fee in channel.fees
    } or {"-"}


def only(text: str) -> Channel:
    table = parse_channels(CHANNEL_HEAD + text)
    assert table.leftovers == ()
    (channel,) = table.channels
    return channel


@pytest.fixture(scope="module")
def tables() -> dict[str, ChannelTable]:
    return {row["ma_thu_tuc"]: parse_channels(row["cach_thuc_thuc_hien"]) for row in portal_records()}


def golden() -> Iterator[dict[str, str]]:
    lines = (line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    yield from csv.DictReader(lines, delimiter="\t")


def test_at_least_98_percent_of_labelled_rows_say_what_a_person_reads(tables: dict[str, ChannelTable]) -> None:
    rows = list(golden())
    wrong = [
        (row["code"], row["row"])
        for row in rows
        for channel in [tables[row["code"]].channels[int(row["row"]) - 1]]
        if (channel.kind.value, times_of(channel), fees_of(channel))
        != (row["channel"], set(row["times"].split("; ")), set(row["fees"].split("; ")))
    ]

    assert len(rows) >= 60
    assert len(wrong) / len(rows) <= 0.02, wrong


def test_no_row_of_the_portal_leaves_cells_unread(tables: dict[str, ChannelTable]) -> None:
    rows = sum(len(table.channels) for table in tables.values())
    unread = {code: table.leftovers for code, table in tables.items() if table.leftovers}
    print(f"{rows} rows of {len(tables)} procedures, {len(unread)} with leftovers")  # noqa: T201 (pytest -s)

    assert rows > 800
    assert unread == {}


@pytest.mark.parametrize(
    ("text", "times", "fees"),
    [
        ("Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng", {"3 ngày làm việc"}, {"7000"}),
        ("Trực tiếp10 Ngày làm việcMiễn phíNộp tại xã.", {"10 ngày làm việc"}, {"0"}),
        ("Trực tiếpKhông có thông tinKhông có thông tin", {"-"}, {"-"}),
        ("Trực tiếp5Miễn phí", {"5 ?"}, {"0"}),
        ("Trực tiếp0Không có thông tin", {"-"}, {"-"}),
        ("Trực tiếp15 Ngày700 VNĐ(Phí thẩm định: 700.000 đồng/cơ sở.)", {"15 ngày"}, {"700000"}),
        ("Trực tiếp1 Ngày40 VNĐ(4.000 đ/giấy)", {"1 ngày"}, {"4000"}),
        ("Trực tiếp1 Ngày25 VNĐ(25.000.000đ/giấy)", {"1 ngày"}, {"25000"}),
        ("Trực tiếp1 Ngày50,000 VNĐ(0.000đ/giấy)", {"1 ngày"}, {"50000"}),
        ("Trực tiếp1 Ngày25 VNĐ", {"1 ngày"}, {"?"}),
        ("Trực tiếpKhông có thông tin10 USD(/bản)", {"-"}, {"10 USD"}),
        ("Trực tiếp3 Ngày7,000 VNĐ5,000 VNĐ(/bản)", {"3 ngày"}, {"7000", "5000"}),
        ("Trực tiếp3 Ngày5 Ngày làm việcMiễn phí", {"3 ngày", "5 ngày làm việc"}, {"0"}),
        ("Trực tiếp1Miễn phí(Mức lệ phí do Hội đồng nhân dân tỉnh quyết định.)", {"1 ?"}, {"?"}),
        ("Trực tiếp1Miễn phí((Theo quy định của HĐND tỉnh. Miễn lệ phí cho hộ nghèo.))", {"1 ?"}, {"?", "0"}),
        ("Trực tiếp1Miễn phí(Không quy định.)", {"1 ?"}, {"0"}),
        ("Trực tiếpKhông có thông tinMiễn phí05 ngày làm việc kể từ ngày nhận đủ hồ sơ", {"5 ngày làm việc"}, {"0"}),
        ("Trực tiếp5 NgàyMiễn phí05 ngày làm việc, kể từ ngày nhận đủ hồ sơ", {"5 ngày làm việc"}, {"0"}),
        ("Trực tiếp9 NgàyMiễn phí- Kiểm tra hồ sơ: 2 ngày;\n- Quyết định: 7 ngày", {"9 ngày"}, {"0"}),
        ("Trực tiếp5 NgàyMiễn phí- 1 ngày đối với đám tang\n- 5 ngày đối với việc khác", {"1 ngày", "5 ngày"}, {"0"}),
    ],
)
def test_row_says_what_a_person_reads(text: str, times: set[str], fees: set[str]) -> None:
    channel = only(text)

    assert (times_of(channel), fees_of(channel)) == (times, fees)


def test_words_of_a_description_start_no_row() -> None:
    text = "Trực tuyến3 Ngày làm việcMiễn phí- Trực tiếp: nộp tại xã. - Trực tuyến qua Cổng.Trực tiếp2 NgàyMiễn phí"

    channels = parse_channels(CHANNEL_HEAD + text).channels

    assert [channel.kind for channel in channels] == [ChannelKind.ONLINE, ChannelKind.IN_PERSON]
    assert channels[0].note == "- Trực tiếp: nộp tại xã. - Trực tuyến qua Cổng."


def test_fee_keeps_what_it_is_for_and_both_wordings() -> None:
    (fee,) = only("Trực tiếp15 Ngày700 VNĐ(Phí thẩm định: 700.000 đồng/cơ sở.)").fees

    assert (fee.per, fee.raw) == ("cơ sở", "700 VNĐ (Phí thẩm định: 700.000 đồng/cơ sở.)")


def test_graded_fee_gives_each_grade() -> None:
    note = "2.000 đồng/trang; từ trang thứ 3 thu 1.000 đồng/trang, tối đa 9.000 đồng/bản"

    fees = only(f"Trực tiếpKhông có thông tin2,000 VNĐ({note})").fees

    assert [(fee.amount, fee.per, fee.condition) for fee in fees] == [
        (Decimal(2000), "trang", None),
        (Decimal(1000), "trang", "từ trang thứ 3"),
        (Decimal(9000), "bản", "tối đa"),
    ]


def test_exemption_says_for_whom() -> None:
    owed, free = only("Trực tiếp1Miễn phí(Mức lệ phí do HĐND tỉnh quyết định. Miễn lệ phí cho hộ nghèo.)").fees

    assert (owed.amount, free.amount, free.condition) == (None, Decimal(0), "hộ nghèo")


def test_time_keeps_column_and_words() -> None:
    (time,) = only("Trực tiếp5 NgàyMiễn phí05 ngày làm việc, kể từ khi nhận").times

    assert time.raw == "5 Ngày | 05 ngày làm việc, kể từ khi nhận"


def test_what_cannot_be_told_apart_is_left_over() -> None:
    table = parse_channels(f"{CHANNEL_HEAD}Trực tiếp115,000 Việt Nam Đồng")

    assert (table.channels, table.leftovers) == ((), ("Trực tiếp115,000 Việt Nam Đồng",))


@pytest.mark.parametrize("text", ["", "Không có thông tin", CHANNEL_HEAD])
def test_no_table_gives_no_rows(text: str) -> None:
    assert parse_channels(text) == ChannelTable(())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(_NAMES)),
            st.integers(1, 400),
            st.sampled_from(list(_UNITS)),
            st.integers(1, 9_999).map(lambda value: value * 1_000),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_rows_run_together_come_apart_again(rows: list[tuple[str, int, str, int]]) -> None:
    text = "".join(f"{name}{value} {unit}{fee:,} Việt Nam Đồng" for name, value, unit, fee in rows)

    table = parse_channels(CHANNEL_HEAD + text)

    read = [
        (channel.kind, channel.times[0].value, channel.times[0].unit, channel.fees[0].amount)
        for channel in table.channels
    ]
    assert read == [(_NAMES[name], Decimal(value), _UNITS[unit], Decimal(fee)) for name, value, unit, fee in rows]
    assert table.leftovers == ()


@given(st.text(max_size=300))
def test_any_text_is_read_without_fault(text: str) -> None:
    parse_channels(text)
    parse_time(text)


@given(
    st.lists(st.sampled_from([*_NAMES, "3 Ngày", "Miễn phí", "(", ")", "7,000 VNĐ", "đối với ", " và "]), max_size=12)
)
def test_any_order_of_cells_is_read_without_fault(parts: list[str]) -> None:
    for channel in parse_channels("".join(parts)).channels:
        assert all(fee.amount is None or fee.amount >= 0 for fee in channel.fees)
