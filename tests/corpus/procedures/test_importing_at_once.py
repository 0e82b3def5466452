"""Imports at the same time: each finds what the others brought."""

import threading
from datetime import date
from pathlib import Path

from corpus.procedures.importing import import_procedures
from corpus.procedures.store import read_imported
from tests.corpus.procedures.support import record, write_records

DAY = date(2026, 11, 1)


def test_no_import_loses_what_another_brings(tmp_path: Path) -> None:
    codes = [f"1.{number:06}" for number in range(1, 13)]
    files = [write_records(tmp_path / f"{code}.jsonl", [record(code)]) for code in codes]
    store = tmp_path / "store"
    threads = [threading.Thread(target=import_procedures, args=(file, store), kwargs={"as_of": DAY}) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(read_imported(store)) == codes
