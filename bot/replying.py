"""From a draft to the reply: every place that it rests on becomes a numbered citation."""

from bot.composing.draft import Draft
from bot.composing.kit import document_title
from bot.library import Library
from bot.links import viewer_path
from bot.reply import Citation, Reply
from corpus.procedures.outline import code_of
from corpus.records import Provenance


def reply_of(draft: Draft, library: Library, answer_id: str, conversation_id: str) -> Reply:
    """Returns the reply that every channel renders."""
    citations = tuple(_citation(library, number, place) for number, place in enumerate(draft.places, start=1))
    return Reply(
        answer_id,
        conversation_id,
        draft.status,
        draft.outcome,
        draft.text,
        citations,
        draft.choices,
        draft.suggestions[:3],
        draft.notice,
        draft.comparison,
    )


def _citation(library: Library, number: int, place: Provenance) -> Citation:
    document = library.document(place.document_id)
    return Citation(
        number,
        document.commune or None,
        document.document_id,
        document_title(document),
        document.document_number,
        document.issued_on,
        place.section_label,
        place.quote,
        viewer_path(place.document_id, place.section_id, place.quote),
        code_of(document.document_id),
    )
