"""A plan as a web page."""

from html import escape

from tests.support.layouts import plans
from tests.support.layouts.plans import Plan


def make_page(plan: Plan) -> str:
    """Returns the page: navigation, letterhead, sections, and two tables with merged cells."""
    sections = "".join(
        f"<h2>{heading}</h2>" + "".join(f"<p>{number}. {name}</p>" for number, name in enumerate(names, start=1))
        for heading, names in plans.SECTIONS
    )
    targets = "".join(
        _row(target.number, target.indicator, target.unit, target.result, target.agency) for target in plan.targets
    )
    tasks = "".join(
        f"<tr><td>{roman}</td><td colspan=5>{escape(name)}</td></tr>"
        + "".join(
            _row(
                task.number,
                task.title,
                "<br>".join(task.leads),
                "; ".join(task.others),
                task.schedule,
                task.deliverable,
            )
            for task in group
        )
        for roman, name, group in plan.groups
    )
    return (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Kế hoạch</title></head><body>"
        "<nav><ul><li>Trang chủ</li></ul></nav><table><tr><td>ỦY BAN NHÂN DÂN<br>XÃ MẪU</td>"
        "<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</td></tr></table><h1>KẾ HOẠCH</h1><p>Cải cách hành chính năm 2026</p>"
        f"{''.join(f'<p>{text}</p>' for text in plans.INTRODUCTION)}{sections}"
        "<p>Phụ lục I</p><p>DANH MỤC CHỈ TIÊU</p><table><tr><th>STT<th>Chỉ tiêu<th>Đơn vị tính<th>Kết quả"
        f"<th>Cơ quan chịu trách nhiệm</tr>{targets}</table><p>Phụ lục II</p><p>DANH MỤC NHIỆM VỤ</p><table>"
        "<tr><th rowspan=2>TT<th rowspan=2>Nội dung<th colspan=2>Cơ quan thực hiện<th rowspan=2>Thời gian"
        f"<th rowspan=2>Sản phẩm<tr><th>Chủ trì<th>Phối hợp</tr>{tasks}</table></body></html>"
    )


def _row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
