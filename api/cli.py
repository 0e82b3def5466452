"""The `motcua` command. Only argparse is imported here: `motcua --help` must not pay for the assistant."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from api.console import CommandFailed, remark
from api.document_arguments import add_documents
from api.site_arguments import add_sites
from api.store_arguments import add_store
from api.subcommands import add_actions, in_vietnamese

_COMMANDS = {
    "index": "(dựng lại) chỉ mục từ các văn bản và cho biết những gì đã thay đổi",
    "ask": "trả lời một câu hỏi trên màn hình, kèm nguồn",
    "serve": "chạy máy chủ: API, trang mẫu, trang xem văn bản",
    "telegram": "chạy bot Telegram (TELEGRAM_BOT_TOKEN)",
    "documents": "văn bản của xã: thêm, xem, đưa vào sử dụng, thu hồi, quay lại bản trước",
    "procedures": "danh mục thủ tục hành chính: nhập dữ liệu của Cổng Dịch vụ công quốc gia",
    "sites": "các trang được đặt khung chat: xem, thêm, sửa, bỏ, nhập từ tệp",
    "store": "kho dữ liệu: kiểm tra, nâng cấp, sao lưu, khôi phục, xóa và xuất theo yêu cầu",
    "admin": "trang của người vận hành: lập chuỗi băm mật khẩu",
    "eval": "chấm chất lượng trả lời trên bộ câu hỏi của dự án",
}
_ADMIN = {"hash": "hỏi mật khẩu hai lần rồi in chuỗi băm cho API_ADMIN_PASSWORD_HASH"}


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Vietnamese where people see it most."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: cách dùng chưa đúng ({message}); xem `{self.prog} --help`.\n")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Cách dùng:", 1)


def build_parser() -> argparse.ArgumentParser:
    """Returns the parser of every command."""
    parser = _Parser(prog="motcua", description="Trợ lý ảo về cải cách hành chính của xã, phường.", add_help=False)
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="LỆNH", title="các lệnh", parser_class=_Parser
    )
    made = {
        name: subparsers.add_parser(name, help=text, description=text, add_help=False)
        for name, text in _COMMANDS.items()
    }
    for subparser in (parser, *made.values()):
        in_vietnamese(subparser)
    for name in _COMMANDS.keys() - {"documents", "procedures", "sites", "store", "admin"}:
        made[name].add_argument("--index", type=Path, metavar="DIR", help="thư mục chỉ mục (mặc định: var/index)")
    made["index"].add_argument("--corpus", type=Path, metavar="DIR", help="thư mục văn bản (mặc định: bộ đi kèm)")
    made["ask"].add_argument("question", metavar="CÂU_HỎI", help="câu hỏi, có dấu hay không dấu đều được")
    made["ask"].add_argument("--commune", metavar="SLUG", help="mã xã, phường, ví dụ lac-phuong")
    made["ask"].add_argument("--json", action="store_true", help="in nguyên câu trả lời của API")
    made["serve"].add_argument("--host", default="127.0.0.1", help="địa chỉ nghe (mặc định: %(default)s)")
    made["serve"].add_argument(
        "--port",
        type=int,
        default=os.environ.get("PORT", "8000"),
        help="cổng (mặc định: biến PORT, không có thì 8000)",
    )
    made["serve"].add_argument(
        "--workers", type=int, metavar="N", help="số tiến trình (mặc định: API_WORKERS, không có thì 1)"
    )
    made["ask"].add_argument("--internal", action="store_true", help="trả lời từ cả văn bản nội bộ")
    add_documents(made["documents"], _Parser, _day)
    _add_procedures(made["procedures"])
    add_sites(made["sites"], _Parser)
    add_store(made["store"], _Parser)
    add_actions(made["admin"], _Parser, _ADMIN)
    made["eval"].add_argument("questions", nargs="?", type=Path, metavar="TỆP", help="bộ câu hỏi dạng JSONL")
    made["eval"].add_argument("--report", type=Path, metavar="TỆP.md", help="ghi kết quả ra một trang Markdown")
    return parser


def _add_procedures(parser: argparse.ArgumentParser) -> None:
    text = "nhập một tệp của Cổng Dịch vụ công (XLSX, JSON Lines) hoặc bảng CSV, XLSX và báo từng dòng"
    importing = add_actions(parser, _Parser, {"import": text})["import"]
    importing.add_argument("file", type=Path, metavar="TỆP", help="tệp danh mục (xem docs/procedures-import.md)")
    importing.add_argument("--abolished", type=Path, metavar="TỆP", help="danh sách YAML thủ tục bãi bỏ, thay thế")
    importing.add_argument(
        "--as-of", type=_day, metavar="NGÀY", help="ngày của dữ liệu, ví dụ 2026-07-01 (mặc định: hôm nay)"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise argparse.ArgumentTypeError(f"{text!r} không phải ngày dạng 2026-07-01") from exc


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status (0 done, 1 could not, 2 wrong usage)."""
    args = build_parser().parse_args(argv)
    command = importlib.import_module(f"api.commands.{args.command}")
    try:
        return int(command.run(args))
    except CommandFailed as exc:
        remark(f"motcua {args.command}: {exc}")
        return 1
    except BrokenPipeError:  # `motcua ask … | head`
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
