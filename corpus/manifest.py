"""`manifest.yaml` of a document: where its file is and what the file itself does not say."""

from datetime import date
from pathlib import Path

import yaml
from pydantic import ValidationError

from corpus.documents import Commune
from corpus.errors import UnreadableDocument
from corpus.lexicon import parse_yaml
from corpus.records import Frozen


class Stated(Frozen):
    """Fields of the document's head that its text lacks; the text wins where it says them."""

    document_type: str | None = None
    title: str | None = None
    document_number: str | None = None
    issuing_body: str | None = None
    issued_on: date | None = None


class Manifest(Frozen):
    """One document of one commune. `sha256` is of the file as published; a difference is reported, not refused.

    `has_whole_paragraphs`: each line of the file is a paragraph, as in text from Word; None where that is not known.
    """

    document_id: str
    commune: Commune
    file: str
    sha256: str
    replaces: tuple[str, ...] = ()
    stated: Stated = Stated()
    defects: tuple[str, ...] = ()
    has_whole_paragraphs: bool | None = None


def load_manifest(folder: Path) -> Manifest:
    """Returns the manifest of a document's folder.

    Raises:
        UnreadableDocument: there is none, it is not YAML, or its fields are wrong.
    """
    path = folder / "manifest.yaml"
    try:
        return Manifest.model_validate(parse_yaml(path.read_text(encoding="utf-8")))
    except FileNotFoundError as exc:
        raise UnreadableDocument(
            f"Thư mục {folder.name!r} thiếu manifest.yaml; hãy tạo tệp này (xem docs/corpus.md)."
        ) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise UnreadableDocument(
            f"Không đọc được {folder.name!r}/manifest.yaml; hãy kiểm tra quyền và mã UTF-8."
        ) from exc
    except yaml.YAMLError as exc:
        raise UnreadableDocument(f"{folder.name!r}/manifest.yaml sai cú pháp YAML; hãy sửa lại.") from exc
    except ValidationError as exc:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in exc.errors())
        raise UnreadableDocument(f"{folder.name!r}/manifest.yaml sai ở trường: {fields}; hãy sửa lại.") from exc
