"""The picture of a comparison: of phone width, of the figures given, drawn by a library that is loaded late."""

import struct
import subprocess
import sys
import warnings
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.charts import draw
from bot.channels.telegram.rendering import MAX_CAPTION, caption
from bot.reply import Bar, Comparison
from tests.support.shipped import ROOT


def comparison(*values: object, indicator: str = "tỷ lệ thanh toán trực tuyến") -> Comparison:
    bars = tuple(Bar(f"Xã số {n}", "giai đoạn 2026 - 2030", Decimal(str(value)), f"từ {value}% trở lên")
                 for n, value in enumerate(values))  # fmt: skip
    return Comparison(indicator, "%", bars)


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_picture_is_as_wide_as_a_phone_and_grows_with_the_bars() -> None:
    two, five = draw(comparison(50, 60)), draw(comparison(80, 80, 80, 60, 50))

    assert size(two)[0] == size(five)[0] == 1080
    assert size(two)[1] < size(five)[1] < 1400


def test_vietnamese_letters_are_in_the_font() -> None:
    text = "ẮẰẲẴẶắằẳẵặẤẦẨẪẬấầẩẫậĐđẾỀỂỄỆếềểễệỐỒỔỖỘốồổỗộỚỜỞỠỢớờởỡợỨỪỬỮỰứừửữựỲỴỶỸỳỵỷỹ ≥ ≤ “”–"
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # "Glyph … missing from font"
        assert draw(comparison(1, 2, indicator=text)).startswith(b"\x89PNG")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=2), min_size=1, max_size=8), st.text(max_size=400))
def test_any_figures_can_be_drawn(values: list[Decimal], indicator: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other scripts than the font has
        assert draw(comparison(*values, indicator=indicator)).startswith(b"\x89PNG")


def test_caption_says_what_is_seen() -> None:
    assert caption(comparison(60, 50)) == (
        "Biểu đồ: tỷ lệ thanh toán trực tuyến. Xã số 0, giai đoạn 2026 - 2030: từ 60% trở lên; "
        "Xã số 1, giai đoạn 2026 - 2030: từ 50% trở lên."
    )
    assert len(caption(comparison(*range(100)))) <= MAX_CAPTION


def test_drawing_library_is_loaded_with_the_first_picture() -> None:
    code = "import bot.channels.telegram.application, sys; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
