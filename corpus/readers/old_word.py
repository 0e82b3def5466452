"""Old Word files (.doc), which LibreOffice turns into .docx."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import UnreadableDocument, UnsupportedDocument
from corpus.readers.extract import Extract, FileKind, Progress
from corpus.readers.word import read_word

_PROGRAM = "soffice"
_TIMEOUT_S = 90
# 3 is "very high": no macro of any document runs.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop></item>
</oor:items>
"""


def read_old_word(data: bytes, name: str, progress: Progress, timeout_s: float = _TIMEOUT_S) -> Extract:
    """Returns the text of an old Word file as `read_word` does.

    Raises:
        UnsupportedDocument: LibreOffice is not installed here.
        UnreadableDocument: it cannot open the file, or not within `timeout_s`.
        ExtractionFailed: the file holds no text.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        raise UnsupportedDocument(
            f"Tệp {name!r} là Word cũ (.doc), máy chủ này chưa đọc được; hãy mở bằng Word và lưu thành .docx, "
            "hoặc nhờ quản trị cài libreoffice-writer-nogui."
        )
    with tempfile.TemporaryDirectory(prefix="motcua-doc-") as folder:
        converted = _convert(program, data, name, Path(folder), timeout_s)
    return read_word(converted, name, progress).model_copy(update={"kind": FileKind.OLD_WORD})


def _convert(program: str, data: bytes, name: str, folder: Path, timeout_s: float) -> bytes:
    """The program gets a file, a profile and a home of its own, so that nothing of one file reaches the next."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    source, target = folder / "source.doc", folder / "out"
    source.write_bytes(data)
    command = [program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--infilter=MS Word 97", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(target), str(source)]
    refusal = f"Tệp {name!r} không mở được như Word cũ (.doc); hãy mở bằng Word và lưu thành .docx."
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        process.wait(timeout=timeout_s)
        return (target / "source.docx").read_bytes()
    except subprocess.TimeoutExpired as exc:
        raise UnreadableDocument(f"Tệp {name!r} mở quá {timeout_s:.0f} giây chưa xong; hãy lưu thành .docx.") from exc
    except OSError as exc:
        raise UnreadableDocument(refusal) from exc
    finally:
        _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """`soffice` is a script that starts the program proper: the whole group has to end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
