"""The arguments of `motcua store`; argparse alone, like the rest of what `motcua --help` needs."""

import argparse
import re
from pathlib import Path

from api.subcommands import add_actions

_TEXTS = {
    "check": "cho biết kho dữ liệu ở đâu, ở bước nào, có bao nhiêu dòng, có ghi được không",
    "upgrade": "đưa các bảng lên bước mới nhất, hoặc về một bước cũ",
    "backup": "sao lưu kho dữ liệu, khóa băm, thủ tục đã nhập vào một tệp",
    "restore": "khôi phục từ một tệp sao lưu",
    "purge": "xóa ngay những gì đã hết hạn lưu",
    "export": "ghi những gì đang lưu về một người ra tệp JSON, khi người đó yêu cầu",
    "forget": "xóa những gì đang lưu về một người, khi người đó yêu cầu",
}


def add_store(parser: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser]) -> None:
    """Adds the actions and their arguments."""
    made = add_actions(parser, parser_class, _TEXTS)
    made["upgrade"].add_argument("--to", metavar="BƯỚC", help="ví dụ 0001; base: bỏ hết bảng (mặc định: mới nhất)")
    made["upgrade"].add_argument("--yes", action="store_true", help="đồng ý quay về bước cũ, có thể mất dữ liệu")
    made["backup"].add_argument("file", type=Path, metavar="TỆP.zip", help="tệp sẽ được ghi đè nếu đã có")
    made["restore"].add_argument("file", type=Path, metavar="TỆP.zip", help="tệp do `motcua store backup` ghi")
    made["restore"].add_argument("--replace", action="store_true", help="xóa hết những gì đang có rồi khôi phục")
    for name in ("export", "forget"):
        who = made[name].add_mutually_exclusive_group(required=True)
        who.add_argument("--chat", type=_chat, metavar="SỐ", help="mã cuộc trò chuyện trên Telegram")
        who.add_argument("--conversation", metavar="MÃ", help="mã cuộc trò chuyện trên trang web (conversation_id)")
        who.add_argument("--person", type=_hash, metavar="MÃ_BĂM", help="mã băm 32 ký tự, như ghi trong kho dữ liệu")
    made["export"].add_argument("file", type=Path, metavar="TỆP.json", help="tệp mới, chỉ chủ đọc được")


def _chat(text: str) -> str:
    if not re.fullmatch(r"-?\d{1,20}", text):
        raise argparse.ArgumentTypeError(f"{text!r} không phải số")
    return text


def _hash(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise argparse.ArgumentTypeError(f"{text!r} không phải mã băm 32 ký tự 0–9, a–f")
    return text
