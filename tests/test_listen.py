"""Listen: the real recorder on a private sound server, by keys alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from onstage import Stage, agreed, stage
from pressing import Hands, pressing, shown, typed, until, until_on, until_shown
from soundserver import RATE as PLAYED
from soundserver import SoundServer

from models import news
from models.coverage import Coverage, Covered, State
from models.listener import Pace
from models.news import Part
from recorder import clients, consents, gaps, marks, sessions
from recorder.conversation import Cause, Decision, MarkKind, Session, Speaker, Word
from recorder.settings import Settings
from recorder.vault import Vault
from recorder.wire import Button, Ended, Failed, Faulted, Marked, Removed, Trouble
from tui.onair import Air
from tui.screens.home import HomePage
from tui.screens.listen import Listen
from tui.widgets.dialogs import Confirm, Failure
from tui.widgets.kept import Kept
from tui.widgets.levels import Levels
from tui.widgets.livewords import drawn
from tui.widgets.recband import RecBand

__all__ = ["stage"]
ENGLISH = Settings(interface="en", coach="Bertrand")


def _noise(seconds: int) -> np.ndarray:
    return np.random.default_rng(5).integers(-9000, 9000, (PLAYED * seconds, 2)).astype(np.int16)


@asynccontextmanager
async def _listening(
    vault: Vault, size: tuple[int, int] = (120, 40), microphone: str = "", *, spoken: bool = False
) -> AsyncIterator[tuple[Hands, Listen, Session]]:
    """The page over a recording that was agreed to."""
    session, new = agreed(vault)
    async with pressing(vault.home, vault, chosen=ENGLISH, size=size) as hands:
        page = Listen(session, microphone, "far", spoken=spoken, new=new)
        hands.app.push_screen(page)
        await until_on(hands, Listen)
        yield hands, page, session


@asynccontextmanager
async def _recording(
    vault: Vault, *, spoken: bool = False
) -> AsyncIterator[tuple[Hands, Listen, Session]]:
    async with _listening(vault, spoken=spoken) as (hands, page, session):
        await until(hands, lambda: page.on_air.air is Air.RECORDING, "recording")
        yield hands, page, session


async def _stop(hands: Hands) -> None:
    await hands.press("q")
    await until_on(hands, Confirm)
    await hands.press("y")
    await until_on(hands, Kept)


@pytest.mark.usefixtures("sound_server")
async def test_the_spoken_yes_marks_topics_and_notes_are_kept_by_keys(
    opened: Vault, sound_server: SoundServer
) -> None:
    with sound_server.playing(_noise(40)):
        async with _recording(opened, spoken=True) as (hands, page, session):
            await until_shown(hands, "the yes is said")
            await hands.press("enter")
            await until_shown(hands, "the yes kept at")
            assert "the yes is said" not in shown(hands)
            await until(
                hands, lambda: all(peak > -30 for peak, _ in page.query_one(Levels).heights)
            )
            await hands.press("m", "4", "quotation_mark", "a")
            await until(hands, lambda: len(page.on_air.marks) == 5, "marks")
            await hands.press("t")
            at = page.on_air.seconds
            await typed(hands, "q w [b]")
            await until(hands, lambda: page.on_air.seconds > at, "it goes on meanwhile")
            await hands.press("enter")
            await until_shown(hands, "a note kept at")
            await _stop(hands)
            await until_shown(hands, "4 marks")
            assert "1 note" in shown(hands)
            found = marks.all_of(opened, session)
            kinds = [mark.kind for mark in found]
            assert sorted(kinds) == sorted(
                [MarkKind.CONSENT, MarkKind.MARK, *[MarkKind.TOPIC] * 3, MarkKind.NOTE]
            )
            assert [mark.text for mark in found if mark.kind is MarkKind.TOPIC] == [
                "confrontation",
                "expectations",
                "logistics",
            ]
            assert next(m.text for m in found if m.kind is MarkKind.NOTE) == "q w [b]"
            assert next(m.start for m in found if m.kind is MarkKind.CONSENT) == 0
            assert sessions.work(opened, session).sealed
            await hands.press("escape")
            await until(hands, lambda: not isinstance(hands.app.screen, Kept))


@pytest.mark.usefixtures("sound_server")
async def test_pause_and_off_the_record_keep_nothing_and_say_so(opened: Vault) -> None:
    async with _recording(opened) as (hands, page, session):
        await hands.press("m", "space")
        await until_shown(hands, "PAUSE")
        await hands.press("space")
        await until(hands, lambda: page.on_air.air is Air.RECORDING, "again")
        await hands.press("o")
        await until_shown(hands, "OFF THE RECORD")
        await until_shown(hands, "was taken out; nothing is kept until you press space")
        assert isinstance(hands.app.screen, Listen)  # it asked nothing
        await hands.press("space")
        await until(hands, lambda: page.on_air.air is Air.RECORDING, "again")
        await _stop(hands)
        causes = {gap.cause for gap in gaps.all_of(opened, session)}
        assert Cause.OFF_THE_RECORD in causes
        assert not marks.all_of(opened, session)  # the last minute took it


@pytest.mark.usefixtures("sound_server")
@pytest.mark.parametrize("erase", [True, False])
async def test_a_consent_withdrawn_ends_it_at_once_and_offers_to_erase(
    opened: Vault, *, erase: bool
) -> None:
    async with _recording(opened) as (hands, page, session):
        await hands.press("w")
        await until(hands, lambda: page.on_air.air is Air.PAUSE, "nothing is kept meanwhile")
        await hands.press("y")
        await until_shown(hands, "Erase what was recorded?")
        await hands.press("y" if erase else "n")
        await until_on(hands, HomePage)
        chain = consents.all_of(opened, session)
        if erase:
            assert not sessions.all_sessions(opened)
            assert not list(opened.home.audio.glob("*"))
        else:
            assert [one.decision for one in chain] == [Decision.GIVEN, Decision.WITHDRAWN]


@pytest.mark.usefixtures("sound_server")
async def test_a_no_to_the_withdrawal_goes_on_as_before(opened: Vault) -> None:
    async with _recording(opened) as (hands, page, session):
        await hands.press("w")
        await until(hands, lambda: page.on_air.air is Air.PAUSE, "nothing is kept meanwhile")
        await hands.press("n")
        await until(hands, lambda: page.on_air.air is Air.RECORDING, "again")
        await _stop(hands)
        assert consents.in_force(opened, session)


@pytest.mark.usefixtures("sound_server")
async def test_leaving_the_app_asks_and_seals_first(opened: Vault) -> None:
    async with _recording(opened) as (hands, page, _session):
        await hands.press("question_mark", "ctrl+q")  # from under the help, too
        await until_shown(hands, "Stop it and leave?")
        await hands.press("n")
        await until(hands, lambda: not isinstance(hands.app.screen, Confirm))
        assert page.on_air.ended is None
        await hands.press("ctrl+q")
        await until_on(hands, Confirm)
        await hands.press("y")
        await until(hands, lambda: hands.app.return_code is not None or not hands.app.is_running)
        assert page.on_air.ended is not None
        assert page.on_air.ended.sealed


@pytest.mark.usefixtures("sound_server")
async def test_a_microphone_that_is_not_there_leaves_nothing_behind(opened: Vault) -> None:
    async with _listening(opened, microphone="a trumpet") as (hands, _page, _session):
        await until_on(hands, Failure)
        await until_shown(hands, "a trumpet")
        await hands.press("escape")
        await until_on(hands, HomePage)
        assert not sessions.all_sessions(opened)
        assert not clients.all_clients(opened)


async def test_the_band_is_in_sight_under_whatever_lies_in_front(
    opened: Vault, stage: Stage
) -> None:
    async with _listening(opened) as (hands, page, _session):
        stage.begin()
        stage.run(62)
        await until_shown(hands, "● REC  1:02")
        for keys in (("question_mark",), ("ctrl+p",), ("q",)):
            await hands.press(*keys)
            await until(hands, lambda: hands.app.screen is not page, "something in front")
            for size in ((120, 40), (20, 5)):
                await hands.resize_terminal(*size)
                await until(hands, lambda: shown(hands).startswith(" ● REC  1:02"), str(keys))
            await hands.press("escape")
            await until(hands, lambda: hands.app.screen is page, "back")
        await until(hands, lambda: shown(hands).startswith(" ● REC  1:02"), "small")
        await hands.resize_terminal(80, 24)
        await hands.press("c")
        await until(hands, lambda: "Confrontation" not in shown(hands), "calm")
        assert "● REC  1:02" in shown(hands)
        assert "what would be different in your life?" in shown(hands)
        stage.run(63, state="pause")
        await until_shown(hands, "‖ PAUSE  1:03")
        stage.say(Ended(63.0, sealed=True, why="asked"))
        await until_on(hands, Kept)
        assert not hands.app.screen.query(RecBand)


async def test_faults_stay_in_sight_until_they_are_looked_at(opened: Vault, stage: Stage) -> None:
    async with _listening(opened) as (hands, _page, _session):
        stage.begin()
        stage.run(5)
        stage.say(Faulted(Trouble.DEVICE_LOST, 5.0, "[b]Casque\x1b[0m"))
        await until_shown(hands, "! 0:05  The device is lost")
        assert "([b]Casque)" in shown(hands)
        stage.say(Faulted(Trouble.DEVICE_BACK, 9.0))
        await until_shown(hands, "! 0:09  Sound is coming in again")
        await hands.press("c")  # in calm as well
        assert "! 0:09" in shown(hands)
        await hands.press("f")
        await until_shown(hands, "What went wrong")
        assert "0:05  The device is lost" in shown(hands)
        await hands.press("escape")
        await until(hands, lambda: "! 0:09" not in shown(hands), "put aside")


async def test_a_recorder_that_is_silent_is_told(opened: Vault, stage: Stage) -> None:
    async with _listening(opened) as (hands, page, _session):
        stage.begin()
        stage.run(5)
        stage.breathing = False
        await until(hands, lambda: page.on_air.air is Air.SILENT, "it is noticed")
        await until_shown(hands, "NO ANSWER")
        stage.run(9)
        await until_shown(hands, "● REC  0:09")


async def test_marks_by_hand_are_on_the_board_and_go_with_what_is_taken_out(
    opened: Vault, stage: Stage
) -> None:
    async with _listening(opened) as (hands, _page, _session):
        stage.begin()
        stage.run(100)
        await until_shown(hands, "· Deep change")
        await hands.press("1")
        await until(hands, lambda: stage.marked == [(MarkKind.TOPIC, "impact")])
        stage.say(Marked("m1", MarkKind.TOPIC, 100.0, 100.0, "impact"))
        await until_shown(hands, "+ Deep change")
        await until_shown(hands, "Still open · Values")
        stage.say(Removed(40.0, 100.5))
        await until_shown(hands, "0:40–1:40 was taken out")
        await until_shown(hands, "Still open · Deep change")


async def test_stopping_asks_once_and_nothing_can_be_pressed_after(
    opened: Vault, stage: Stage
) -> None:
    async with _listening(opened) as (hands, page, _session):
        stage.begin()
        stage.run(5)
        await until_shown(hands, "● REC")
        await hands.press("q", "n")
        await until(hands, lambda: hands.app.screen is page)
        assert not stage.pressed
        await hands.press("q", "y")
        await until_shown(hands, "STOPPING")
        await hands.press("space", "m", "q", "o")
        assert stage.pressed == [Button.STOP]
        stage.say(Ended(5.0, sealed=True, why="asked", unwritten=2.0))
        await until_shown(hands, "2 s of sound could not be written")


def _words(text: str, start: float) -> tuple[Word, ...]:
    return tuple(
        Word("", word, start + place / 4, start + place / 4 + 0.2, 0.9)
        for place, word in enumerate(text.split())
    )


async def test_words_are_shown_as_they_are_said_and_the_uncertain_ones_dim(
    opened: Vault, stage: Stage
) -> None:
    async with _listening(opened) as (hands, page, _session):
        await until_shown(hands, "live text is loading")
        stage.begin()
        stage.voice.say(
            news.Loading(Part.SPEECH, 1.0),
            news.Heard(0, Speaker.COACH, _words("What do you [b]want[/b]?", 1.0), ()),
            news.Heard(1, Speaker.CLIENT, _words("To be", 3.0), _words("frank\x1b[0m", 3.6)),
            news.Following(4.0, 1.2, Pace.LOOKING, gentle=False),
        )
        await until_shown(hands, "Coach What do you [b]want[/b]?")
        await until_shown(hands, "Client To be frank")
        await until_shown(hands, "text 1 s behind")
        dim = drawn(page.live.said).spans
        assert any("italic" in str(span.style) for span in dim)
        stage.voice.say(news.Following(9.0, 6.0, Pace.PAUSES, gentle=False))
        await until_shown(hands, "text 6 s behind · text at pauses only")
        stage.voice.say(news.Skipped(0, 5.0, 9.0), news.Withdrawn(2.9, 4.0))
        await until(hands, lambda: "frank" not in shown(hands), "taken out")
        await until_shown(hands, "[…]")


async def test_what_is_heard_moves_the_board_and_the_next_question(
    opened: Vault, stage: Stage
) -> None:
    async with _listening(opened) as (hands, _page, _session):
        stage.begin()
        answered = Coverage("impact", State.ANSWERED, 95.0)
        asked = Coverage("values", State.ASKED, 12.0)
        stage.voice.say(Covered(100.0, (answered, asked)))
        await until_shown(hands, "✓ Deep change")
        lines = shown(hands).splitlines()
        assert next(line for line in lines if "✓ Deep change" in line).endswith("2 min")
        assert next(line for line in lines if "? Values" in line).endswith("12 s")
        await until_shown(hands, "Still open · Expectations")


async def test_a_dead_listener_is_told_and_the_recording_goes_on(
    opened: Vault, stage: Stage
) -> None:
    async with _listening(opened, (80, 24)) as (hands, page, _session):
        stage.begin()
        stage.run(5)
        stage.voice.say(
            news.Heard(0, Speaker.COACH, _words("Between us", 3.0), ()),
            Failed("ModelUnusable", "The live text ended.", "It is made later."),
        )
        await until_shown(hands, "No live text; recording goes on. The live text ended.")
        stage.run(6)
        await until_shown(hands, "● REC  0:06")
        stage.say(Removed(0.0, 6.0))  # and what it had heard goes without its help
        await until(hands, lambda: "Between us" not in shown(hands))
        assert page.on_air.ended is None


async def test_without_consent_to_a_transcript_nothing_listens(opened: Vault, stage: Stage) -> None:
    stage.begin()
    session, new = agreed(opened, purposes=("record",))
    async with pressing(opened.home, opened, chosen=ENGLISH) as hands:
        hands.app.push_screen(Listen(session, new=new))
        await until_shown(hands, "recording goes on. The client did not")


@pytest.mark.usefixtures("sound_server")
async def test_real_speech_comes_as_words(
    opened: Vault, sound_server: SoundServer, clip: Callable[[str, int], Path]
) -> None:
    spoken, rate = soundfile.read(clip("en", 30), dtype="int16")
    played = soxr.resample(spoken, rate, PLAYED).astype(np.int16)
    with sound_server.playing(played):
        async with _recording(opened) as (hands, page, session):
            await until(hands, lambda: bool(page.live.said.lines), "words")
            process = page.live
            await hands.press("w", "y")
            await until_shown(hands, "Erase what was recorded?")
            await hands.press("y")  # the listener has let go of the vault by then
            await until_on(hands, HomePage)
            assert process.loaded == 1
            assert session not in sessions.all_sessions(opened)


async def test_the_guide_turns_page_by_page(opened: Vault, stage: Stage) -> None:
    del stage
    async with _listening(opened) as (hands, _page, _session):
        await until_shown(hands, "The frame  1/5")
        await hands.press("g")
        await until_shown(hands, "First steps  2/5")
        await hands.press("G", "G")
        await until_shown(hands, "How it goes on  5/5")
        before = shown(hands)
        await hands.press("n")
        await until(hands, lambda: shown(hands) != before, "another question")
        await until_shown(hands, "Still open · Values")
