"""Fits the weights by which the desk decides whether a question is about its likeliest procedure.

Prints `certainty` of `prompts/procedures.yaml`, from the tuning questions on procedures and on plans (never those held
out), and how many are kept and let in at even odds by cross-validation. Run it after the records' names and questions
or the finder changed: `.venv/bin/python scripts/calibrate_procedures.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from bot.assembly import build_assistant
from bot.evaluation.judgments import Judgment, read_judgments
from bot.procedures.acceptance import features
from bot.settings import BotSettings

JUDGMENTS = Path(__file__).parent.parent / "tests" / "data" / "judgments"
ON_PROCEDURES = ("procedures_tuning", "procedures_retired")
ON_PLANS = ("tuning", "tuning_hard", "tuning_fresh", "tuning_retired")
# Lists and questions that straddle plan and procedure are decided elsewhere.
DECIDED_ELSEWHERE = ("p-browse", "p-plan")


def questions() -> Iterator[tuple[Judgment, bool]]:
    """Yields the judgments of one turn, each with whether it is about a procedure."""
    for name in (*ON_PROCEDURES, *ON_PLANS):
        for judgment in read_judgments(JUDGMENTS / f"{name}.jsonl"):
            if len(judgment.turns) == 1 and judgment.category not in DECIDED_ELSEWHERE:
                yield judgment, name in ON_PROCEDURES


def main() -> None:
    """Fits the weights and prints them."""
    assistant = build_assistant(BotSettings())
    desk = assistant.desk
    rows, labels = [], []
    for judgment, is_procedure in questions():
        text = assistant.reader.normalise(judgment.turns[0])
        ranked = desk.finder.rank(text)
        if not ranked or desk.finder.named(text):
            continue
        is_right = is_procedure and judgment.code == ranked[0].procedure.code
        # The right family's wrong member is a fault of the ranking, and says nothing about certainty.
        if is_procedure and judgment.code and not is_right:
            continue
        # "Does not say" is answered of the procedure that is meant, so such a question is no counter-example.
        if is_procedure and not is_right and judgment.expect != "answered":
            continue
        reading = desk.reader.read(text.folded)
        # A bare name is decided by how much of it is held.
        if not reading.fields and not reading.is_whole:
            continue
        rows.append(features(ranked[0], reading, len(desk.finder.content(text))))
        labels.append(is_right)
    names = list(rows[0])
    matrix = np.array([[row[name] for name in names] for row in rows])
    right = np.array(labels)
    model = LogisticRegression(max_iter=5000, C=3)
    kept = cross_val_predict(model, matrix, right, cv=10)
    model.fit(matrix, right)
    let_in = int(kept[~right].sum())
    print(f"# kept {int(kept[right].sum())} of {int(right.sum())}, let in {let_in} of {int((~right).sum())}")
    print("certainty:")
    for name, weight in zip(("bias", *names), (model.intercept_[0], *model.coef_[0]), strict=True):
        print(f"  {name}: {weight:.2f}")


if __name__ == "__main__":
    main()
