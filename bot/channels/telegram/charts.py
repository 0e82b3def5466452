"""A comparison as a picture that can be read on a phone. The drawing library is loaded with the first picture."""

import io
import textwrap
import threading

from bot.reply import Comparison

_WIDTH_PX, _DPI = 1080, 200
# Dark words are read on both, and beside a bar that is shorter than they are.
_INK, _FIRST, _OTHER = "#1f2937", "#5fc7b8", "#cbd5e1"
_lock = threading.Lock()


def draw(comparison: Comparison) -> bytes:
    """Returns a PNG, 1080 pixels wide: a bar a figure, the source's own wording beside it."""
    with _lock:  # the library's fonts are shared between threads
        return _draw(comparison)


def _draw(comparison: Comparison) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    bars = comparison.bars
    indicator = comparison.indicator[:1].upper() + comparison.indicator[1:]
    title = textwrap.fill(indicator, 40, max_lines=5, placeholder="…")
    title_lines = title.count("\n") + 1
    width = _WIDTH_PX / _DPI
    height = 0.55 + 0.26 * title_lines + 0.78 * len(bars)
    figure = Figure(figsize=(width, height), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    head = (0.2 + 0.26 * title_lines) / height
    figure.text(0.04, 1 - 0.14 / height, title, fontsize=12, fontweight="bold", color=_INK, va="top", parse_math=False)
    axes = figure.add_axes((0.04, 0.12 / height, 0.92, 1 - head - 0.2 / height))
    top = max(float(bar.value) for bar in bars) or 1.0
    for place, bar in enumerate(bars):
        y = -float(place)
        share = float(bar.value) / top
        colour = _FIRST if bar.value == bars[0].value else _OTHER  # the answer names the first one first
        axes.barh(y - 0.24, share, height=0.34, color=colour)
        label = f"{bar.label} ({bar.period})" if bar.period else bar.label
        axes.text(0, y + 0.02, label, fontsize=9.5, color=_INK, va="bottom", parse_math=False)
        axes.text(
            0.015,
            y - 0.24,
            bar.wording,
            fontsize=9.5,
            va="center",
            fontweight="bold",
            color=_INK,
            parse_math=False,
        )
    axes.set_xlim(0, 1)
    axes.set_ylim(-len(bars) + 0.5, 0.35)
    axes.axis("off")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
