"""What can go wrong with one document. `load_corpus` turns each into a `RejectedItem`; messages are for the operator.

CorpusError
 +- UnsupportedDocument   a format that no reader knows
 +- UnreadableDocument    the file is missing, is not text, or its manifest is wrong
 +- ExtractionFailed      the text was read, but it is not a document that can be outlined
"""


class CorpusError(Exception):
    """Base of all faults of a document; its message is Vietnamese and names the file and the way out."""


class UnsupportedDocument(CorpusError):
    """Raised for a file whose format has no reader."""


class UnreadableDocument(CorpusError):
    """Raised when a file or manifest is missing or its bytes are not what they should be."""


class ExtractionFailed(CorpusError):
    """Raised when a readable text holds nothing that an outline can be made of."""
