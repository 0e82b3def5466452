import pytest

from corpus.errors import CorpusError, ExtractionFailed, UnreadableDocument, UnsupportedDocument
from corpus.readers import read_lines


def test_lines_are_numbered_and_in_nfc() -> None:
    lines = read_lines("Kế hoạch\n\n  cải  cách  \r\nhành chính".encode(), "plan.txt")
    assert [(line.number, line.text) for line in lines] == [
        (1, "Kế hoạch"),
        (2, ""),
        (3, "cải cách"),
        (4, "hành chính"),
    ]


def test_byte_order_mark_is_no_text() -> None:
    assert read_lines("\ufeffI. MỤC TIÊU".encode(), "plan.txt")[0].text == "I. MỤC TIÊU"


@pytest.mark.parametrize(
    ("data", "name", "error", "says"),
    [
        (b"%PDF-1.7", "plan.pdf", UnsupportedDocument, ".txt"),
        (b"\xff\xfe\x00K", "plan.txt", UnreadableDocument, "UTF-8"),
        (b"\x00\x01\x02\x03abc", "plan.txt", UnreadableDocument, "trích xuất lại"),
        (b"#$%^&*() !!! ??? ///", "plan.txt", UnreadableDocument, "trích xuất lại"),
        (b" \n\t\n", "plan.txt", ExtractionFailed, "không có chữ"),
        (b"", "plan.txt", ExtractionFailed, "không có chữ"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, name: str, error: type[CorpusError], says: str) -> None:
    with pytest.raises(error) as caught:
        read_lines(data, name)
    assert name in str(caught.value)
    assert says in str(caught.value)
