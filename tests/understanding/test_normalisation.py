"""The question as people type it on phones, over the real corpus and word lists; and the laws of the list itself."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import yaml

from bot.assembly import _vocabulary
from bot.understanding.normalisation import Normaliser
from corpus.ingest import load_corpus
from corpus.restoration import Restorer
from corpus.text import fold, normalise
from prompts.loader import FOLDER, load_abbreviations, load_lexicon, load_words
from retrieval.index import Index

DATA = Path(__file__).parent.parent.parent / "corpus" / "data"


@cache
def normaliser() -> Normaliser:
    index = cast(Index, SimpleNamespace(corpus=load_corpus(DATA)))  # the vocabulary reads nothing else of it
    vocabulary = _vocabulary(index, load_abbreviations(), load_lexicon(), load_words())
    return Normaliser(load_abbreviations(), vocabulary, Restorer.load())


@cache
def words_of_the_plans() -> frozenset[str]:
    """Returns the lower-case words that the plans write, without list markers ("a)") and codes ("KH-UBND")."""
    texts = [path.read_text(encoding="utf-8") for path in DATA.glob("*/plan.txt")]
    return frozenset(
        word
        for text in texts
        for word in re.findall(r"[^\W\d_]+", normalise(text))
        if len(word) > 1 and word[1:].islower()
    )


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        # capitals
        ("xã dùng AI vào việc gì", "xa dung tri tue nhan tao vao viec gi"),
        ("ĐƠN GIẢN HÓA thủ tục AI LÀM", "don gian hoa thu tuc ai lam"),
        # teencode
        ("tt trực tuyến đạt bn % vậy ad", "thanh toan truc tuyen dat bao nhieu % vay ban"),
        ("xã tân an cđs cần đạt bnhiu phần trăm z", "xa tan an chuyen doi so can dat bao nhieu phan tram vay"),
        ("ai ctrì nv số hoá hs ở xã lộc bình v", "ai chu tri nhiem vu so hoa ho so o xa loc binh vay"),
        ("bao h xong việc sắp xếp bộ máy", "bao gio xong viec sap xep bo may"),
        ("cho mk hỏi dvctt tới năm 2030 ntn", "cho minh hoi dich vu cong truc tuyen toi nam 2030 nhu the nao"),
        ("ad ơi rep e vs", "ban oi tra loi em voi"),
        ("e k hiểu kh này", "em khong hieu ke hoach nay"),
        ("chx thấy nói về đtbd cb", "chua thay noi ve dao tao boi duong can bo"),
        ("mik muon bik ti le onl", "minh muon biet ti le truc tuyen"),
        ("thg 12 fải xong j", "thang 12 phai xong gi"),
        # offices and heads
        ("p. vhxh làm j trong kh này", "phong van hoa xa hoi lam gi trong ke hoach nay"),
        ("pvhxh chịu tnhiệm gì dợ", "phong van hoa xa hoi chiu trach nhiem gi vay"),
        ("pkt lo vụ j z", "phong kinh te lo vu gi vay"),
        ("ctx ký ngày nào", "chu tich xa ky ngay nao"),
        ("kh này do ct hay pct ký", "ke hoach nay do chu tich hay pho chu tich ky"),
        ("có mấy nvụ vp ubnd chủ trì", "co may nhiem vu van phong uy ban nhan dan chu tri"),
        ("bpmc phải làm gì trong năm 2026", "bo phan mot cua phai lam gi trong nam 2026"),
        ("sđt của ub xã là j", "so dien thoai cua uy ban xa la gi"),
        ("cddh của lđ xã ra sao", "chi dao dieu hanh cua lanh dao xa ra sao"),
        ("giao cho đvsn j", "giao cho don vi su nghiep gi"),
        ("THỦ TỤC HC ĐÚNG HẠN BN", "thu tuc hanh chinh dung han bao nhieu"),
        # what is asked for
        ("tlệ hl của ng dân tối thiểu bn", "ty le hai long cua nguoi dan toi thieu bao nhieu"),
        ("mđộ hl về đđ phải đạt bnhieu", "muc do hai long ve dat dai phai dat bao nhieu"),
        ("kphí thực hiện kh lấy từ nguồn nào", "kinh phi thuc hien ke hoach lay tu nguon nao"),
        ("ns nhà nc có chi cho cchc ko", "ngan sach nha nuoc co chi cho cai cach hanh chinh khong"),
        ("gđ 2026-2027 có bn chỉ tiu", "giai doan 2026-2027 co bao nhieu chi tieu"),
        ("bgiờ ht", "bao gio hoan thanh"),
        ("ht thông tin giải quyết hs", "he thong thong tin giai quyet ho so"),
        ("tgian hthành rà xoát vbqppl", "thoi gian hoan thanh ra soat van ban quy pham phap luat"),
        ("tx ktra cchc mấy lần 1 năm", "thuong xuyen kiem tra cai cach hanh chinh may lan 1 nam"),
        ("thhan gq hs đđ", "thoi han giai quyet ho so dat dai"),
        ("nv nào pkt phợp vs vp", "nhiem vu nao phong kinh te phoi hop voi van phong"),
        ("ss tlệ hs online giữa tân an vs lộc bình", "so sanh ty le ho so online giua tan an voi loc binh"),
        ("lkê các nv về cđs", "liet ke cac nhiem vu ve chuyen doi so"),
        ("giải ngân vốn đtc bnhieu %", "giai ngan von dau tu cong bao nhieu %"),
        ("pbgdpl do ai lo", "pho bien giao duc phap luat do ai lo"),
        ("xã phong thổ có chỉ tiêu cks kh", "xa phong tho co chi tieu chu ky so khong"),
        # numbers of documents stay whole
        ("qđ 1478/QĐ-UBND nói về j", "quyet dinh 1478/qd-ubnd noi ve gi"),
        ("kh 179/KH-UBND ngày nào", "ke hoach 179/kh-ubnd ngay nao"),
        ("nđ 118 có dc nhắc tới ko", "nghi dinh 118 co duoc nhac toi khong"),
        ("căn cứ nq 76/NQ-CP của cp", "can cu nghi quyet 76/nq-cp cua cp"),
        # the South
        ("mik ở xã khác nộp hs đc hông", "minh o xa khac nop ho so duoc khong"),
        ("tui muốn hỏi đạt nhiêu phần trăm hén", "toi muon hoi dat nhieu phan tram nhe"),
        ("sao hổng thấy nói tới dzậy", "sao khong thay noi toi vay"),
        ("xã mình làm tới đâu gòi", "xa minh lam toi dau roi"),
        ("mấy việc số hoá ai lo dị", "may viec so hoa ai lo vay"),
        ("trực tuyếng đạt mấy", "truc tuyen dat may"),
        ("giải quyếc thủ tục hchánh", "giai quyet thu tuc hanh chinh"),
        # the Centre
        ("rứa xã tân an đạt bao nhiêu hè", "vay xa tan an dat bao nhieu he"),
        ("mần răng để nộp hồ sơ qua mạng", "lam sao de nop ho so qua mang"),
        ("ai chịu trách nhiệm việc nớ", "ai chiu trach nhiem viec do"),
        ("bây chừ đã hoàn thành chưa hỉ", "bay gio da hoan thanh chua nhi"),
        # the North
        ("chủ chì nhiệm vụ này là ai", "chu tri nhiem vu nay la ai"),
        ("trỉ tiêu của kế hoạch", "chi tieu cua ke hoach"),
        ("chịu chách nhiệm kiểm xoát tthc", "chiu trach nhiem kiem soat thu tuc hanh chinh"),
        ("xố hóa hồ xơ", "so hoa ho so"),
        ("nàm thế nào để lộp hồ sơ", "lam the nao de nop ho so"),
        ("mứt độ hài lòng đạt mấy", "muc do hai long dat may"),
        # i and y
        ("quản lí tài sản công do ai lo", "quan ly tai san cong do ai lo"),
        ("qui chế, kỉ luật, định kì, góp í", "quy che ky luat dinh ky gop y"),
        ("ai kí kế hoạch", "ai ky ke hoach"),
        # slips of the keyboard
        ("khoong bieets ai chur trif", "khong biet ai chu tri"),
        ("chir tieeu naof laf quan trongj", "chi tieu nao la quan trong"),
        ("ke hoahc cai cahc hanh chihn", "ke hoach cai cach hanh chinh"),
        ("thu tuc hahc chinh", "thu tuc hanh chinh"),
        ("thanhtoantructuyen dat baonhieu", "thanh toan truc tuyen dat bao nhieu"),
    ],
)
def test_typed_question_is_written_out(typed: str, folded: str) -> None:
    assert normaliser().normalise(typed).folded == folded


@pytest.mark.parametrize(
    "question",
    [
        "phiếu khảo sát trong lịch tiếp dân",
        "phiên họp nào chọn đơn vị thí điểm",
        "vượt ngưỡng thì thành tựu nhiên liệu",
        "đối thoại về mô hình chi phí",
        "thách thức suy thoái và sự thông thoáng",
        "tỉ lệ hồ sơ ở xã tân an là mấy",
        "văn phòng có an toàn thông tin và ma trận là gì",
    ],
)
def test_words_meant_literally_stay(question: str) -> None:
    assert normaliser().normalise(question).folded == fold(question)


def test_short_forms_are_many_and_unlike_words_of_the_plans() -> None:
    typed = load_abbreviations().typed
    assert len(typed) >= 350
    plain = {fold(word) for word in words_of_the_plans()}
    changed = {key for key, value in typed.items() if fold(key) != fold(value)}
    assert not changed & words_of_the_plans()
    assert not {key for key in changed if key == fold(key)} & plain


def test_no_short_form_is_shadowed_or_ill_written() -> None:
    abbreviations = load_abbreviations()
    administrative = {fold(key) for key in abbreviations.administrative}
    for key, value in abbreviations.typed.items():
        assert key == normalise(key).lower() and key.replace(" ", "").isalnum(), key
        assert re.fullmatch(r"[^\W_]+( [^\W_]+)*", value) and value == value.lower(), key
        is_shadowed = " " not in key and fold(key) in administrative and (key == fold(key) or len(fold(key)) > 2)
        assert not is_shadowed, key


def test_no_short_form_is_written_twice() -> None:
    node = yaml.compose((FOLDER / "abbreviations.yaml").read_text(encoding="utf-8"))
    assert isinstance(node, yaml.MappingNode)
    for _, entries in node.value:
        if not isinstance(entries, yaml.MappingNode):
            continue
        keys = Counter(key.value for key, _ in entries.value)
        assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("value", sorted(set(load_abbreviations().typed.values())))
def test_what_a_short_form_stands_for_is_read_as_it_stands(value: str) -> None:
    assert normaliser().normalise(value).folded == fold(value)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("phuong nang cao bao nhieu chi so", "phường nâng cao bao nhiêu chỉ số"),
        ("phuong an sap xep bo may", "phương án sắp xếp bộ máy"),
        ("cac phuong thuc thanh toan", "các phương thức thanh toán"),
        ("chinh quyen dia phuong hai cap", "chính quyền địa phương hai cấp"),
    ],
)
def test_syllable_that_is_no_word_by_itself_is_the_one_that_is(typed: str, written: str) -> None:
    assert " ".join(normaliser().normalise(typed).written) == written
