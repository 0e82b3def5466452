"""A version tried before it is used: the same questions asked of the index that answers now and of the one to come."""

import signal
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from api.publishing import Publisher
from bot.assembly import assemble
from bot.evaluation.changes import Change, changed_answers, questions_about
from bot.settings import BotSettings
from corpus.errors import CorpusError
from corpus.intake.confinement import stand_back
from corpus.intake.versions import History
from corpus.readers.extract import Progress
from retrieval.errors import RetrievalError
from retrieval.index import open_index
from retrieval.settings import RetrievalSettings

# A commune's plans take half a minute; what takes so long has gone wrong.
_TIME_LIMIT_S = 900.0
_STOPPED = "Việc so sánh đã dừng đột ngột (có thể máy chủ thiếu bộ nhớ); hãy thử lại, hoặc báo người quản trị máy chủ."
_LATE = f"So sánh câu trả lời quá {_TIME_LIMIT_S / 60:.0f} phút nên đã dừng; hãy báo người quản trị máy chủ."


class TrialFailed(CorpusError):
    """Raised where a version could not be tried; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What would change: the questions with another answer, of how many that were `asked`."""

    changes: tuple[Change, ...]
    asked: int


def try_version(
    publisher: Publisher, history: History, number: int, more: Iterable[str], folder: Path, progress: Progress
) -> Trial:
    """Asks about each target and task of the commune, now and with the version, and the questions of `more`.

    Both sides answer without a language model: its wording changes by itself. The trial index is built in `folder`;
    an internal document is compared with the internal index.

    Raises:
        CorpusError: the version cannot be read.
        RetrievalError: there is no index that answers now, or the other one cannot be built.
    """
    settings, retrieval = BotSettings(), RetrievalSettings()
    own = retrieval.model_copy(update={"chroma_url": None})
    commune = history.commune.slug
    publisher.build_trial(history, number, folder)
    with closing(open_index(publisher.served(history), retrieval)) as now, closing(open_index(folder, own)) as later:
        before, after = assemble(now, settings), assemble(later, settings)
        questions = tuple(dict.fromkeys([*questions_about(before, commune), *questions_about(after, commune), *more]))
        return Trial(changed_answers(before, after, commune, questions, progress), len(questions))


def try_apart(publisher: Publisher, history: History, number: int, more: Iterable[str], progress: Progress) -> Trial:
    """Does `try_version` in a process of its own, which stands back: people who ask meanwhile are answered first.

    `progress` is called there, so it must be one that can be pickled.

    Raises:
        TrialFailed: with the sentence of what went wrong.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with TemporaryDirectory(prefix="motcua-trial-") as folder:
        arguments = (theirs, publisher, history, number, tuple(more), Path(folder), progress)
        worker = context.Process(target=_try_and_tell, args=arguments, name="trial", daemon=True)
        worker.start()
        theirs.close()
        try:
            if not ours.poll(_TIME_LIMIT_S):
                raise TrialFailed(_LATE)
            told = ours.recv()
        except EOFError as exc:
            raise TrialFailed(_STOPPED) from exc
        finally:
            ours.close()
            worker.terminate()
            worker.join()
            worker.close()
    if isinstance(told, Trial):
        return told
    raise TrialFailed(str(told))


def _try_and_tell(
    way: Connection,
    publisher: Publisher,
    history: History,
    number: int,
    more: Iterable[str],
    folder: Path,
    progress: Progress,
) -> None:
    """Sends the trial, or the sentence of why there is none; a bug ends the process with its trace."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server, which got it too, ends this process
    stand_back()
    try:
        way.send(try_version(publisher, history, number, more, folder, progress))
    except (CorpusError, RetrievalError) as exc:
        way.send(str(exc))
