"""Embedders against the real libraries."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.text import fold
from retrieval import EmbeddingFailed, RetrievalSettings
from retrieval.embedding import (
    EmbedderProfile,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    build_embedder,
    load_profiles,
)
from tests.retrieval.models import make_static_model

SHIPPED = RetrievalSettings().static_model_dir
TEXTS = [
    "Tỷ lệ hồ sơ thanh toán trực tuyến đạt từ 80% trở lên",
    "ke hoach cai cach hanh chinh giai doan 2026-2030 " * 40,
    "Phòng Văn hóa - Xã hội",
    "",
    "y",
    "☃ ???",
]


def make_bert(folder: Path) -> Path:
    """Saves a tiny random BERT as a sentence-transformers model."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    raw = folder / "raw"
    raw.mkdir(parents=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "query", ":", "passage", "thu", "tuc", "ho", "so", "_"]
    (raw / "vocab.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab={word: number for number, word in enumerate(words)}).save_pretrained(raw)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(raw)
    transformer = Transformer(str(raw))
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.mark.parametrize("model", ["tiny", "shipped"])
def test_static_embedder_equals_sentence_transformers_bit_for_bit(model: str, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    folder = make_static_model(tmp_path) if model == "tiny" else SHIPPED
    embedder = StaticEmbedder(folder)
    expected = SentenceTransformer(str(folder), device="cpu").encode([fold(text) for text in TEXTS])
    np.testing.assert_array_equal(embedder.embed_passages(TEXTS), expected)
    np.testing.assert_array_equal(embedder.embed_query(TEXTS[0]), expected[0])
    assert expected.shape == (len(TEXTS), embedder.dimension)


def test_static_embedder_takes_accented_and_unaccented_text_alike(static_model: Path) -> None:
    embedder = StaticEmbedder(static_model)
    np.testing.assert_array_equal(embedder.embed_query("Hồ sơ"), embedder.embed_query("ho so"))


def test_text_without_tokens_gets_the_zero_vector(static_model: Path) -> None:
    assert not StaticEmbedder(static_model).embed_query("").any()
    assert StaticEmbedder(static_model).embed_passages([]).shape == (0, 16)


def test_embedder_id_changes_with_the_weights_only(tmp_path: Path) -> None:
    first = make_static_model(tmp_path / "a")
    shutil.copytree(first, tmp_path / "b")
    other = make_static_model(tmp_path / "c", seed=1)
    ids = [StaticEmbedder(folder).embedder_id for folder in (first, tmp_path / "b", other)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("damage", ["missing", "weights", "tokenizer", "another kind"])
def test_unreadable_static_model_is_reported_with_the_way_out(damage: str, static_model: Path) -> None:
    if damage == "missing":
        shutil.rmtree(static_model)
    elif damage == "weights":
        (static_model / "model.safetensors").write_bytes(b"not weights")
    elif damage == "tokenizer":
        (static_model / "tokenizer.json").write_text("{}", encoding="utf-8")
    else:
        (static_model / "modules.json").write_text('[{"type": "x.Transformer", "path": ""}]', encoding="utf-8")
    with pytest.raises(EmbeddingFailed, match="RETRIEVAL_"):
        StaticEmbedder(static_model)


def test_transformer_embedder_adds_the_models_prefixes(tmp_path: Path) -> None:
    folder = make_bert(tmp_path)
    plain = SentenceTransformerEmbedder(str(folder), EmbedderProfile())
    prefixed = SentenceTransformerEmbedder(
        str(folder), EmbedderProfile(query_prefix="query: ", passage_prefix="passage: ")
    )
    np.testing.assert_allclose(
        prefixed.embed_query("thu tuc"), plain.embed_passages(["query: thu tuc"])[0], rtol=1e-4, atol=1e-6
    )
    np.testing.assert_allclose(
        prefixed.embed_passages(["thu tuc"])[0], plain.embed_query("passage: thu tuc"), rtol=1e-4, atol=1e-6
    )
    assert not np.allclose(prefixed.embed_query("thu tuc"), prefixed.embed_passages(["thu tuc"])[0])
    assert plain.dimension == 16
    assert plain.embed_passages([]).shape == (0, 16)
    assert plain.embedder_id != prefixed.embedder_id


def segment(text: str) -> str:
    return text.replace("thu tuc", "thu_tuc")


def test_transformer_embedder_segments_words_for_models_that_want_it(tmp_path: Path) -> None:
    folder = make_bert(tmp_path)
    segmented = SentenceTransformerEmbedder(str(folder), EmbedderProfile(word_segmenter=f"{__name__}:segment"))
    plain = SentenceTransformerEmbedder(str(folder), EmbedderProfile())
    np.testing.assert_array_equal(segmented.embed_query("thu tuc"), plain.embed_query("thu_tuc"))


def test_missing_segmenter_names_the_package() -> None:
    with pytest.raises(EmbeddingFailed, match="no_such_package"):
        SentenceTransformerEmbedder("x", EmbedderProfile(word_segmenter="no_such_package:f"))


@pytest.mark.parametrize("name", ["/no/such/folder", "nobody/no-such-model"])
def test_absent_transformer_is_reported_when_it_is_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)  # the variable is read once, at import
    embedder = build_embedder(RetrievalSettings(embedder=name))
    assert embedder is not None
    with pytest.raises(EmbeddingFailed, match="RETRIEVAL_EMBEDDER"):
        embedder.embed_query("thủ tục")


def test_settings_choose_the_embedder(static_model: Path) -> None:
    static = build_embedder(RetrievalSettings(embedder="static", static_model_dir=static_model))
    assert isinstance(static, StaticEmbedder)
    assert build_embedder(RetrievalSettings(embedder="none")) is None


def test_profiles_are_found_by_the_models_name() -> None:
    e5 = load_profiles()["multilingual-e5-small"]
    assert (e5.query_prefix, e5.passage_prefix) == ("query: ", "passage: ")
    assert load_profiles()["bge-m3"] == EmbedderProfile()


def test_broken_profiles_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "embedders.yaml"
    path.write_text("m: {no_such_field: 1}", encoding="utf-8")
    with pytest.raises(EmbeddingFailed, match=r"embedders\.yaml"):
        load_profiles(path)
