"""`motcua admin hash`: makes the hash of the operator's password."""

import sys
from argparse import Namespace
from getpass import getpass

from api.admin.passwords import MIN_LENGTH, hash_password
from api.console import CommandFailed, say


def run(args: Namespace) -> int:
    """Prints the hash of a password that is typed twice, or read from standard input where that is no terminal."""
    password = _typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if len(password) < MIN_LENGTH:
        raise CommandFailed(f"mật khẩu phải có ít nhất {MIN_LENGTH} ký tự.")
    say(hash_password(password))
    return 0


def _typed() -> str:
    try:
        password = getpass("Mật khẩu: ")
        if getpass("Nhập lại mật khẩu: ") != password:
            raise CommandFailed("hai lần nhập không giống nhau; hãy chạy lại.")
    except EOFError as exc:
        raise CommandFailed("chưa nhập mật khẩu.") from exc
    return password
