"""The arguments of `motcua sites`; argparse alone, like the rest of what `motcua --help` needs."""

import argparse
from pathlib import Path

from api.subcommands import add_actions

_TEXTS = {
    "list": "các trang đang có: khóa, địa chỉ, xã, phường, giới hạn",
    "add": "thêm một trang và in dòng để dán vào cổng",
    "change": "sửa một trang; phần không nêu thì giữ nguyên",
    "remove": "bỏ một trang: khóa của trang không còn dùng được",
    "import": "nhập các trang từ một tệp YAML; khóa đã có thì cập nhật, trang không có trong tệp thì giữ nguyên",
}


def add_sites(parser: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser]) -> None:
    """Adds the actions and their arguments."""
    made = add_actions(parser, parser_class, _TEXTS)
    for name in ("change", "remove"):
        made[name].add_argument("key", metavar="KHÓA", help="khóa của trang, như `motcua sites list` in ra")
    made["add"].add_argument("--key", metavar="KHÓA", help="8–64 chữ cái, chữ số, “-”, “_” (mặc định: tạo ngẫu nhiên)")
    for name in ("add", "change"):
        _add_fields(made[name], is_required=name == "add")
    made["remove"].add_argument("--yes", action="store_true", help="đồng ý cả khi máy chủ vì thế mở cho mọi trang")
    made["import"].add_argument("file", type=Path, metavar="TỆP.yaml", help="xem docs/configuration.md")
    for name in ("add", "change", "import"):
        made[name].add_argument("--index", type=Path, metavar="DIR", help="thư mục chỉ mục (mặc định: var/index)")


def _add_fields(parser: argparse.ArgumentParser, *, is_required: bool) -> None:
    parser.add_argument("--name", required=is_required, metavar="TÊN", help="tên cổng, cho người vận hành")
    origin = "địa chỉ của cổng, ví dụ https://xa.example.vn; nhiều địa chỉ thì nêu nhiều lần"
    parser.add_argument("--origin", action="append", required=is_required, metavar="ĐỊA_CHỈ", help=origin)
    commune = "mã xã, phường; nêu nhiều lần nếu cổng chung, mã đầu là của câu hỏi không nêu xã, phường"
    parser.add_argument("--commune", action="append", required=is_required, metavar="SLUG", help=commune)
    limit = "số lượt gọi của cả trang trong một phút; 0: không giới hạn riêng"
    parser.add_argument("--per-minute", metavar="N", help=limit)
