"""Trains the shipped embedder: one vector per diacritic-free word, a text is the mean of its words' vectors.

    nice -n 10 .venv/bin/python scripts/train_static_model.py --articles .../phap_dien_articles.jsonl.gz

The training text is the legal codification (Bộ pháp điển); none of its sentences is written to the output, only a
word list and weights. Design, figures and what was rejected: docs/models.md.

* The tokenizer folds (`corpus.text.fold`), so a question typed with or without marks gives the same vector.
* Words are syllables and the most telling pairs of syllables ("ho so", "thu tuc"): alone, a folded syllable means ten
  things. Digits are left out: numbers are for exact search.
* Contrastive training (symmetric multiple negatives ranking, in-batch negatives) on pairs cut from the articles:
  heading → body, a sentence span → the article without it, neighbouring paragraphs, a span → its own article.
* Weights stay fp32: only there do `SentenceTransformer.encode` and a numpy mean of rows agree bit for bit, which lets
  the product run without torch.
"""

import argparse
import gzip
import hashlib
import json
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.understanding.spelling import is_vietnamese_syllable  # noqa: E402
from corpus.text import fold, normalise  # noqa: E402

Tokens = NDArray[np.int32]

UNKNOWN = "[UNK]"
START = "▁"  # opens every syllable, as in sentencepiece
_SYLLABLE = re.compile(r"(?<![^\W_])[^\W\d_]+(?![^\W_])")
HELD_OUT_SHARE = 20  # one title in 20 is kept for evaluation
DOCUMENT_TOKENS = 72  # some 110 syllables, a passage
SCALE = 20.0


@dataclass(frozen=True, slots=True)
class Article:
    """One article as token ids. Equal `title_id` means that two articles may not serve as each other's negatives."""

    title_id: int
    title: Tokens
    topic: Tokens
    paragraphs: tuple[Tokens, ...]
    body: Tokens


@dataclass(frozen=True, slots=True)
class Pair:
    """A query with the text that it should find."""

    article: int
    title_id: int
    query: Tokens
    document: Tokens


def read_articles(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Yields (title, topic, paragraphs) without repeats; paragraphs of fewer than 4 words or of keys are dropped."""
    seen: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            title, topic, raw = json.loads(line)
            paragraphs = [normalise(text) for text in raw]
            paragraphs = [text for text in paragraphs if sum(word.isalpha() for word in text.split()) >= 4]
            key = hashlib.sha1(" ".join(paragraphs).encode()).hexdigest()
            if paragraphs and key not in seen:
                seen.add(key)
                yield normalise(title), normalise(topic), paragraphs


def is_held_out(title: str) -> bool:
    """Returns whether articles of this title are for evaluation only. By title, so that twins stay on one side."""
    return int(hashlib.sha1(fold(title).encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rows of the model: `structure` (no meaning, zero vectors), then `syllables`, then `pairs`, best first."""

    structure: tuple[str, ...]
    syllables: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> list[str]:
        """Tokens by row."""
        return [
            *self.structure,
            *(START + syllable for syllable in self.syllables),
            *(f"{START}{left}{START}{right}" for left, right in self.pairs),
        ]


def build_vocabulary(texts: Iterator[str], phrases: Sequence[str], minimum: int, limit: int) -> Vocabulary:
    """Returns `limit` rows: syllables seen often enough (other letter words ten times as often), the rest for pairs.

    A pair is the better the more often it occurs and the more often than chance (count times pointwise mutual
    information): "thu tuc" is in, "va cac" is not.
    """
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        found = _SYLLABLE.findall(fold(text))
        counts.update(found)
        pairs.update(pairwise(found))
    asked = {syllable for phrase in phrases for syllable in _SYLLABLE.findall(fold(phrase))}
    syllables = [
        token
        for token, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if token not in asked
        and token.isascii()
        and len(token) <= 12
        and count >= (minimum if is_vietnamese_syllable(token) else 10 * minimum)
    ]
    syllables = [*sorted(asked), *syllables]
    opened = {START + syllable for syllable in syllables}
    prefixes = {token[:end] for token in opened for end in range(1, len(token))}
    letters = {letter for syllable in syllables for letter in syllable}
    structure = [UNKNOWN, *sorted((prefixes | letters) - opened)]
    total = sum(counts.values())

    def worth(pair: tuple[str, str]) -> float:
        return float(pairs[pair] * np.log(pairs[pair] * total / (counts[pair[0]] * counts[pair[1]])))

    known = set(syllables)
    candidates = [
        pair
        for pair, count in pairs.items()
        if count >= 50 and known.issuperset(pair) and all(map(is_vietnamese_syllable, pair))
    ]
    room = limit - len(structure) - len(syllables)
    best = sorted(candidates, key=lambda pair: (-worth(pair), pair))[:room]
    return Vocabulary(tuple(structure), tuple(syllables), tuple(best))


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Returns a tokenizer over folded syllables and pairs, made of standard parts so that it loads anywhere.

    It is a byte-pair encoder with merges written by hand: first every syllable is spelt out from its start ("▁", "▁n",
    "▁ng", ...), then pairs of syllables join, the best pair first. An unknown word falls into a known beginning and
    letters, whose rows are zero. Its normaliser gives what `corpus.text.fold` gives, less digits and punctuation.
    """
    tokens = [START + syllable for syllable in vocabulary.syllables]
    spelt = sorted({(token[:end], token[end]) for token in tokens for end in range(1, len(token))})
    joined = [(START + left, START + right) for left, right in vocabulary.pairs]
    rows = {token: row for row, token in enumerate(vocabulary.rows)}
    tokenizer = Tokenizer(models.BPE(vocab=rows, merges=[*spelt, *joined], unk_token=UNKNOWN, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("đ", "d"),
            normalizers.NFC(),
            normalizers.Replace(Regex(r"[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*"), " "),
            normalizers.Replace(Regex(r"[^\p{L}]+"), " "),
            normalizers.Strip(),
            normalizers.Replace(" ", START),
            normalizers.Prepend(START),
        ]
    )
    return tokenizer


class Encoder:
    """Turns text into ids without those of no meaning, whose rows are zero and would only shorten the mean."""

    def __init__(self, tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
        self._tokenizer = tokenizer
        self._first = len(vocabulary.structure)
        rows = {token: row for row, token in enumerate(vocabulary.rows)}
        self._first_pair = self._first + len(vocabulary.syllables)
        self._halves = [(rows[START + left], rows[START + right]) for left, right in vocabulary.pairs]

    def __call__(self, texts: Sequence[str]) -> list[Tokens]:
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        rows = (np.asarray(encoding.ids, dtype=np.int32) for encoding in encodings)
        return [row[row >= self._first] for row in rows]

    def syllables(self, tokens: Tokens) -> Tokens:
        """Returns `tokens` with every pair as its two syllables."""
        apart: list[int] = []
        for token in tokens.tolist():
            apart.extend(self._halves[token - self._first_pair] if token >= self._first_pair else (token,))
        return np.asarray(apart, dtype=np.int32)


def encode_articles(articles: Sequence[tuple[str, str, list[str]]], encode: Encoder) -> list[Article]:
    """Returns the articles as ids; an article that is left with fewer than 8 known syllables is dropped."""
    title_ids: dict[str, int] = {}
    encoded = []
    for title, topic, texts in articles:
        title_row, topic_row, *paragraphs = encode([title, topic, *texts])
        paragraphs = [row for row in paragraphs if row.size >= 4]
        if sum(row.size for row in paragraphs) < 8 or not title_row.size:
            continue
        title_id = title_ids.setdefault(fold(title), len(title_ids))
        encoded.append(Article(title_id, title_row, topic_row, tuple(paragraphs), np.concatenate(paragraphs)))
    return encoded


class PairSampler:
    """Cuts training pairs out of articles: the shares and lengths are those of the measured prototype."""

    def __init__(
        self, articles: Sequence[Article], phrases: Sequence[str], encode: Encoder, rng: np.random.Generator
    ) -> None:
        self._articles = articles
        self._phrases = encode(phrases)
        self._encode = encode
        self._rng = rng

    def batch(self, size: int) -> list[Pair]:
        """Returns `size` pairs from different articles."""
        chosen = self._rng.choice(len(self._articles), size, replace=False)
        return [self._pair(int(index)) for index in chosen]

    def span(self, article: Article) -> tuple[int, int]:
        """Returns the bounds of a random span of 4 to 13 words (6 to 20 syllables); shorter where the body is short."""
        length = min(int(self._rng.integers(4, 14)), article.body.size // 2)
        start = int(self._rng.integers(0, article.body.size - length + 1))
        return start, start + length

    def _pair(self, index: int) -> Pair:
        article = self._articles[index]
        kind = self._rng.random()
        if kind < 0.40:
            query = article.title if self._rng.random() < 0.5 else np.concatenate([article.title, article.topic])
            document = self._window(article.body)
        elif kind < 0.75:
            start, end = self.span(article)
            query = article.body[start:end]
            document = np.concatenate([article.title, without_span(article.body, start, end)])
        elif kind < 0.90 and len(article.paragraphs) > 1:
            first = int(self._rng.integers(0, len(article.paragraphs) - 1))
            query, document = article.paragraphs[first], article.paragraphs[first + 1]
        else:
            start, end = self.span(article)
            query = article.body[start:end]
            offset = max(0, start - int(self._rng.integers(0, DOCUMENT_TOKENS // 2)))
            document = article.body[offset:]
        return Pair(index, article.title_id, self._as_question(query[:24]), document[:DOCUMENT_TOKENS])

    def _window(self, body: Tokens) -> Tokens:
        if body.size <= DOCUMENT_TOKENS or self._rng.random() < 0.5:
            return body
        return body[int(self._rng.integers(0, body.size - DOCUMENT_TOKENS + 1)) :]

    def _as_question(self, query: Tokens) -> Tokens:
        if self._rng.random() < 0.15:  # some people type only half of the words
            kept = query[self._rng.random(query.size) >= 0.2]
            query = kept if kept.size else query
        if self._rng.random() < 0.2:  # a slip or another word in between breaks a pair: its halves must mean something
            query = self._encode.syllables(query)
        if self._rng.random() < 0.5:  # teaches the rows of "cho tôi hỏi", "là bao nhiêu" to weigh nothing
            phrase = self._phrases[int(self._rng.integers(len(self._phrases)))]
            parts = [query, phrase] if self._rng.random() < 0.5 else [phrase, query]
            query = np.concatenate(parts)
        return query


def without_span(body: Tokens, start: int, end: int) -> Tokens:
    """Returns the surroundings of a span, without it: half a document before, the rest after."""
    before = body[max(0, start - DOCUMENT_TOKENS // 2) : start]
    return np.concatenate([before, body[end:]])


def bag(rows: Sequence[Tokens]) -> tuple[torch.Tensor, torch.Tensor]:
    """Returns `rows` as the (ids, offsets) that torch's EmbeddingBag takes."""
    offsets = np.cumsum([0] + [row.size for row in rows[:-1]])
    return torch.from_numpy(np.concatenate(rows).astype(np.int64)), torch.from_numpy(offsets)


def ranking_loss(embedding: torch.nn.EmbeddingBag, pairs: Sequence[Pair]) -> torch.Tensor:
    """Returns the symmetric in-batch ranking loss; texts under the same title are not used as negatives."""
    queries = torch.nn.functional.normalize(embedding(*bag([pair.query for pair in pairs])))
    documents = torch.nn.functional.normalize(embedding(*bag([pair.document for pair in pairs])))
    titles = torch.tensor([pair.title_id for pair in pairs])
    twins = (titles[:, None] == titles[None, :]) & ~torch.eye(len(pairs), dtype=torch.bool)
    scores = (SCALE * queries @ documents.T).masked_fill(twins, -1e4)
    labels = torch.arange(len(pairs))
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(scores, labels) + cross_entropy(scores.T, labels)) / 2


def train(
    embedding: torch.nn.EmbeddingBag, structure: int, sampler: PairSampler, steps: int, batch: int, rate: float
) -> None:
    """Trains in place: Adam, warm-up over a tenth of the steps, then linearly to zero."""
    torch.nn.init.normal_(embedding.weight)
    with torch.no_grad():
        embedding.weight[:structure].zero_()  # never in a training pair, so they stay zero
    optimiser = torch.optim.Adam(embedding.parameters(), lr=rate)
    warm_up = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm_up, max(0.0, (steps - step) / (steps - warm_up)))
    )
    mean, started = 0.0, time.perf_counter()
    for step in range(1, steps + 1):
        loss = ranking_loss(embedding, sampler.batch(batch))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        mean += float(loss.detach())
        if step % 200 == 0:
            sys.stderr.write(f"step {step}: loss {mean / 200:.3f}, {time.perf_counter() - started:.0f} s\n")
            mean = 0.0


def held_out_pairs(articles: Sequence[Article], sampler: PairSampler, limit: int) -> dict[str, list[Pair]]:
    """Returns the evaluation pairs, at most one for each title, so that every query has one right answer."""
    first: dict[int, int] = {}
    for index, article in enumerate(articles):
        if article.body.size >= 24:
            first.setdefault(article.title_id, index)
    pairs: dict[str, list[Pair]] = {"title → body": [], "span → rest of the article": []}
    for title_id, index in list(first.items())[:limit]:
        article = articles[index]
        pairs["title → body"].append(Pair(index, title_id, article.title, article.body[:DOCUMENT_TOKENS]))
        start, end = sampler.span(article)
        rest = without_span(article.body, start, end)[:DOCUMENT_TOKENS]
        pairs["span → rest of the article"].append(Pair(index, title_id, article.body[start:end], rest))
    return pairs


def rank_figures(scores: NDArray[np.float32]) -> dict[str, float]:
    """Returns accuracy at 1 and mean reciprocal rank of the diagonal, in percent; a tie counts as lost."""
    right = np.diagonal(scores)[:, None]
    ranks = (scores >= right).sum(axis=1)
    return {"acc@1": round(float((ranks == 1).mean()) * 100, 1), "MRR": round(float((1 / ranks).mean()) * 100, 1)}


def static_scores(weights: NDArray[np.float32], pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """Returns cosines of all queries with all documents."""

    def embed(rows: Sequence[Tokens]) -> NDArray[np.float32]:
        vectors = np.stack([weights[row].mean(axis=0) for row in rows])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    return np.asarray(embed([pair.query for pair in pairs]) @ embed([pair.document for pair in pairs]).T)


def lexical_scores(pairs: Sequence[Pair], encode: Encoder, *, with_pairs: bool) -> NDArray[np.float32]:
    """Returns BM25 (k1 1.2, b 0.75) over folded syllables, and over all pairs of neighbours as well if asked."""

    def terms(tokens: Tokens) -> list[tuple[int, ...]]:
        syllables = encode.syllables(tokens).tolist()
        return [*((token,) for token in syllables), *(pairwise(syllables) if with_pairs else ())]

    documents = [Counter(terms(pair.document)) for pair in pairs]
    lengths = np.array([counts.total() for counts in documents], dtype=np.float32)
    postings: dict[tuple[int, ...], dict[int, int]] = {}
    for number, counts in enumerate(documents):
        for term, count in counts.items():
            postings.setdefault(term, {})[number] = count
    norm = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
    scores = np.zeros((len(pairs), len(pairs)), dtype=np.float32)
    for number, pair in enumerate(pairs):
        for term in set(terms(pair.query)):
            found = postings.get(term, {})
            where = np.fromiter(found, dtype=np.int64, count=len(found))
            often = np.fromiter(found.values(), dtype=np.float32, count=len(found))
            weight = np.log1p((len(pairs) - len(found) + 0.5) / (len(found) + 0.5))
            scores[number, where] += weight * often * 2.2 / (often + norm[where])
    return scores


def save(embedding: torch.nn.EmbeddingBag, tokenizer: Tokenizer, folder: Path) -> None:
    """Replaces `folder` by the model in sentence-transformers' format."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=embedding.weight.detach().clone())
    model = SentenceTransformer(modules=[module], device="cpu", similarity_fn_name="cosine")
    if folder.exists():
        shutil.rmtree(folder)
    model.save_pretrained(str(folder), create_model_card=False)
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")  # a third of the size
    for path in folder.iterdir():
        path.chmod(0o644)  # safetensors writes 0600, which another user of an image could not read


def check_saved(folder: Path, texts: Sequence[str]) -> None:
    """Raises unless the saved folder encodes bit for bit like a numpy mean of rows, marks or no marks."""
    from safetensors.numpy import load_file
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    rows = load_file(folder / "model.safetensors")["embedding.weight"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    ours = np.stack([rows[row].mean(axis=0) for row in ids])
    if not np.array_equal(ours, model.encode(list(texts))):
        raise RuntimeError("numpy and SentenceTransformer disagree")
    if not np.array_equal(ours, model.encode([fold(text) for text in texts])):
        raise RuntimeError("marks change a vector")


def neighbours(
    weights: NDArray[np.float32], encode: Encoder, words: Sequence[str], pool: Sequence[str]
) -> dict[str, list[str]]:
    """Returns the six entries of `pool` nearest to each of `words`: a sanity check for people, not a measure."""

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.stack([weights[row].mean(axis=0) for row in encode(texts)])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    scores = embed(words) @ embed(pool).T
    best = np.argsort(-scores, axis=1)[:, :7]
    return {word: [pool[i] for i in row if pool[i] != fold(word)][:6] for word, row in zip(words, best, strict=True)}


SANITY = ["giấy tờ", "hồ sơ", "lệ phí", "khai sinh", "đám cưới", "trên mạng", "cán bộ", "phàn nàn", "đào tạo"]


def main() -> None:
    """Trains, saves, checks and prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=Path, default=ROOT.parent / "shared/training/phap_dien_articles.jsonl.gz")
    parser.add_argument("--phrases", type=Path, default=ROOT / "bot/understanding/data/question_phrases.txt")
    parser.add_argument("--output", type=Path, default=ROOT / "retrieval/data/static-model")
    parser.add_argument("--dimension", type=int, default=128)
    parser.add_argument("--vocabulary", type=int, default=7000)
    parser.add_argument("--minimum", type=int, default=5)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    started = time.perf_counter()

    lines = options.phrases.read_text(encoding="utf-8").splitlines()
    phrases = [line for line in lines if line and not line.startswith("#")]
    articles = list(read_articles(options.articles))
    training = [article for article in articles if not is_held_out(article[0])]
    held_out = [article for article in articles if is_held_out(article[0])]
    texts = (text for title, topic, body in training for text in (title, topic, *body))
    vocabulary = build_vocabulary(texts, phrases, options.minimum, options.vocabulary)
    tokenizer = build_tokenizer(vocabulary)
    encode = Encoder(tokenizer, vocabulary)
    sampler = PairSampler(encode_articles(training, encode), phrases, encode, rng)
    embedding = torch.nn.EmbeddingBag(len(vocabulary.rows), options.dimension)
    read_s = time.perf_counter() - started
    train(embedding, len(vocabulary.structure), sampler, options.steps, options.batch, options.rate)
    train_s = time.perf_counter() - started - read_s

    save(embedding, tokenizer, options.output)
    check_saved(options.output, [title for title, _, _ in held_out[:500]])
    weights = embedding.weight.detach().numpy()
    evaluation = encode_articles(held_out, encode)
    cutter = PairSampler(evaluation, phrases, encode, np.random.default_rng(1))
    pairs = held_out_pairs(evaluation, cutter, 2000)
    pool = [" ".join(pair) for pair in vocabulary.pairs[:2000]]
    scores = {
        "static": {name: static_scores(weights, found) for name, found in pairs.items()},
        "bm25": {name: lexical_scores(found, encode, with_pairs=False) for name, found in pairs.items()},
        "bm25 with pairs": {name: lexical_scores(found, encode, with_pairs=True) for name, found in pairs.items()},
    }
    report = {
        "articles": {"training": len(training), "held out": len(held_out)},
        "rows": {
            "structure": len(vocabulary.structure),
            "syllables": len(vocabulary.syllables),
            "pairs": len(vocabulary.pairs),
        },
        "bytes": sum(path.stat().st_size for path in options.output.rglob("*") if path.is_file()),
        "seconds": {"reading": round(read_s), "training": round(train_s)},
        "candidates": {name: len(found) for name, found in pairs.items()},
        **{kind: {name: rank_figures(found) for name, found in table.items()} for kind, table in scores.items()},
        "neighbours": neighbours(weights, encode, SANITY, pool),
    }
    sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
