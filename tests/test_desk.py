"""What a hand changes is kept at once, says so, is taken back without limit, and moves no tag."""

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import PASSPHRASE
from desks import laid, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import TOPICS, speech

from recorder import desk, library, search, sessions, transcript, vault
from recorder.conversation import Conversation, Maker, Passage, Speaker
from recorder.desk import Desk
from recorder.errors import AllianceError, NotFound
from recorder.evidence import Evidence
from recorder.paths import Home
from recorder.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

Step = tuple[str, int, int, str, str]


def _kept(on: Desk) -> Conversation:
    """What the vault holds, which is also what the desk shows."""
    session = sessions.find(on.vault, on.session.id)
    kept = library.read(on.vault, session)
    assert (on.session, on.utterances, on.passages) == (session, kept.utterances, kept.passages)
    return kept


def _found(on: Desk) -> list[tuple[str, str]]:
    """What the search knows of the session, an utterance a line."""
    rows = on.vault.rows(
        "SELECT utterance, text FROM spoken WHERE session = ? ORDER BY utterance", (on.session.id,)
    )
    return [(name, text) for name, text in rows]


def test_a_corrected_text_is_kept_found_and_the_coachs(opened: Vault) -> None:
    on = laid(opened)
    on.respell("u2", "Que Marc me dise la vérité.")
    one = _kept(on).utterances[1]
    assert one.text == "Que Marc me dise la vérité."
    assert one.by is Maker.COACH
    assert [found.text for found in search.search(opened, "marc")] == [one.text]
    assert search.search(opened, "marque") == ()


def test_tags_and_quotes_follow_a_corrected_text(opened: Vault) -> None:
    on = laid(opened)
    on.respell("u2", "Que Jean Marc me dise la vérité.")
    kept = _kept(on)
    words = kept.words()
    held = " ".join(words[name].text for name in on.passage("p1").words)
    assert held == "Que Jean Marc me dise la vérité."
    assert kept.agreement
    [quote] = Evidence(kept).quotes(kept.agreement.clauses[0])
    assert quote.text == held


def test_an_utterance_without_text_is_taken_out_with_its_tag_and_comes_back(opened: Vault) -> None:
    on = laid(opened)
    before = _kept(on)
    on.respell("u2", "  \u200b ")
    assert [one.id for one in on.utterances] == ["u1", "u3", "u4", "u5"]
    assert [one.id for one in on.passages] == ["p2"]
    assert search.search(opened, "vérité") == ()
    on.undo()
    assert _kept(on) == before


def test_split_flip_and_join(opened: Vault) -> None:
    on = laid(opened)
    on.split("w14")
    assert [one.text for one in on.utterances[1:3]] == ["Que Marque me dise euh la", "vérité."]
    on.say_who(on.utterances[2].id)
    assert (on.utterances[2].speaker, on.utterances[2].speaker_by) == (Speaker.COACH, Maker.COACH)
    on.join("u2")
    assert [one.id for one in _kept(on).utterances] == ["u1", "u2", "u3", "u4", "u5"]
    assert on.utterances[1].speaker is Speaker.CLIENT


def test_without_times_a_split_stays_in_its_place(opened: Vault) -> None:
    on = laid(opened, timed=False)
    on.split("w11")
    on.split("w9")
    assert [one.text for one in _kept(on).utterances[1:4]] == [
        "Que",
        "Marque me",
        "dise euh la vérité.",
    ]


def test_a_swap_turns_everybody_and_the_channels_round(opened: Vault) -> None:
    on = laid(opened)
    on.swap()
    kept = _kept(on)
    assert kept.session.channels == (Speaker.CLIENT, Speaker.COACH)
    people = (Speaker.CLIENT, Speaker.COACH)
    assert [one.speaker for one in kept.utterances] == [people[at % 2] for at in range(5)]


def test_tags_by_hand(opened: Vault) -> None:
    on = laid(opened)
    on.tag("safety", ["w20", "w21"])
    on.confirm("p1")
    on.stretch("p1", "end", -1)
    on.retag("p2", "values")
    tags = [(one.topic, one.by, one.score) for one in _kept(on).passages]
    assert tags == [
        ("expectations", Maker.COACH, 1.0),
        ("values", Maker.COACH, 1.0),
        ("safety", Maker.COACH, 1.0),
    ]
    assert len(on.passage("p1").words) == 6
    on.untag("p1")
    assert [one.id for one in transcript.refused_of(opened, on.session)] == ["p1", "p2"]


def test_no_later_guess_overwrites_what_the_coach_said_of_topics(opened: Vault) -> None:
    on = laid(opened)
    on.untag("p1")
    on.stretch("p2", "end", -1)
    before = on.passages
    guessed = [
        Passage("p1", "expectations", ("w8", "w9"), 0.9),  # refused
        Passage("p2", "confrontation", ("w8", "w9", "w10"), 0.9),  # the coach's own is there
        Passage("p3", "values", ("w8",), 0.9),
    ]
    with opened.writing():
        transcript.keep_passages(opened, on.session, guessed)
    now = transcript.passages_of(opened, on.session)
    assert [one for one in now if one.by is Maker.COACH] == list(before)
    assert [(one.topic, one.words) for one in now if one.by is Maker.MODEL] == [("values", ("w8",))]
    assert {one.id for one in now}.isdisjoint({"p1"})


def test_a_name_is_put_right_everywhere_and_remembered(opened: Vault) -> None:
    on = laid(opened)
    on.respell("u4", "Oui, marque-le, Marque.")
    assert on.replace("marque", "Marc", remember=True) == 3
    assert [one.text for one in on.utterances if "arc" in one.text] == [
        "Que Marc me dise euh la vérité.",
        "Oui, Marc-le, Marc.",
    ]
    on.undo()
    assert "Marque" in on.utterances[1].text


def test_what_stays_alike_is_no_change(opened: Vault) -> None:
    on = laid(opened)
    on.respell("u2", on.utterances[1].text)
    on.replace("nobody", "somebody")
    assert on.next_steps() == ("", "")


def test_a_new_change_after_undo_drops_what_was_undone(opened: Vault) -> None:
    on = laid(opened)
    on.say_who("u1")
    on.say_who("u2")
    on.undo()
    assert on.next_steps() == ("speaker", "speaker")
    on.trust("u4")
    assert on.next_steps() == ("trust", "")
    assert on.redo() is None


def test_another_desk_sees_what_was_changed_and_nobody_works_on_what_was(opened: Vault) -> None:
    one = laid(opened)
    other = desk.on_desk(opened, one.session)
    one.respell("u5", "Merci à vous.")
    one.respell("u1", "")
    other.split("w24")
    assert other.utterances == desk.on_desk(opened, one.session).utterances
    assert one.refresh()
    assert not one.refresh()
    with pytest.raises(NotFound):
        other.split("w1")


def test_no_id_is_given_twice(opened: Vault) -> None:
    on = laid(opened)
    last = on.utterances[-1].words[-1].id
    on.respell("u5", "")
    on.respell("u4", "Oui surtout là bas.")
    assert on.utterances[-1].words[-1].id > last


_STEP = st.tuples(
    st.sampled_from(
        (
            "respell respell split join flip swap trust tag untag retag confirm stretch"
            " replace undo redo"
        ).split()
    ),
    st.integers(0, 40),
    st.integers(-3, 3),
    st.sampled_from(TOPICS),
    speech(),
)


def _take(on: Desk, chosen: Step) -> None:
    """One step of a hand at any place, whether it makes sense there or not."""
    step, at, by, topic, text = chosen
    words = on.order()
    if not words:
        on.undo()
        return
    word = words[at % len(words)]
    name = on.home(word).id
    tag = on.passages[at % len(on.passages)].id if on.passages else ""
    said = on.utterance(name).text.split()
    mixed = " ".join([*said[: at % 3], text, *said[at % 3 + 1 :]])
    steps: dict[str, Callable[[], object]] = {
        "respell": lambda: on.respell(name, mixed if by else text),
        "split": lambda: on.split(word),
        "join": lambda: on.join(name),
        "flip": lambda: on.say_who(name),
        "swap": on.swap,
        "trust": lambda: on.trust(name),
        "tag": lambda: on.tag(topic, words[at % len(words) :][:3]),
        "untag": lambda: on.untag(tag),
        "retag": lambda: on.retag(tag, topic),
        "confirm": lambda: on.confirm(tag),
        "stretch": lambda: on.stretch(tag, "end" if at % 2 else "start", by),
        "replace": lambda: on.replace(said[0], text, remember=by > 0),
        "undo": on.undo,
        "redo": on.redo,
    }
    steps[step]()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(("", "untimed")), st.lists(_STEP, max_size=10))
def test_whatever_was_done_all_of_it_is_undone_and_done_again(
    opened: Vault, untimed: str, steps: list[Step]
) -> None:
    on = laid(opened, timed=not untimed)
    first, found_first = _kept(on), _found(on)
    for step in steps:
        before = {one.id: set(one.words) for one in on.passages}
        here = set(on.order())
        try:
            _take(on, step)
        except AllianceError:
            assert {one.id: set(one.words) for one in on.passages} == before
        if step[0] in {"respell", "replace"}:
            stay = here & set(on.order())
            for one in on.passages:
                assert set(one.words) & stay == before[one.id] & stay
    last, found_last = _kept(on), _found(on)
    assert [text for _, text in found_last] == [
        one.text for one in sorted(last.utterances, key=lambda one: one.id)
    ]
    while on.undo():
        _kept(on)
    assert (_kept(on), _found(on)) == (first, found_first)
    redone = desk.on_desk(opened, on.session)
    while redone.redo():
        pass
    undone = [step[0] for step in steps if step[0] == "undo"]
    assert undone or (_kept(redone), _found(redone)) == (last, found_last)


_WRITER = """
import sys
from recorder import desk, paths, sessions, vault
with vault.unlock(paths.home(), sys.argv[1], "test") as opened:
    on = desk.on_desk(opened, sessions.find(opened, sys.argv[2]))
    for number in range(100_000):
        on.respell("u2", f"Que {number} me dise la vérité.")
        print(number, flush=True)
"""


def test_killed_while_writing_every_change_that_was_told_is_there_whole(
    opened: Vault, home: Home
) -> None:
    on = laid(opened)
    command = [sys.executable, "-c", _WRITER, PASSPHRASE, on.session.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        told = 0
        while told < 5:
            told = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
    with vault.unlock(home, PASSPHRASE, "test") as again:
        after = desk.on_desk(again, on.session)
        number = int(after.utterances[1].words[1].text)
        assert number >= told
        for _ in range(number + 1):
            assert after.undo()
        assert not after.undo()
        assert after.utterances == tuple(said())
        assert json.dumps(_found(after))
