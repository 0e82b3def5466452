"""Synthetic plans: the same seed gives the same tasks, targets and agencies. No name in them is anybody's."""

import random
from dataclasses import dataclass

VERBS = ("Rà soát", "Xây dựng", "Triển khai", "Kiểm tra", "Tổ chức", "Cập nhật", "Công khai", "Hoàn thiện")
OBJECTS = (
    "quy trình nội bộ giải quyết thủ tục hành chính",
    "kế hoạch tuyên truyền cải cách hành chính",
    "danh mục dịch vụ công trực tuyến toàn trình",
    "việc số hóa hồ sơ, kết quả giải quyết thủ tục",
    "hội nghị đối thoại với người dân và doanh nghiệp",
    "vị trí việc làm của cán bộ, công chức",
    "phần mềm quản lý văn bản và điều hành",
    "quy chế chi tiêu nội bộ",
)
PLACES = (
    "trên địa bàn xã",
    "tại các thôn",
    "tại bộ phận một cửa",
    "của các đơn vị sự nghiệp",
    "trong lĩnh vực đất đai",
)
LEADS = (
    "Phòng Kinh tế",
    "Phòng Văn hóa - Xã hội",
    "Văn phòng HĐND và UBND xã",
    "Trung tâm Phục vụ hành chính công xã",
    "Công an xã",
    "Trung tâm Dịch vụ sự nghiệp công xã",
)
OTHERS = ("Các cơ quan, đơn vị liên quan", "Các phòng, trung tâm, đơn vị liên quan", "Các cơ quan chuyên môn thuộc xã")
SCHEDULES = ("Thường xuyên", "Hàng năm", "Quý IV/2026", "2026-2030", "Trước 30/6/2026", "Tháng 9/2026", "Hàng quý")
DELIVERABLES = ("Kế hoạch", "Báo cáo", "Quyết định của UBND xã", "Văn bản hướng dẫn; báo cáo", "Hội nghị được tổ chức")
GROUPS = ("Cải cách thể chế", "Cải cách thủ tục hành chính", "Cải cách tài chính công", "Xây dựng chính quyền số")
INDICATORS = (
    "Tỷ lệ hồ sơ giải quyết đúng hạn",
    "Tỷ lệ hồ sơ tiếp nhận trực tuyến",
    "Tỷ lệ thanh toán trực tuyến",
    "Mức độ hài lòng của người dân và doanh nghiệp",
    "Tỷ lệ cán bộ, công chức được bồi dưỡng",
    "Tỷ lệ văn bản được xử lý trên môi trường mạng",
    "Số hội nghị đối thoại",
)
ROMANS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class PlannedTask:
    number: str
    title: str
    leads: tuple[str, ...]
    others: tuple[str, ...]
    schedule: str
    deliverable: str


@dataclass(frozen=True)
class PlannedTarget:
    number: str
    indicator: str
    unit: str
    result: str
    agency: str

    @property
    def value(self) -> str:
        return self.result.split()[-1]


@dataclass(frozen=True)
class Plan:
    commune: str
    groups: tuple[tuple[str, str, tuple[PlannedTask, ...]], ...]
    targets: tuple[PlannedTarget, ...]

    @property
    def tasks(self) -> tuple[PlannedTask, ...]:
        return tuple(task for _, _, tasks in self.groups for task in tasks)


def make_plan(seed: int) -> Plan:
    """Returns the plan of a seed: two to four groups of tasks, numbered anew in each, and four to seven targets."""
    chance = random.Random(seed)
    titles = [f"{verb} {what} {where}" for verb in VERBS for what in OBJECTS for where in PLACES]
    chance.shuffle(titles)
    groups = []
    for roman, name in zip(ROMANS, chance.sample(GROUPS, chance.randint(2, 4)), strict=False):
        tasks = tuple(_task(chance, str(number), titles.pop()) for number in range(1, chance.randint(4, 8)))
        groups.append((roman, name, tasks))
    picked = chance.sample(INDICATORS, chance.randint(4, 7))
    targets = tuple(_target(chance, str(number), name) for number, name in enumerate(picked, start=1))
    return Plan(f"Mẫu Số {seed}", tuple(groups), targets)


def _task(chance: random.Random, number: str, title: str) -> PlannedTask:
    leads = tuple(chance.sample(LEADS, 2 if chance.random() < 0.25 else 1))
    others = (chance.choice(OTHERS),) if chance.random() < 0.8 else ()
    return PlannedTask(number, title, leads, others, chance.choice(SCHEDULES), chance.choice(DELIVERABLES))


def _target(chance: random.Random, number: str, name: str) -> PlannedTarget:
    is_count = name.startswith("Số ")
    value = str(chance.randint(1, 9) if is_count else chance.randint(50, 100))
    bound = chance.choice(("", "", "≥ ", "tối thiểu "))
    return PlannedTarget(number, name, "hội nghị" if is_count else "%", f"{bound}{value}", chance.choice(LEADS))


# What stands around the tables of every synthetic plan.
INTRODUCTION = (
    "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ ban hành Chương trình tổng thể cải cách hành chính;",
    "Ủy ban nhân dân xã ban hành Kế hoạch cải cách hành chính năm 2026 như sau:",
)
SECTIONS = (
    ("I. MỤC ĐÍCH, YÊU CẦU", ("Mục đích", "Yêu cầu")),
    ("II. TỔ CHỨC THỰC HIỆN", ("Phòng Văn hóa - Xã hội", "Các cơ quan, đơn vị")),
)
SENTENCES = (
    "- Nâng cao chất lượng phục vụ người dân và doanh nghiệp.",
    "- Xác định rõ trách nhiệm của người đứng đầu từng cơ quan, đơn vị.",
)
