"""`everyday_names.yaml` beside a document: what people call the matters that it writes in the language of offices."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.documents import EverydayNames
from corpus.errors import UnreadableDocument
from corpus.lexicon import parse_yaml
from corpus.records import Frozen

_FILE = "everyday_names.yaml"


class _File(Frozen):
    """Names by the record's or section's id without the document's ("chi-tieu/muc-ii-1-d1", "muc-iii-2-g1")."""

    names: dict[str, tuple[str, ...]]


def load_everyday_names(folder: Path, document_id: str) -> tuple[EverydayNames, ...]:
    """Returns the names of a document's folder; none where it has no such file.

    Raises:
        UnreadableDocument: the file is not YAML of the documented shape.
    """
    path = folder / _FILE
    if not path.exists():
        return ()
    try:
        names = _File.model_validate(parse_yaml(path.read_text(encoding="utf-8"))).names
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as exc:
        raise UnreadableDocument(
            f"{folder.name!r}/{_FILE} không đúng dạng (names: mã mục → danh sách cách gọi); hãy sửa lại hoặc xóa tệp."
        ) from exc
    return tuple(
        EverydayNames(item_id=f"{document_id}{'/' if '/' in key else '#'}{key}", names=said)
        for key, said in names.items()
    )
