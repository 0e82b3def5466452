"""`motcua eval`: what it prints of which set."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from api.commands.eval import run
from bot.evaluation.report import is_held_out
from retrieval.index import Index

ROW = {
    "id": "1",
    "category": "target",
    "commune": "lac-phuong",
    "turns": ["Chỉ tiêu thanh toán trực tuyến?"],
    "expect": "answered",
    "all_of": [["không ai nói thế"]],
}


@pytest.mark.parametrize(
    ("name", "is_shown"), [("mine", True), ("tuning_fresh", True), ("held_out", False), ("procedures_held_out", False)]
)
def test_faults_of_held_out_questions_are_never_printed(
    index: Index,
    index_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_shown: bool,
) -> None:
    monkeypatch.setattr("api.commands.eval.load_bars", dict)
    path = tmp_path / f"{name}.jsonl"
    path.write_text(json.dumps(ROW), encoding="utf-8")

    status = run(Namespace(questions=path, index=index_folder, report=None))
    printed = "".join(capsys.readouterr())

    assert (status, is_held_out(name)) == (0, not is_shown)
    assert "ALL" in printed
    assert (str(ROW["turns"]).strip("[]'") in printed) == is_shown
