"""Tiny models made on the spot, in the formats of the real ones."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

WORDS = ["[UNK]", "ty", "le", "ho", "so", "thanh", "toan", "truc", "tuyen", "cai", "cach", "hanh", "kinh", "phi"]


def make_static_model(folder: Path, dimension: int = 16, seed: int = 0) -> Path:
    """Saves a random static model as sentence-transformers 6 saves one."""
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    rows = np.random.default_rng(seed).normal(size=(len(vocabulary), dimension)).astype(np.float32)
    save_file({"embedding.weight": rows}, folder / "model.safetensors")
    module = "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"
    (folder / "modules.json").write_text(
        json.dumps([{"idx": 0, "name": "0", "path": "", "type": module}]), encoding="utf-8"
    )
    config = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
