"""How conversations are kept: how long, how many, apart from one another."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.conversation import Conversations, Turn, resolve
from bot.reply import Reply, Status
from retrieval.index import Index
from tests.support.shipped import FakeClock, cited_communes, make_assistant, talk

PAYMENT = "Chỉ tiêu thanh toán trực tuyến?"
REVIEW = "Ai chủ trì rà soát, đơn giản hóa TTHC?"


def sections(reply: Reply) -> list[str]:
    return [citation.section for citation in reply.citations]


def test_silence_ends_a_conversation(index: Index) -> None:
    clock = FakeClock()
    assistant = make_assistant(index, clock, lifetime_s=60)
    first = assistant.ask(REVIEW, "lac-phuong")

    clock.seconds = 59.0
    within = assistant.ask("khi nào xong?", "lac-phuong", first.conversation_id)
    clock.seconds = 59.0 + 60.5
    after = assistant.ask("khi nào xong?", "lac-phuong", first.conversation_id)

    assert (within.status, sections(within)) == (Status.ANSWERED, sections(first))
    assert after.status is not Status.ANSWERED


def test_oldest_conversation_goes_when_there_are_too_many(index: Index) -> None:
    assistant = make_assistant(index, limit=2)
    oldest, *newer = (assistant.ask(REVIEW, "lac-phuong").conversation_id for _ in range(3))

    assert assistant.conversations.last(oldest) is None
    assert all(assistant.conversations.last(conversation) for conversation in newer)


def test_asking_again_keeps_a_conversation_from_being_the_oldest(assistant: Assistant) -> None:
    conversations = Conversations(lambda: 0.0, limit=2)
    turn = Turn(assistant.reader.read(REVIEW), ())
    for conversation_id in ("first", "second", "first", "third"):
        conversations.remember(conversation_id, turn)

    assert [conversations.last(name) is not None for name in ("first", "second", "third")] == [True, False, True]


class Watched(Conversations):
    """Conversations that note which were looked up."""

    def __init__(self) -> None:
        super().__init__(lambda: 0.0)
        self.looked_up: list[str] = []

    def last(self, conversation_id: str) -> Turn | None:
        self.looked_up.append(conversation_id)
        return super().last(conversation_id)


@pytest.mark.parametrize("given", [None, ""])
def test_conversation_that_begins_is_not_looked_up(index: Index, given: str | None) -> None:
    """Nothing can be known of it, and looking costs a call to the database."""
    assistant = make_assistant(index)
    assistant.conversations = watched = Watched()

    first = assistant.ask(PAYMENT, "lac-phuong", given)
    assistant.ask("thế xã Tân An?", "lac-phuong", first.conversation_id)

    assert watched.looked_up == [first.conversation_id]


def test_two_conversations_do_not_mix(assistant: Assistant) -> None:
    one, other = assistant.ask(REVIEW, "lac-phuong"), assistant.ask(PAYMENT, "tan-an")

    here = assistant.ask("khi nào xong?", "lac-phuong", one.conversation_id)
    there = assistant.ask("Ai theo dõi chỉ tiêu đó?", "tan-an", other.conversation_id)

    assert sections(here) == sections(one)
    assert cited_communes(there) == {"tan-an"}
    assert (here.conversation_id, there.conversation_id) == (one.conversation_id, other.conversation_id)


def test_unknown_conversation_id_is_a_new_conversation_of_that_id(assistant: Assistant) -> None:
    reply = assistant.ask("Kế hoạch do ai ký?", "tan-an", "never-seen-before")

    assert (reply.status, reply.conversation_id) == (Status.ANSWERED, "never-seen-before")


def test_first_turn_is_read_as_it_stands(assistant: Assistant) -> None:
    reading = assistant.reader.read("khi nào xong?")

    assert resolve(reading, None, "lac-phuong").understanding == reading


def test_focus_on_records_that_are_gone_is_no_error(assistant: Assistant) -> None:
    """A record of a conversation may have left the corpus with a new index."""
    reading = replace(assistant.reader.read(REVIEW), communes=("lac-phuong",))
    assistant.conversations.remember("stale", Turn(reading, ("lac-phuong/gone",)))

    reply = assistant.ask("khi nào xong?", "lac-phuong", "stale")

    assert (reply.status, sections(reply)) == (Status.ANSWERED, ["Phụ lục, nhiệm vụ 3 (phần II)"])


def test_many_threads_get_what_one_thread_gets(assistant: Assistant) -> None:
    turns = [
        ("lac-phuong", (REVIEW, "khi nào xong?")),
        ("tan-an", (PAYMENT, "Ai theo dõi chỉ tiêu đó?")),
        ("loc-binh", (PAYMENT, "còn Phong Thổ?")),
        (None, ("Kế hoạch do ai ký?", "Lộc Bình")),
    ]
    alone = [talk(assistant, commune, *questions).text for commune, questions in turns]
    jobs = list(itertools.islice(itertools.cycle(enumerate(turns)), 48))

    with ThreadPoolExecutor(max_workers=8) as pool:
        found = list(pool.map(lambda job: (job[0], talk(assistant, job[1][0], *job[1][1]).text), jobs))

    assert [text for _, text in found] == [alone[number] for number, _ in found]
