"""Fetching asks one server, goes on where it was cut, and takes nothing unchecked."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from models import weights
from models.downloads import fetch
from models.weights import WEIGHTS, WhisperWeights, ensure
from recorder.errors import ModelUnusable

CONTENT = bytes(range(256)) * 4096  # one megabyte, in place of a large model
SMALL = b'{"small": true}'
MODEL = WhisperWeights(
    "little", "someone/little", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), ("config.json",)
)


@dataclass
class Hub:
    """A server that behaves like the hub, or not, as a test sets it."""

    url: str = ""
    content: bytes = CONTENT
    cut_after: int = 0
    ranges: bool = True
    hashes: bool = True
    redirect: bool = False
    asked: list[str] = field(default_factory=list)


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            hub.asked.append(f"{self.command} {self.path} {self.headers.get('Range', '')}".strip())
            large = self.path.endswith(WEIGHTS)
            content = hub.content if large else SMALL
            git = hashlib.sha1(b"blob %d\0" % len(SMALL) + SMALL, usedforsecurity=False)
            stated = hashlib.sha256(content).hexdigest() if large else git.hexdigest()
            if hub.redirect and not self.path.startswith("/store"):
                self.send_response(302)
                self.send_header("Location", f"/store{self.path}")
                self.send_header("X-Linked-Etag", f'"{stated}"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start = int((self.headers.get("Range") or "bytes=0-")[6:-1]) if hub.ranges else 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            if hub.hashes and not hub.redirect:
                self.send_header("ETag", f'W/"{stated}"')
            self.end_headers()
            if body:
                cut = hub.cut_after if large else 0
                self.wfile.write(content[start : start + cut] if cut else content[start:])

    return Handler


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setitem(weights.TABLE, "little", MODEL)
    made = Hub()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(made)) as server:
        made.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("redirect", [False, True])
def test_a_model_is_fetched_whole_and_then_used_without_the_network(
    hub: Hub, tmp_path: Path, *, redirect: bool
) -> None:
    hub.redirect = redirect
    steps: list[tuple[int, int]] = []
    home = fetch("little", tmp_path, lambda *step: steps.append(step), hub=hub.url)
    assert (home / WEIGHTS).read_bytes() == CONTENT
    assert (home / "config.json").read_bytes() == SMALL
    assert steps[-1] == (len(CONTENT), len(CONTENT))
    asked = len(hub.asked)
    assert ensure("little", tmp_path) == home
    assert len(hub.asked) == asked


def test_a_cut_connection_is_taken_up_where_it_broke(hub: Hub, tmp_path: Path) -> None:
    hub.cut_after = len(CONTENT) // 3
    home = fetch("little", tmp_path, hub=hub.url)
    assert (home / WEIGHTS).read_bytes() == CONTENT
    assert any(
        f"Range=bytes={len(CONTENT) // 3}-" in f"Range={line.split()[-1]}" for line in hub.asked
    )


def test_a_later_call_takes_up_what_an_earlier_one_left(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "little").mkdir()
    (tmp_path / "little" / f"{WEIGHTS}.part").write_bytes(CONTENT[:1000])
    fetch("little", tmp_path, hub=hub.url)
    assert hub.asked[-1].endswith("bytes=1000-")


def test_a_server_without_ranges_starts_again(hub: Hub, tmp_path: Path) -> None:
    hub.ranges = False
    (tmp_path / "little").mkdir()
    (tmp_path / "little" / f"{WEIGHTS}.part").write_bytes(CONTENT[:1000])
    assert (fetch("little", tmp_path, hub=hub.url) / WEIGHTS).read_bytes() == CONTENT


def test_a_connection_that_keeps_breaking_is_said_and_keeps_what_came(
    hub: Hub, tmp_path: Path
) -> None:
    hub.cut_after = 1000
    with pytest.raises(ModelUnusable, match="could not be fetched"):
        fetch("little", tmp_path, hub=hub.url)
    assert (tmp_path / "little" / f"{WEIGHTS}.part").stat().st_size >= 1000
    assert not (tmp_path / "little" / WEIGHTS).exists()


def test_wrong_bytes_are_thrown_away_even_if_the_server_vouches(hub: Hub, tmp_path: Path) -> None:
    hub.content = bytes(len(CONTENT))
    with pytest.raises(ModelUnusable, match="not the file expected"):
        fetch("little", tmp_path, hub=hub.url)
    assert not list((tmp_path / "little").glob(f"{WEIGHTS}*"))


def test_a_small_file_without_a_hash_is_refused(hub: Hub, tmp_path: Path) -> None:
    hub.hashes = False
    with pytest.raises(ModelUnusable, match="states no hash"):
        fetch("little", tmp_path, hub=hub.url)
    assert list((tmp_path / "little").iterdir()) == []


def test_nothing_is_fetched_twice(hub: Hub, tmp_path: Path) -> None:
    fetch("little", tmp_path, hub=hub.url)
    hub.asked.clear()
    fetch("little", tmp_path, hub=hub.url)
    assert [line for line in hub.asked if line.startswith("GET")] == []


def test_a_name_not_in_the_table_asks_nobody(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="no model called"):
        fetch("../elsewhere", tmp_path, hub=hub.url)
    assert hub.asked == []


def test_no_server_is_said(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(weights.TABLE, "little", replace(MODEL, source="nowhere"))
    with pytest.raises(ModelUnusable) as caught:
        fetch("little", tmp_path, hub="http://127.0.0.1:9")
    assert "connection" in caught.value.advice
    assert hub.asked == []
