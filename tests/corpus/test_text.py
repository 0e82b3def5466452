"""Text at the level of characters."""

import unicodedata

import pytest

from corpus.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("ĐƯỜNG – số 5/QĐ-UBND", "duong – so 5/qd-ubnd"),
        ("ISO 9001", "iso 9001"),
        ("Straße İ", "straße i"),
        # Marks of other scripts go too; a sign that combines with nothing stays.
        ("שָׁלוֹם", "שלום"),
        ("a\u034fb", "a\u034fb"),
        ("", ""),
    ],
)
def test_folded_text_has_no_marks(text: str, folded: str) -> None:
    assert fold(text) == fold(unicodedata.normalize("NFD", text)) == fold(folded) == folded
