"""`motcua telegram`: the bot by long polling, until stopped."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from api.commands.chat import check_token
from api.commands.keeping import opened_keeper
from api.commands.opening import expected_faults, open_live
from api.commands.starting import start_logging, tracing
from api.console import CommandFailed, say
from api.metrics import Metrics
from api.settings import ApiSettings
from api.watching import watched
from bot.channels.telegram.application import TelegramUnavailable, run_polling
from bot.channels.telegram.pulse import Pulse
from bot.channels.telegram.settings import TelegramSettings
from bot.reloading import LiveAssistant
from bot.store.keeper import Keeper


def run(args: Namespace) -> int:
    """Polls until interrupted."""
    with expected_faults():
        settings, api = TelegramSettings(), ApiSettings()
    start_logging()
    check_token(settings)
    if settings.webhook_url is not None:
        raise CommandFailed("TELEGRAM_WEBHOOK_URL đang đặt: bot chạy trong `motcua serve`; bỏ biến ấy để chạy ở đây.")
    pulse = Pulse()
    with (
        opened_keeper(args.index) as keeper,
        open_live(args.index, keeper) as assistant,
        _watched(settings.metrics_port, api, assistant, keeper, pulse),
        tracing(assistant.observers),
    ):
        assistant.observers.append(keeper.recorder)
        say("Bot đang chạy; nhấn Ctrl+C để dừng.")
        try:
            run_polling(assistant, settings, keeper, api.public_base_url, pulse)
        except TelegramUnavailable as exc:
            raise CommandFailed(str(exc)) from exc
    return 0


@contextmanager
def _watched(port: int, api: ApiSettings, assistant: LiveAssistant, keeper: Keeper, pulse: Pulse) -> Iterator[None]:
    """Lets monitors ask on `port` how the bot is, for the time of the block; 0: nobody asks."""
    if not port:
        yield
        return
    metrics = Metrics(lambda: assistant.index.manifest.index_id)
    metrics.watch(keeper.breakers)
    metrics.follow(pulse)
    assistant.observers.append(metrics.record)
    with ExitStack() as stack:
        try:
            stack.enter_context(watched(port, lambda: pulse.is_well, metrics, api.metrics_token))
        except OSError as exc:
            raise CommandFailed(f"không nghe được ở cổng {port} (TELEGRAM_METRICS_PORT): {exc.strerror}.") from exc
        yield
