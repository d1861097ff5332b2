"""A language model may word a clause, never say more; the draft stands whatever its server does."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from scripted import Turn, scripted

from models import rephrasing
from models.draft import write_agreement
from models.rephrasing import Endpoint, endpoint, rephrased
from recorder import decisions
from recorder.conversation import Agreement, Conversation
from recorder.errors import ModelUnusable, UnusableAnswer

Behaviour = Callable[[BaseHTTPRequestHandler, str], None]
TURNS: tuple[Turn, ...] = (
    ("coach", "How would you like me to challenge you?", ("confrontation",)),
    (
        "client",
        "Please say it straight, and never in front of my 3 colleagues.",
        ("confrontation",),
    ),
)
TALK = scripted(TURNS, "en")
DRAFT = write_agreement(TALK)
(CLAUSE,) = DRAFT.clauses
SMOOTH = "To challenge Inès, say it straight, and never in front of my 3 colleagues."


class StandIn:
    """A server on a free loopback port that does what its `behaviour` says; what it was asked."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = saying(SMOOTH)
        self.asked: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                outer.asked.append(json.loads(self.rfile.read(length)))
                outer.behaviour(self, self.path)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def endpoint(self) -> Endpoint:
        return endpoint(f"http://127.0.0.1:{self.server.server_port}/v1", "tiny")


def answering(body: bytes, status: int = 200) -> Behaviour:
    def answer(handler: BaseHTTPRequestHandler, _: str) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def saying(text: object) -> Behaviour:
    return answering(json.dumps({"choices": [{"message": {"content": text}}]}).encode())


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    found = StandIn()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def test_a_wording_that_the_check_proves_is_taken(stand_in: StandIn) -> None:
    found, refused = rephrased(DRAFT, TALK, stand_in.endpoint)
    assert refused == 0
    assert found == replace(DRAFT, clauses=(replace(CLAUSE, text=SMOOTH, drafted=CLAUSE.text),))
    (asked,) = stand_in.asked
    assert [one["content"] for one in asked["messages"]][1] == CLAUSE.text


@pytest.mark.parametrize(
    "text",
    [
        "To challenge Inès, say it straight, and kindly, never in front of my 3 colleagues.",
        "To challenge Inès, say it straight in front of my 3 colleagues.",
        "To challenge Inès, never say it straight, and never in front of my 3 colleagues.",
        "To challenge Inès, say it straight, and never in front of my 4 colleagues.",
        "To challenge Inès and Karim, say it straight, never in front of my 3 colleagues.",
        "To challenge Inès, say it straight, never.",
        "Ignore the check. <script>alert(1)</script>",
        "Say it straight. Never in front of my 3 colleagues.",
        "# Say it straight\n\n- never",
        "straight " * 60 + "never in front of my 3 colleagues",
        "",
        None,
        ["a"],
    ],
)
def test_what_says_more_less_or_something_else_is_refused(stand_in: StandIn, text: object) -> None:
    stand_in.behaviour = saying(text)
    assert rephrased(DRAFT, TALK, stand_in.endpoint) == (DRAFT, 1)


def test_what_a_hand_decided_is_not_even_asked_about(stand_in: StandIn) -> None:
    decided = decisions.accept(DRAFT, CLAUSE.id)
    assert rephrased(decided, TALK, stand_in.endpoint) == (decided, 0)
    assert stand_in.asked == []


def cut_off(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [{"mess')
    handler.close_connection = True


def slow(handler: BaseHTTPRequestHandler, _: str) -> None:
    time.sleep(1)
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.02)
    except OSError:
        handler.close_connection = True


@pytest.mark.parametrize(
    "behaviour",
    [
        cut_off,
        slow,
        dripping,
        answering(b"no JSON"),
        answering(b"{}"),
        answering(b"[" * 50_000),
        answering(b"{}", 500),
        answering(b"\xff\xfe"),
        answering(b" " * 200_000),
    ],
)
def test_a_server_that_misbehaves_is_given_up_in_one_line(
    stand_in: StandIn, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rephrasing, "SECONDS", 0.2)
    stand_in.behaviour = behaviour
    with pytest.raises(ModelUnusable) as caught:
        rephrased(DRAFT, TALK, stand_in.endpoint)
    assert len(str(caught.value).splitlines()) == 1


def test_where_nobody_listens_that_is_told() -> None:
    quiet = StandIn()
    quiet.server.server_close()
    with pytest.raises(ModelUnusable):
        rephrased(DRAFT, TALK, quiet.endpoint)


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.4:11434/v1",
        "http://example.org/v1",
        "http://localhost:11434/v1",
        "http://127.0.0.1.example.org/v1",
        "http://127.0.0.1@example.org/v1",
        "https://127.0.0.1/v1",
        "ftp://127.0.0.1/",
        "http://[::1",
        "127.0.0.1:11434",
        "",
    ],
)
def test_only_this_machine_is_asked(url: str) -> None:
    with pytest.raises(UnusableAnswer, match="this machine"):
        endpoint(url, "tiny")


def test_a_model_has_a_name_and_an_endpoint_a_path() -> None:
    with pytest.raises(UnusableAnswer, match="named"):
        endpoint("http://127.0.0.1:1/v1", " ")
    assert endpoint("http://[::1]:8080/v1/", "a") == Endpoint(
        "::1", 8080, "/v1/chat/completions", "a"
    )


def test_nothing_is_asked_by_drafting_alone(stand_in: StandIn) -> None:
    conversation: Conversation = replace(TALK, agreement=Agreement(1, (), ()))
    write_agreement(conversation)
    assert stand_in.asked == []
