"""Texts → vectors. The only place that knows embedding models.

The static model is read with tokenizers, safetensors and numpy alone: importing torch takes seconds and 200 MB that a
mean of rows does not need. Transformers are loaded by sentence_transformers, at the first text that is embedded.
"""

import importlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.text import fold
from retrieval.errors import EmbeddingFailed
from retrieval.settings import RetrievalSettings

Vectors = NDArray[np.float32]

_PROFILES = Path(__file__).with_name("embedders.yaml")


class Embedder(Protocol):
    """Turns texts into vectors. `embedder_id` changes whenever the same text would give another vector."""

    @property
    def embedder_id(self) -> str:
        """Known without loading the model."""

    @property
    def dimension(self) -> int: ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Returns one row per text. Raises `EmbeddingFailed`."""

    def embed_query(self, text: str) -> Vectors:
        """Returns one vector. Raises `EmbeddingFailed`."""


class StaticEmbedder:
    """Mean of token vectors, from a folder saved by sentence-transformers' StaticEmbedding.

    Gives bit for bit what `SentenceTransformer(folder).encode(fold(text))` gives. The text is folded first, because the
    shipped model was trained on folded text. A text without a known token gets the zero vector.
    """

    def __init__(self, folder: Path) -> None:
        """Loads the model (milliseconds).

        Raises:
            EmbeddingFailed: The folder is missing, or is not such a model.
        """
        # Here, because tokenizers costs 50 ms that an index without vectors need not pay.
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
            if len(modules) != 1 or not modules[0]["type"].endswith("StaticEmbedding"):
                raise EmbeddingFailed(
                    f"Mô hình ở {str(folder)!r} không phải StaticEmbedding: hãy chọn RETRIEVAL_EMBEDDER khác."
                )
            files = [folder / modules[0]["path"] / name for name in ("tokenizer.json", "model.safetensors")]
            digest = sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
            # tokenizers raises the bare Exception for what lacks a model; this asks for it first.
            json.loads(files[0].read_text(encoding="utf-8"))["model"]["vocab"]
            self._tokenizer = Tokenizer.from_file(str(files[0]))
            self._rows = load_file(files[1])["embedding.weight"]
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as exc:
            raise EmbeddingFailed(
                f"Không đọc được mô hình nhúng tĩnh ở {str(folder)!r}: hãy kiểm tra RETRIEVAL_STATIC_MODEL_DIR, "
                "hoặc đặt RETRIEVAL_EMBEDDER=none để chỉ tìm theo từ."
            ) from exc
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.embedder_id = f"static:{digest}"
        self.dimension = int(self._rows.shape[1])

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return (
            np.stack([self.embed_query(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)
        )

    def embed_query(self, text: str) -> Vectors:
        ids = self._tokenizer.encode(fold(text), add_special_tokens=False).ids
        if not ids:
            return np.zeros(self.dimension, np.float32)
        return np.asarray(self._rows[ids].mean(axis=0), dtype=np.float32)


class EmbedderProfile(BaseModel):
    """What a model wants its texts to look like (retrieval/embedders.yaml).

    `word_segmenter` is "module:function" of a text → text function that joins the syllables of a word with "_".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    query_prefix: str = ""
    passage_prefix: str = ""
    word_segmenter: str | None = None
    folded: bool = False


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from a local folder or (if the network allows) the hub."""

    def __init__(self, name: str, profile: EmbedderProfile) -> None:
        self._name = name
        self._profile = profile
        self._lock = Lock()
        self._loaded: Any = None
        self._segment = _load_segmenter(profile.word_segmenter)
        shape = (_fingerprint(Path(name)), profile.model_dump_json())
        self.embedder_id = f"st:{Path(name).name}:{sha256('|'.join(shape).encode()).hexdigest()[:12]}"

    @property
    def dimension(self) -> int:
        return int(self._model().get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._encode(self._profile.passage_prefix, texts)

    def embed_query(self, text: str) -> Vectors:
        return np.asarray(self._encode(self._profile.query_prefix, [text])[0])

    def _encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        prepared = [prefix + self._segment(fold(text) if self._profile.folded else text) for text in texts]
        try:
            vectors = self._model().encode(prepared, normalize_embeddings=True, show_progress_bar=False)
        except RuntimeError as exc:  # what torch raises, out of memory included
            raise EmbeddingFailed(f"Mô hình nhúng {self._name!r} không xử lý được văn bản: {exc}") from exc
        return np.asarray(vectors, dtype=np.float32)

    def _model(self) -> Any:  # an untyped library's object, used in this class only
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> Any:
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._name, device="cpu")
        except (OSError, ValueError) as exc:  # no such folder, no network and not in the cache, not a model
            raise EmbeddingFailed(
                f"Không tải được mô hình nhúng {self._name!r}: hãy đặt RETRIEVAL_EMBEDDER là thư mục mô hình có "
                "sẵn trên máy này, hoặc 'static', hoặc 'none'."
            ) from exc


def build_embedder(settings: RetrievalSettings) -> Embedder | None:
    """Returns the embedder that the settings name; None for "none".

    Raises:
        EmbeddingFailed: It is not there, or its profile is broken.
    """
    if settings.embedder == "none":
        return None
    if settings.embedder == "static":
        return StaticEmbedder(settings.static_model_dir)
    profiles = load_profiles()
    name = settings.embedder
    return SentenceTransformerEmbedder(name, profiles.get(Path(name).name.lower(), EmbedderProfile()))


@cache
def load_profiles(path: Path = _PROFILES) -> dict[str, EmbedderProfile]:
    """Reads the models' profiles, by the last part of the model's name in lower case."""
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(dict[str, EmbedderProfile]).validate_python(read)
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise EmbeddingFailed(f"Không đọc được {str(path)!r}: hãy sửa lại tệp này.") from exc


def _load_segmenter(name: str | None) -> Callable[[str], str]:
    if name is None:
        return str
    module, _, function = name.partition(":")
    try:
        found: Callable[[str], str] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as exc:
        raise EmbeddingFailed(f"Mô hình nhúng cần bộ tách từ {name!r} nhưng chưa cài: hãy cài gói {module!r}.") from exc
    return found


def _fingerprint(folder: Path) -> str:
    """Names and sizes of a local model's files: hashing gigabytes at every start would cost more than it protects."""
    if not folder.is_dir():
        return str(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "|".join(f"{path.relative_to(folder)}:{path.stat().st_size}" for path in files)
