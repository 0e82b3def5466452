"""Which commune a question names, and which it names that is not held."""

import pytest

from bot.assistant import Assistant
from corpus.text import fold


@pytest.mark.parametrize(
    ("question", "communes"),
    [
        ("Chỉ tiêu của xã Lạc Phượng?", ("lac-phuong",)),
        ("Lạc Phượng ai ký?", ("lac-phuong",)),
        ("phường lê lợi ai ký", ("le-loi",)),
        ("XÃ TÂN AN", ("tan-an",)),
        ("xã\u00a0Lộc\u200b Bình", ("loc-binh",)),
        ("Phong Thổ với Tân An, nơi nào cao hơn?", ("phong-tho", "tan-an")),
        ("Tân An, Tân An và lại Tân An", ("tan-an",)),
        ("Kế hoạch do ai ký?", ()),
    ],
)
def test_held_communes_are_found_in_the_order_named(
    assistant: Assistant, question: str, communes: tuple[str, ...]
) -> None:
    reading = assistant.reader.read(question)

    assert reading.communes == communes
    assert reading.is_commune_named == bool(communes)
    assert reading.unknown_place is None
    assert assistant.reader.read(fold(question)).communes == communes


@pytest.mark.parametrize("commune", ["lac-phuong", "le-loi", "loc-binh", "phong-tho", "tan-an"])
def test_the_name_is_no_part_of_the_matter(assistant: Assistant, commune: str) -> None:
    name = assistant.kit.library.commune(commune).name
    bare = assistant.reader.read("thanh toán trực tuyến").topic
    named = assistant.reader.read(f"thanh toán trực tuyến {name}").topic

    assert named.syllables == bare.syllables


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Xã Kim Liên đặt chỉ tiêu gì?", "xã Kim Liên"),
        ("xa hoang dieu ai ky ke hoach", "xã Hoang Dieu"),
        ("Phường Bến Nghé ai ký?", "phường Bến Nghé"),
        pytest.param(
            "thị trấn Cát Bà ai chủ trì",
            "thị trấn Cát Bà",
        ),
        pytest.param(
            "Đặc khu Vân Đồn ai ký?",
            "đặc khu Vân Đồn",
        ),
        pytest.param(
            "xa kim lien dat chi tieu gi",
            "xã Kim Lien",
        ),
    ],
)
def test_place_that_is_not_held_is_named(assistant: Assistant, question: str, unknown: str) -> None:
    found = assistant.reader.read(question).unknown_place

    assert found is not None
    assert fold(found) == fold(unknown)


@pytest.mark.parametrize(
    "question",
    [
        "Xã đặt chỉ tiêu gì?",
        "xa dat chi tieu gi",
        "Phường có bao nhiêu nhiệm vụ?",
        "Chủ tịch xã Bùi Văn Khoan ký phải không?",
        "ai chủ trì việc của xã năm 2026",
        "UBND xã ban hành kế hoạch khi nào",
        "xã mình ai ký",
        "xã thuộc tỉnh nào",
        "phường giao ai lập dự toán",
        "xã phường nào cao nhất",
        "cán bộ xã làm việc thế nào",
        "Xã có Phòng Kinh tế không?",
    ],
)
def test_ordinary_words_after_the_unit_are_no_place(assistant: Assistant, question: str) -> None:
    assert assistant.reader.read(question).unknown_place is None


def test_held_commune_wins_over_an_unknown_one(assistant: Assistant) -> None:
    reading = assistant.reader.read("So sánh xã Tân An và xã Kim Liên")

    assert (reading.communes, reading.unknown_place) == (("tan-an",), None)


def test_no_sentence_of_the_corpus_names_an_unknown_place(assistant: Assistant) -> None:
    """Official wording must not be mistaken for a place ("xã thực hiện", "phường Lê Lợi năm 2025")."""
    targets = [record for record in assistant.index.corpus.records if record.kind == "target"]
    mistaken = {
        record.indicator: found
        for record in targets
        if (found := assistant.reader.read(f"{record.indicator} là bao nhiêu?").unknown_place)
    }

    assert mistaken == {}
