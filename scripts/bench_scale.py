"""What more communes cost: index time, disk, opening, memory and answer time over copies of the shipped plans.

usage: python -m scripts.bench_scale [--communes 5,50,200]

Each copy has a slug and a name of its own. Questions name their commune by the portal, as on a commune's page.
"""

import argparse
import logging
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import yaml

from bot.assembly import build_assistant
from bot.settings import BotSettings
from corpus.ingest import load_corpus
from retrieval.indexing import build_index
from retrieval.settings import RetrievalSettings
from scripts.withstand.people import TALKS

SHIPPED = Path(__file__).parents[1] / "corpus" / "data"
_ASKED = 300


def main() -> int:
    """Prints one row of a Markdown table for each number of communes, each measured in a process of its own."""
    parser = argparse.ArgumentParser(description="cost of more communes")
    parser.add_argument("--communes", default="5,50,200")
    counts = [int(number) for number in parser.parse_args().communes.split(",")]
    logging.disable(logging.CRITICAL)
    print("| communes | passages | read | index | disk | open | memory | answer p50, p95 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for count in counts:
        pid = os.fork()
        if pid == 0:
            print(_row(count), flush=True)
            os._exit(0)
        os.waitpid(pid, 0)
    return 0


def _row(count: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        slugs = list(_copies(Path(folder) / "corpus", count))
        index = Path(folder) / "index"
        started = time.perf_counter()
        corpus = load_corpus(Path(folder) / "corpus")
        read_s = time.perf_counter() - started
        started = time.perf_counter()
        build_index(corpus, index, RetrievalSettings())
        index_s = time.perf_counter() - started
        del corpus
        disk_mb = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) / 1e6
        before_mb = _resident_mb()
        started = time.perf_counter()
        assistant = build_assistant(BotSettings(index_dir=index))
        open_s = time.perf_counter() - started
        times = []
        for slug, question in islice(zip(cycle(slugs), cycle(questions[0] for _, questions in TALKS)), _ASKED):
            started = time.perf_counter()
            assistant.ask(question, slug)
            times.append((time.perf_counter() - started) * 1000)
        cuts = statistics.quantiles(times, n=100)
        passages = sum(assistant.index.manifest.counts.values())
        return (
            f"| {count} | {passages:,} | {read_s:.1f} s | {index_s:.1f} s | {disk_mb:.0f} MB | {open_s:.1f} s "
            f"| {_resident_mb():.0f} MB (+{_resident_mb() - before_mb:.0f}) | {cuts[49]:.1f}, {cuts[94]:.1f} ms |"
        )


def _copies(root: Path, count: int) -> Iterator[str]:
    """Writes so many communes under `root` and yields their slugs."""
    plans = sorted(path.parent for path in SHIPPED.glob("*/manifest.yaml"))
    shutil.copytree(SHIPPED, root, ignore=shutil.ignore_patterns(*(plan.name for plan in plans)))
    for number, plan in enumerate(islice(cycle(plans), count)):
        slug = f"{plan.name}-{number}"
        shutil.copytree(plan, root / slug)
        path = root / slug / "manifest.yaml"
        manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
        manifest["document_id"] = manifest["document_id"].replace(plan.name, slug)
        manifest["commune"] |= {"slug": slug, "name": f"{manifest['commune']['name']} {number}", "aliases": []}
        manifest["replaces"] = []
        path.write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
        yield slug


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    sys.exit(main())
