"""Cells of a table that say how a file is handed in, how long it takes and what it costs."""

import re
from collections.abc import Mapping
from decimal import Decimal

from corpus.procedures.channels import parse_time
from corpus.procedures.faults import RowRejected
from corpus.procedures.fees import read_money
from corpus.procedures.headers import Header, find_channel
from corpus.procedures.records import Channel, ChannelKind, Fee, ProcessingTime
from corpus.procedures.tables import Row
from corpus.text import fold

_FREE = {"mien phi", "khong", "khong thu", "khong co", "mien", "0"}
_NO_TIME = {"khong quy dinh", "khong"}
_SET_ELSEWHERE = re.compile(r"hoi dong nhan dan|hdnd|theo quy dinh|thong tu|nghi quyet")


def read_channels(row: Row, header: Header, code: str) -> tuple[Channel, ...]:
    """Returns the ways to hand in, each with its time and fee: those with columns of their own, else those named.

    Raises:
        RowRejected: a cell is no way to hand in, no time or no sum; the fault names the cell.
    """
    own: dict[ChannelKind, dict[str, tuple[str, str]]] = {}
    shared: dict[str, tuple[str, str]] = {}
    for place, column in header.columns.items():
        cell = (row.cell(place), row.place(place))
        if column.channel is not None:
            own.setdefault(column.channel, {})[column.field] = cell
        elif column.field in ("channels", "times", "fees"):
            shared[column.field] = cell
    kinds = _kinds(shared.get("channels", ("", "")), code)
    if own:
        return tuple(
            channel
            for kind, cells in own.items()
            if (channel := _one_channel(kind, {**shared, **cells}, code))
            and (channel.times or channel.fees or kind in kinds)
        )
    found = tuple(_one_channel(kind, shared, code) for kind in kinds)
    if not found and any(shared.get(field, ("", ""))[0] for field in ("times", "fees")):
        raise RowRejected(
            "có thời hạn hoặc phí nhưng không có hình thức nộp", code, shared.get("channels", ("", None))[1]
        )
    return found


def _one_channel(kind: ChannelKind, cells: Mapping[str, tuple[str, str]], code: str) -> Channel:
    return Channel(
        kind=kind,
        times=_times(*cells.get("times", ("", "")), code),
        fees=_fees(*cells.get("fees", ("", "")), code),
    )


def _kinds(cell: tuple[str, str], code: str) -> tuple[ChannelKind, ...]:
    parts = [part for part in re.split(r"[;,\n]", cell[0]) if part.strip()]
    kinds = [find_channel(part) for part in parts]
    if None in kinds:
        wrong = parts[kinds.index(None)].strip()
        raise RowRejected(
            f"hình thức nộp {wrong[:40]!r} không có; hãy ghi Trực tuyến, Trực tiếp hoặc Bưu chính", code, cell[1]
        )
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def _times(text: str, place: str, code: str) -> tuple[ProcessingTime, ...]:
    if not text or fold(text).strip(" .") in _NO_TIME:
        return ()
    time = parse_time(text)
    if time is None:
        raise RowRejected(f"thời hạn {text[:40]!r} không đọc được (ví dụ: 3 ngày làm việc)", code, place)
    return (time,)


def _fees(text: str, place: str, code: str) -> tuple[Fee, ...]:
    return tuple(_fee(line, place, code) for line in text.split("\n") if line)


def _fee(text: str, place: str, code: str) -> Fee:
    folded = fold(text).strip(" .")
    if money := read_money(text):
        amount, currency, per = money
        return Fee(amount=amount, currency=currency, per=per, raw=text)
    if folded in _FREE:
        return Fee(amount=Decimal(0), raw=text)
    if _SET_ELSEWHERE.search(folded):
        return Fee(amount=None, condition=text, raw=text)
    raise RowRejected(f"phí {text[:40]!r} không phải số tiền (ví dụ: 50.000 đồng/bản, Miễn phí)", code, place)
