"""The arguments of `motcua documents`; argparse alone, like the rest of what `motcua --help` needs."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from api.subcommands import add_actions

_TEXTS = {
    "add": "đọc một văn bản (PDF, bản quét, Word, Excel, HTML, TXT) và báo những gì đã hiểu, chưa hiểu",
    "list": "các văn bản đã thêm: bản nào đang dùng, bản nào là nháp",
    "show": "báo cáo về một bản: đã hiểu gì, chưa hiểu gì, khác gì bản đang dùng; và ai đã làm gì",
    "diff": "những câu trả lời nào đổi nếu đưa một bản vào sử dụng",
    "publish": "đưa một bản vào sử dụng; câu trả lời theo bản mới sau vài giây",
    "withdraw": "thu hồi: thôi trả lời từ văn bản này",
    "rollback": "quay lại bản đã dùng trước đó",
}


def add_documents(
    parser: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser], day: Callable[[str], date]
) -> None:
    """Adds the actions and their arguments; `day` reads a date."""
    made = add_actions(parser, parser_class, _TEXTS)
    for subparser in made.values():
        subparser.add_argument("--index", type=Path, metavar="DIR", help="thư mục chỉ mục (mặc định: var/index)")
    _add_add(made["add"], day)
    for name in ("show", "diff", "publish", "withdraw", "rollback"):
        made[name].add_argument("document", metavar="MÃ", help="mã văn bản, như `motcua documents list` in ra")
    for name in ("show", "diff", "publish"):
        made[name].add_argument("--version", type=int, metavar="N", help="bản thứ mấy (mặc định: bản mới nhất)")
    asked = "hỏi thêm các câu trong tệp, mỗi dòng một câu"
    made["diff"].add_argument("--questions", type=Path, metavar="TỆP", help=asked)
    reviewed = "đã đối chiếu bản này với bản gốc, từng chỗ được báo là chưa chắc"
    made["publish"].add_argument("--reviewed", action="store_true", help=reviewed)


def _add_add(parser: argparse.ArgumentParser, day: Callable[[str], date]) -> None:
    parser.add_argument(
        "file", type=Path, metavar="TỆP", help="tệp văn bản; nội dung quyết định định dạng, không phải tên"
    )
    parser.add_argument("--commune", required=True, metavar="SLUG", help="mã xã, phường, ví dụ lac-phuong")
    parser.add_argument("--commune-name", metavar="TÊN", help="tên đầy đủ khi là xã mới, ví dụ “xã An Bình”")
    parser.add_argument("--province", metavar="TÊN", help="tỉnh, thành phố khi là xã mới, ví dụ “tỉnh Lào Cai”")
    parser.add_argument(
        "--publish", action="store_true", help="đưa vào sử dụng ngay nếu hiểu hết và không phải bản quét"
    )
    parser.add_argument("--internal", action="store_true", help="văn bản nội bộ: không bao giờ trả lời cho người dân")
    parser.add_argument("--id", dest="document", metavar="MÃ", help="mã văn bản; mã đã có: thêm thành bản mới")
    parser.add_argument(
        "--replaces", action="append", default=[], metavar="MÃ", help="mã văn bản mà văn bản này thay thế"
    )
    stated = parser.add_argument_group("khi tệp không ghi (phần tệp có ghi thì theo tệp)")
    stated.add_argument("--title", metavar="TÊN", help="tên văn bản (trích yếu)")
    stated.add_argument("--type", metavar="LOẠI", help="loại văn bản (mặc định: Tài liệu)")
    stated.add_argument("--number", metavar="SỐ", help="số, ký hiệu, ví dụ 15/KH-UBND")
    stated.add_argument("--issued-on", type=day, metavar="NGÀY", help="ngày ban hành, ví dụ 2026-12-31")
