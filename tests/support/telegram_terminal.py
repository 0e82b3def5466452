"""A conversation with the bot as lines of text: for golden files, for the documentation, and by hand.

`python -m tests.support.telegram_terminal [--port 8081]` is Telegram and its app in one: it prints the command that
starts the bot, then sends what is typed; `[words` presses the newest button that begins with these words.
"""

import argparse
import re
import sys
from collections.abc import Sequence

from tests.support.fake_bot_api import CHAT, TOKEN, FakeBotApi, Json, serving, wait_until

_TAG = re.compile(r"</?(?:b|i)>")


class Terminal:
    """One person's screen. `lines` is the conversation so far."""

    def __init__(self, telegram: FakeBotApi, chat_id: int = CHAT) -> None:
        self._telegram = telegram
        self._chat_id = chat_id
        self._seen = len(telegram.calls)
        self.lines: list[str] = []

    def type(self, line: str) -> None:
        """Sends a line, or presses the button that it names after "["; returns when the bot has answered."""
        if line.startswith("["):
            label = line.strip("[] ")
            button = self._telegram.button(label, self._chat_id)
            self.lines += ["", f"> [{button['text']}]"]
            if "callback_data" not in button:
                self.lines.append(f"  (mở {button['url']})")
                return
            self._telegram.press(button["callback_data"], self._chat_id)
        else:
            self.lines += ["", f"> {line}"]
            self._telegram.say(line, self._chat_id)
        self._telegram.wait_until_quiet(60)
        self.look()

    def look(self) -> None:
        """Puts on the screen what the bot has done since."""
        calls = self._telegram.calls[self._seen :]
        self._seen += len(calls)
        for method, parameters in calls:
            if parameters.get("chat_id", self._chat_id) == self._chat_id:
                self.lines += _shown(method, parameters)


def _shown(method: str, parameters: Json) -> list[str]:
    if method == "answerCallbackQuery":
        return [f"  ({parameters['text']})"] if parameters.get("text") else []
    if method == "sendPhoto":
        return [f"  (ảnh) {_bare(str(parameters.get('caption', '')))}"]
    if method == "editMessageReplyMarkup":
        return ["  (các nút đổi thành)", *_keyboard(parameters)]
    if method not in ("sendMessage", "editMessageText"):
        return []
    lines = [f"  {line}".rstrip() for line in _bare(str(parameters["text"])).split("\n")]
    return [*(["  (trang mới)"] if method == "editMessageText" else []), *lines, *_keyboard(parameters)]


def _keyboard(parameters: Json) -> list[str]:
    rows = (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
    return ["  " + " ".join(f"[{button['text']}]" for button in row) for row in rows]


def _bare(html: str) -> str:
    text = _TAG.sub("", html)
    text = re.sub(
        r"<blockquote>(.*?)</blockquote>", lambda found: "| " + found[1].replace("\n", "\n| "), text, flags=re.DOTALL
    )
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    port = parser.parse_args(arguments).port
    telegram = FakeBotApi()
    terminal = Terminal(telegram)
    with serving(telegram.asgi, port) as base_url:
        _print(f"TELEGRAM_API_BASE_URL={base_url} TELEGRAM_BOT_TOKEN={TOKEN} .venv/bin/motcua telegram")
        wait_until(lambda: bool(telegram.named("setMyCommands")), 600)
        for line in sys.stdin:
            if not line.strip():
                continue
            try:
                terminal.type(line.strip())
            except AssertionError as fault:
                _print(f"  ({fault})")
            _print("\n".join(terminal.lines))
            terminal.lines.clear()


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
