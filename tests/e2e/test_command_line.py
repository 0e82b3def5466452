"""The commands as a person runs them, in processes of their own."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import MOTCUA


def run(*args: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [MOTCUA, *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | environment,
    )


def test_help_is_vietnamese_and_fast() -> None:
    started = time.perf_counter()
    done = run("--help")

    assert time.perf_counter() - started < 0.5
    assert done.stdout.startswith("Cách dùng: motcua")
    for command in ("index", "ask", "serve", "telegram", "eval"):
        assert f"    {command} " in done.stdout


def test_index_says_what_changed(tmp_path: Path) -> None:
    first = run("index", "--index", tmp_path)
    second = run("index", "--index", tmp_path)

    assert (first.returncode, second.returncode) == (0, 0)
    assert " 0 giữ nguyên" in first.stdout
    assert " 0 mục mới, 0 cập nhật" in second.stdout
    assert "lac-phuong" in first.stdout


def test_ask_prints_answer_and_sources(index_dir: Path) -> None:
    done = run("ask", "ai chu tri ra soat, don gian hoa TTHC?", "--commune", "lac-phuong", "--index", index_dir)

    assert done.returncode == 0
    assert "Trung tâm Phục vụ hành chính công" in done.stdout
    assert "\nNguồn:\n  [1] " in done.stdout


def test_ask_json_is_the_reply_of_the_api(index_dir: Path) -> None:
    done = run("ask", "Chỉ tiêu thanh toán trực tuyến?", "--commune", "lac-phuong", "--json", "--index", index_dir)

    reply = json.loads(done.stdout)
    assert reply["status"] == "answered"
    assert reply["citations"][0]["url"].startswith("/documents/")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("ask", "Ai ký?", "--index", "/nonexistent"), "motcua index"),
        (("serve", "--index", "/nonexistent"), "motcua index"),
        (("index", "--corpus", "/nonexistent"), "--corpus"),
        (("index", "--index", "/proc/nothing"), "/proc/nothing"),
        (("ask", "  "), "Câu hỏi đang trống"),
        (("telegram",), "TELEGRAM_BOT_TOKEN"),
    ],
)
def test_failure_is_one_sentence(args: tuple[str, ...], words: str) -> None:
    done = run(*args)

    assert done.returncode == 1
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_eval_prints_the_table_of_a_question_file(index_dir: Path, tmp_path: Path) -> None:
    row = {"id": "1", "category": "target", "commune": "lac-phuong", "turns": ["Chỉ tiêu thanh toán trực tuyến?"],
           "expect": "answered", "all_of": [["50"]]}  # fmt: skip
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), encoding="utf-8")

    done = run("eval", tmp_path / "questions.jsonl", "--index", index_dir)
    missing = run("eval", tmp_path / "nothing.jsonl", "--index", index_dir)

    assert done.returncode == 0
    assert "ALL" in done.stdout
    assert (missing.returncode, "nothing.jsonl" in missing.stderr) == (1, True)


def test_unknown_commune_names_the_known_ones(index_dir: Path) -> None:
    done = run("ask", "Ai ký?", "--commune", "kim-lien", "--index", index_dir)

    assert done.returncode == 1
    assert "lac-phuong, le-loi, loc-binh, phong-tho, tan-an" in done.stderr


def test_wrong_usage_is_vietnamese() -> None:
    done = run("hoi")

    assert done.returncode == 2
    assert "cách dùng chưa đúng" in done.stderr


def test_bad_setting_is_named() -> None:
    done = run("serve", API_RATE_LIMIT_PER_MINUTE="nhiều")

    assert done.returncode == 1
    assert "rate_limit_per_minute" in done.stderr


def test_wrong_file_of_sites_is_named_with_its_line(index_dir: Path, tmp_path: Path) -> None:
    sites = tmp_path / "sites.yaml"
    sites.write_text("sites:\n  - key: ngan\n    name: Cổng\n    origins: xa.vn\n    communes: kim-lien\n", "utf-8")

    done = run("sites", "import", sites, "--index", index_dir)

    assert (done.returncode, done.stdout) == (1, "")
    assert "dòng 2 (sites.0.key: không đúng dạng)" in done.stderr
    assert "dòng 4 (sites.0.origins.0: 'xa.vn' không phải địa chỉ" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_demo_that_others_can_reach_says_that_it_is_open() -> None:
    done = run("serve", "--host", "0.0.0.0", "--index", "/nonexistent")

    assert "đang mở cho mọi trang" in done.stderr


@pytest.fixture
def server(index_dir: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(MOTCUA), "serve", "--port", str(port), "--index", str(index_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in greeting, greeting
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(address + "/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.05)
        yield address
        process.terminate()
        process.communicate(timeout=10)


def test_served_citations_open_at_the_quoted_place(server: str) -> None:
    question = {"question": "Chỉ tiêu thanh toán trực tuyến?", "commune": "lac-phuong"}
    request = urllib.request.Request(
        server + "/v1/ask", json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:
        reply = json.load(response)
    address, _, anchor = reply["citations"][0]["url"].partition("#")
    with urllib.request.urlopen(address, timeout=10) as response:
        page = response.read().decode()

    assert anchor
    assert f'id="{anchor}"' in page


def test_running_server_takes_up_a_site_and_its_removal(server: str, index_dir: Path) -> None:
    origin, key = "https://xa.example.vn", "xa-7f3a91c2"
    of_the_site = {"Origin": origin, "X-Site-Key": key}
    fields = ("--name", "Cổng xã", "--origin", origin, "--commune", "lac-phuong", "--key", key)

    before = status_of(server), status_of(server, of_the_site)
    added = run("sites", "add", *fields, "--index", index_dir)
    await_status(server, 401)
    closed = status_of(server, of_the_site), status_of(server, {**of_the_site, "Origin": "https://evil.example"})
    refused, removed = run("sites", "remove", key), run("sites", "remove", key, "--yes")
    await_status(server, 200)

    assert before == (200, 200)
    assert (added.returncode, f'data-site-key="{key}"' in added.stdout) == (0, True)
    assert closed == (200, 403)
    assert (refused.returncode, removed.returncode) == (1, 0)


def status_of(server: str, headers: dict[str, str] | None = None) -> int:
    request = urllib.request.Request(server + "/v1/communes", headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as exc:
        with exc:
            return exc.code


def await_status(server: str, status: int) -> None:
    """Waits until a program without a key gets the status; seconds, for that is what operators are told."""
    deadline = time.monotonic() + 10
    while status_of(server) != status:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_port_in_use_is_one_sentence(server: str, index_dir: Path) -> None:
    done = run("serve", "--port", server.rpartition(":")[2], "--index", index_dir)

    assert done.returncode == 1
    assert "cổng đang được dùng" in done.stderr


def test_ten_megabytes_are_a_problem_not_a_broken_connection(server: str) -> None:
    body = json.dumps({"question": "x" * 10_000_000}).encode()
    request = urllib.request.Request(server + "/v1/ask", body, {"Content-Type": "application/json"})

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)

    with refused.value as response:
        assert response.status == 413
        assert json.load(response)["status"] == 413
