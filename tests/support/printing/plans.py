"""Made-up plans: a seed gives letterhead, running text, tasks, targets, recipients and signature, and their plain text.

Nobody and no commune of that name exists.
"""

import random
from dataclasses import dataclass, field

_ACTIONS = (
    "Rà soát, công bố thủ tục hành chính",
    "Xây dựng kế hoạch tuyên truyền về cải cách hành chính",
    "Triển khai số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
    "Kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính",
    "Tổ chức tập huấn kỹ năng số cho cán bộ, công chức",
    "Khảo sát mức độ hài lòng của người dân, tổ chức",
    "Sắp xếp, kiện toàn tổ chức bộ máy của các cơ quan chuyên môn",
    "Đẩy mạnh thanh toán trực tuyến phí, lệ phí",
    "Cập nhật tiến độ xử lý văn bản trên hệ thống quản lý",
    "Tự kiểm tra văn bản quy phạm pháp luật đã ban hành",
)
_PLACES = (
    "trong lĩnh vực đất đai, môi trường",
    "tại các thôn, bản vùng sâu, vùng xa",
    "thuộc thẩm quyền giải quyết của Ủy ban nhân dân xã",
    "lĩnh vực hộ tịch, chứng thực và bảo trợ xã hội",
    "theo hướng dẫn của Ủy ban nhân dân tỉnh",
    "bảo đảm công khai, minh bạch và đúng thời hạn quy định tại các văn bản của cấp trên",
    "gắn với chuyển đổi số",
)
_LEADS = (
    "Văn phòng HĐND và UBND",
    "Phòng Kinh tế",
    "Phòng Văn hóa - Xã hội",
    "Trung tâm Phục vụ hành chính công",
    "Công an xã",
)
_COORDINATING = ("Các phòng, đơn vị liên quan", "Các cơ quan, đơn vị", "Phòng Kinh tế; Công an xã", "Các thôn, bản")
_SCHEDULES = (
    "Quý I/2026",
    "Thường xuyên",
    "Tháng 6/2026",
    "Trước ngày 15/12/2026",
    "Năm 2026 - 2027",
    "Hằng năm",
    "Quý IV hằng năm",
)
_DELIVERABLES = (
    "Kế hoạch của UBND xã",
    "Báo cáo kết quả thực hiện",
    "Quyết định công bố",
    "Danh mục được phê duyệt và niêm yết tại trụ sở",
    "Hội nghị tập huấn",
    "Văn bản chỉ đạo, hướng dẫn; biên bản kiểm tra",
)
_INDICATORS = (
    "Tỷ lệ hồ sơ tiếp nhận và giải quyết trực tuyến",
    "Tỷ lệ thanh toán trực tuyến",
    "Tỷ lệ số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
    "Mức độ hài lòng của người dân, doanh nghiệp về giải quyết thủ tục hành chính",
    "Tỷ lệ hồ sơ giải quyết đúng hạn và trước hạn",
    "Tỷ lệ văn bản trao đổi giữa các cơ quan dưới dạng điện tử, có chữ ký số",
    "Tỷ lệ cán bộ, công chức được bồi dưỡng kỹ năng số",
)
_GROUPS = (
    "CẢI CÁCH THỂ CHẾ",
    "CẢI CÁCH THỦ TỤC HÀNH CHÍNH",
    "XÂY DỰNG CHÍNH QUYỀN ĐIỆN TỬ, CHÍNH QUYỀN SỐ",
)
_SENTENCES = (
    "Nâng cao chất lượng phục vụ người dân, tổ chức và doanh nghiệp trên địa bàn xã.",
    "Xác định rõ trách nhiệm của từng cơ quan, đơn vị, cá nhân trong triển khai nhiệm vụ.",
    "Gắn kết quả thực hiện với công tác đánh giá, xếp loại thi đua, khen thưởng hằng năm.",
    "Bảo đảm tiến độ, hiệu quả, tiết kiệm, phù hợp với điều kiện thực tế của địa phương.",
    "Đẩy mạnh ứng dụng công nghệ thông tin, chuyển đổi số trong hoạt động của cơ quan nhà nước.",
    "Khắc phục kịp thời những tồn tại, hạn chế đã được chỉ ra qua kiểm tra của cấp trên.",
)
TASK_HEADINGS = (
    "STT",
    "Nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Thời gian thực hiện",
    "Sản phẩm",
)
TARGET_HEADINGS = ("STT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Cơ quan theo dõi")


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """An annex table; a row with two cells names a group."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedPlan:
    """A plan as it is set: lines of the letterhead's two columns, paragraphs with their level, annexes."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    title: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    annexes: tuple[PrintedTable, ...] = field(default=())

    @property
    def text(self) -> str:
        """The plan as the shipped text files hold one: a line a paragraph, rows with tabs."""
        lines = [*self.left, *self.right, *self.title, *self.paragraphs, *self.recipients, *self.signature]
        for number, annex in enumerate(self.annexes, start=1):
            lines += [f"PHỤ LỤC {number}", annex.title, "\t".join(annex.headings)]
            lines += ["\t".join([*row, *[""] * (len(annex.headings) - len(row))]) for row in annex.rows]
        return "\n\n".join(lines) + "\n"


def make_plan(seed: int, *, tasks: int = 16, targets: int = 8, long_rows: bool = False) -> PrintedPlan:
    """Returns the plan of a seed; `long_rows` gives titles of many lines, which pages break."""
    chance = random.Random(seed)
    return PrintedPlan(
        left=("ỦY BAN NHÂN DÂN", "XÃ SUỐI MƠ", f"Số: {chance.randint(2, 99)}/KH-UBND"),
        right=(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            f"Suối Mơ, ngày {chance.randint(10, 28)} tháng {chance.randint(10, 12)} năm 2025",
        ),
        title=("KẾ HOẠCH", "Cải cách hành chính nhà nước xã Suối Mơ giai đoạn 2026 - 2030"),
        paragraphs=tuple(_paragraphs(chance)),
        recipients=("Nơi nhận:", "- Sở Nội vụ tỉnh;", "- Đảng ủy, HĐND xã;", "- Lưu: VT."),
        signature=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Hoàng Văn Thử"),
        annexes=(
            PrintedTable(
                "DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH", TASK_HEADINGS, tuple(_tasks(chance, tasks, long_rows))
            ),
            PrintedTable("CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH", TARGET_HEADINGS, tuple(_targets(chance, targets))),
        ),
    )


def _paragraphs(chance: random.Random) -> list[str]:
    return [
        "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ ban hành Chương trình tổng thể cải cách hành chính "
        "nhà nước; Ủy ban nhân dân xã Suối Mơ ban hành Kế hoạch cải cách hành chính như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        *(f"{number}. {chance.choice(_SENTENCES)} {chance.choice(_SENTENCES)}" for number in (1, 2)),
        "II. NHIỆM VỤ",
        *(
            f"- {chance.choice(_ACTIONS)} {chance.choice(_PLACES)}; {chance.choice(_ACTIONS).lower()}."
            for _ in range(4)
        ),
        "III. TỔ CHỨC THỰC HIỆN",
        f"1. Văn phòng HĐND và UBND chủ trì, theo dõi, đôn đốc. {chance.choice(_SENTENCES)}",
        "2. Các phòng, đơn vị báo cáo kết quả trước ngày 15/12 hằng năm./.",
    ]


def _tasks(chance: random.Random, count: int, long_rows: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    numerals = ("I", "II", "III")
    for number in range(1, count + 1):
        if number % 6 == 1 and number // 6 < len(_GROUPS):
            rows.append((numerals[number // 6], _GROUPS[number // 6]))
        title = f"{chance.choice(_ACTIONS)} {chance.choice(_PLACES)}"
        if long_rows:
            title = f"{title}; {chance.choice(_ACTIONS).lower()} {chance.choice(_PLACES)}; " * 2
            title += f"{chance.choice(_ACTIONS).lower()} đợt {number}"
        rows.append(
            (
                str(number),
                title,
                chance.choice(_LEADS),
                chance.choice(_COORDINATING),
                chance.choice(_SCHEDULES),
                chance.choice(_DELIVERABLES),
            )
        )
    return rows


def _targets(chance: random.Random, count: int) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            f"{_INDICATORS[number % len(_INDICATORS)]} {'năm ' + str(2026 + number // len(_INDICATORS))}",
            "%",
            str(chance.choice((60, 70, 80, 85, 90, 95, 100))),
            chance.choice(_LEADS),
        )
        for number in range(1, count + 1)
    ]
