"""Spans of time as people say them."""

from datetime import timedelta


def spoken(span: timedelta) -> str:
    """Returns a span in words: "90 ngày", "30 phút"; parts of a day or hour are left out or said in minutes."""
    minutes = max(1, round(span.total_seconds() / 60))
    if span.days:
        return f"{span.days} ngày"
    return f"{minutes // 60} giờ" if minutes % 60 == 0 else f"{minutes} phút"
