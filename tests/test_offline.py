"""The watch sees every socket, and nothing where there is none."""

import socket

from tui.offline import watching


def test_quiet_work_is_silent() -> None:
    with watching() as watch:
        sum(range(1000))
    assert watch.silent


def test_a_socket_is_seen_both_ways() -> None:
    with watching() as watch, socket.socket() as loud:
        loud.bind(("127.0.0.1", 0))
    assert "socket.__new__" in watch.asked
    assert "socket.bind" in watch.asked
    assert not watch.silent


def test_a_socket_that_python_was_not_asked_for_is_seen() -> None:
    with watching() as watch:
        watch.asked.clear()
        kept = socket.socketpair()
        asked, watch.asked[:] = list(watch.asked), []
    for one in kept:
        one.close()
    assert asked
    assert watch.opened or not watch.sees_all
