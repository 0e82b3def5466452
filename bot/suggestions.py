"""Follow-up questions that the corpus can answer, from the records an answer rested on."""

from bot.composing.draft import Draft
from bot.composing.kit import Kit
from bot.reply import Status
from corpus.records import Target, Task

_FACETS = {
    "suggest_coordinate": "coordinate",
    "suggest_deadline": "deadline",
    "suggest_deliverable": "deliverable",
    "suggest_monitor": "monitor",
    "suggest_signatory": "signatory",
    "suggest_count": "count",
    "suggest_targets": "listing",
    "suggest_reporting": "reporting",
}


def suggest(kit: Kit, draft: Draft, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Returns up to three follow-ups: the other fields of one task, who watches a target, or the way in.

    What was just `asked` (facets) is not suggested again.
    """
    if draft.status not in (Status.ANSWERED, Status.NOT_FOUND) or not draft.communes:
        return ()
    records = [kit.library.record(item_id) for item_id in draft.item_ids]
    commune = draft.communes[0]
    keys: list[str] = []
    if draft.outcome == "answered_task" and len(records) == 1 and isinstance(records[0], Task):
        task = records[0]
        keys = [
            key
            for key, value in (
                ("suggest_coordinate", task.coordinating_agencies),
                ("suggest_deadline", task.schedule),
                ("suggest_deliverable", task.deliverable),
            )
            if value
        ]
    elif draft.outcome == "answered_target" and records and isinstance(records[0], Target):
        keys = ["suggest_monitor"] if records[0].responsible_agency else []
    if kit.library.targets(commune):
        keys.append("suggest_targets")
    if kit.library.tasks(commune):
        keys.append("suggest_count")
    plan = kit.library.plan(commune)
    if plan and plan.signatory:
        keys.append("suggest_signatory")
    keys.append("suggest_reporting")
    fresh = [key for key in keys if _FACETS.get(key, "") not in asked]
    return tuple(kit.say(key) for key in fresh[:3])
