"""Extractors: the outline of a document → typed records. Each module gives one kind of record."""
