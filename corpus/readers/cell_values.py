"""Values of a workbook's cells → the words that a Vietnamese text prints for them."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LEAST_PLACES = 2
_LARGEST = Decimal(10) ** 15
_DECIMALS = re.compile(r"[0#?]\.([0#?]+)")


def print_value(value: object, number_format: str) -> str:
    """Returns the words of a cell, line breaks kept; `number_format` is Excel's code for how it shows the value.

    100.0 → "100"; 0.95 as "0%" → "95%"; 1.5 → "1,5"; 1500 as "#,##0" → "1.500"; a date → "31/12/2026".
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, date):
        return _print_date(value, number_format)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _print_number(value, _QUOTED.sub("", number_format.split(";")[0]))
    return str(value)


def _print_date(value: date, number_format: str) -> str:
    code = _QUOTED.sub("", number_format).lower()
    if "y" in code and "d" not in code:
        return f"{value.month:02}/{value.year:04}" if "m" in code else f"{value.year:04}"
    day = f"{value.day:02}/{value.month:02}/{value.year:04}"
    if isinstance(value, datetime) and "h" in code and (value.hour or value.minute):
        return f"{day} {value.hour:02}:{value.minute:02}"
    return day


def _print_number(value: float, code: str) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    is_percent = "%" in code
    exact = Decimal(f"{value:.12g}") * (100 if is_percent else 1)
    decimals = _DECIMALS.search(code)
    if is_percent or decimals:
        # Two places at least: "96%" for 0.955 would be another target.
        places = max(_LEAST_PLACES, len(decimals[1]) if decimals else 0)
        exact = exact.quantize(Decimal(1).scaleb(-places)) if abs(exact) < _LARGEST else exact
    text = f"{exact.normalize():f}"
    whole, _, rest = text.partition(".")
    if "," in code:
        whole = f"{int(whole):,}".replace(",", ".")
    return f"{whole}{',' if rest else ''}{rest}{'%' if is_percent else ''}"
