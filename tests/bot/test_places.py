"""Which commune a question names, and which it names that is not held."""

import pytest

from bot.assistant import Assistant
from bot.reply import Status
from bot.understanding.place_names import PlaceNames
from corpus.restoration import Restorer
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


@pytest.mark.parametrize(
    "question",
    ["xa hoa binh co bao nhieu nhiem vu", "phuong hoa binh co bao nhieu nhiem vu", "xa hoa binh ai ky ke hoach"],
)
def test_unheld_name_of_plain_words_is_not_answered_from_the_portal(assistant: Assistant, question: str) -> None:
    """A question opens with its subject, however common the syllables of the name are."""
    reply = assistant.ask(question, "lac-phuong")

    assert (reply.status, reply.outcome, reply.citations) == (Status.NOT_FOUND, "not_found_unknown_commune", ())
    assert "hoa binh" in fold(reply.text).split(". ")[0]


@pytest.mark.parametrize("question", ["xa minh co bao nhieu nhiem vu", "xa co bao nhieu nhiem vu"])
def test_own_place_is_no_unheld_name(assistant: Assistant, question: str) -> None:
    reply = assistant.ask(question, "lac-phuong")

    assert reply.text.startswith("Phụ lục kế hoạch của xã Lạc Phượng có **16 nhiệm vụ**")


@pytest.mark.parametrize("question", ["xa thu phi gi", "xa thu phi gi khi dang ky khai sinh", "xã thu phí gì"])
def test_fee_that_a_commune_takes_is_no_place(assistant: Assistant, question: str) -> None:
    assert assistant.reader.read(question).unknown_place is None
    assert assistant.ask(question, "lac-phuong").outcome != "not_found_unknown_commune"


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


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("xã Thanh Sơn", "ai ký"),
        ("phường Tân Bình", "ai chủ trì"),
        ("xã Ninh Hải", "ai ký kế hoạch"),
        ("xã Sơn Dương", "ai ký"),
        ("xã Vĩnh Phúc", "ai chủ trì"),
        ("xã Tân Lập", "ai ký"),
        ("xã Phú Mỹ", "ai ký kế hoạch"),
        ("xã Mỹ Lộc", "ai ký"),
        ("phường Vĩnh Tuy", "ai ký"),
        ("xã Bình An", "ai ký"),
    ],
)
@pytest.mark.parametrize("commune", [None, "lac-phuong"])
def test_name_is_told_by_its_syllables_alone(assistant: Assistant, commune: str | None, name: str, rest: str) -> None:
    """Typed without marks and capitals, a name of plain-looking syllables is still no commune of ours."""
    for question in (f"{name} {rest}", f"{name.lower()} {rest}", fold(f"{name} {rest}")):
        reply = assistant.ask(question, commune)

        assert (reply.status, reply.outcome) == (Status.NOT_FOUND, "not_found_unknown_commune")
        assert reply.citations == ()
        assert fold(reply.text).startswith(fold(f"Trợ lý chưa có tài liệu của {name}. "))


@pytest.mark.parametrize(
    "rest",
    [
        "thực hiện thế nào",
        "giải quyết hồ sơ ra sao",
        "công khai ở đâu",
        "báo cáo cho ai",
        "phân công ai",
        "hoàn thành khi nào",
        "tập huấn mấy lớp",
        "đầu tư gì",
        "xây dựng kế hoạch khi nào",
        "tiếp nhận hồ sơ ở đâu",
        "trả kết quả khi nào",
        "quản lý gì",
        "vận hành hệ thống nào",
        "chấm điểm ra sao",
        "minh bạch những gì",
    ],
)
@pytest.mark.parametrize("unit", ["xã", "phường"])
def test_ordinary_words_are_no_name_by_their_syllables(assistant: Assistant, unit: str, rest: str) -> None:
    assert assistant.reader.read(f"{unit} {rest}").unknown_place is None
    assert assistant.reader.read(fold(f"{unit} {rest}")).unknown_place is None


@pytest.mark.parametrize("question", ["phuong phap lam viec", "xa hoi hoa la gi", "phuong an nao duoc chon"])
def test_word_that_only_opens_like_the_unit_is_no_place(assistant: Assistant, question: str) -> None:
    assert assistant.reader.read(question).unknown_place is None


def test_held_name_in_plain_letters_is_not_told_by_syllables(assistant: Assistant) -> None:
    """A name of ours is found as such, however much it looks like any other name."""
    for commune in assistant.index.corpus.communes:
        reading = assistant.reader.read(fold(f"{commune.name} ai ky"))

        assert (reading.communes, reading.unknown_place) == ((commune.slug,), None)


def test_no_task_in_plain_letters_names_a_place(assistant: Assistant) -> None:
    tasks = [record for record in assistant.index.corpus.records if record.kind == "task"]
    mistaken = {
        task.title: found
        for task in tasks
        if (found := assistant.reader.read(fold(f"xa {task.title} khi nao xong")).unknown_place)
    }

    assert len(tasks) > 40
    assert mistaken == {}


def test_a_name_is_more_of_a_name_than_running_text(assistant: Assistant) -> None:
    """Log odds: what communes are called is above zero, what texts say is below."""
    names = PlaceNames.load(Restorer.load().text_log_probability)

    assert min(names.score(*name.split()) for name in ("kim lien", "thanh son", "ninh hai", "vinh phuc")) > 0
    assert max(names.score(*words.split()) for words in ("thuc hien", "giai quyet", "bao cao", "ai ky")) < 0


def test_own_ward_without_marks_is_no_part_of_the_matter(assistant: Assistant) -> None:
    """Without them "phuong" is also "phương", which was then looked for."""
    reply = assistant.ask("phuong co trang thong tin dien tu khong", "le-loi")
    assert "về “trang thông tin điện tử”" in reply.text


@pytest.mark.parametrize(
    "question", ["xa tinh rut ngan thoi gian di bao nhieu", "cho lay giay lau qua, xa tinh rut ngan thoi gian khong"]
)
def test_what_people_say_after_the_word_is_no_place(assistant: Assistant, question: str) -> None:
    assert assistant.reader.read(question).unknown_place is None
