"""Readers: bytes of a source file → numbered lines."""

from corpus.readers.lines import Line, read_lines

__all__ = ["Line", "read_lines"]
