"""A real conversation heard by another model: what the coach made of it is still there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conftest import PASSPHRASE, Alliance
from desks import laid, said

from models import weights
from recorder import (
    carrying,
    confirmations,
    desk,
    library,
    paths,
    readings,
    sessions,
    transcript,
    vault,
)
from recorder.conversation import Maker, Speaker
from recorder.paths import Home
from recorder.tagging import Confirmation
from recorder.vault import Vault


def test_another_model_keeps_the_coachs_words_speakers_and_tags(
    locked: Home, alliance: Alliance, clip: Callable[[str, int], Path]
) -> None:
    options = ("--client", "Zoé", "--channels", "coach-left", "--language", "en")
    name = alliance("import", clip("en", 40), *options).stdout.strip()
    assert alliance("process", name).returncode == 0
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        on = desk.on_desk(opened, sessions.find(opened, name))
        first, second, third = (one.id for one in on.utterances[:3])
        on.respell(first, f"{on.utterance(first).text} Truly.")
        on.say_who(second)
        on.tag("safety", [word.id for word in on.utterance(third).words])
        before = library.read(opened, on.session)
    # The same weights under another name.
    folder = weights.ensure("base", paths.models(), lambda _done, _total: None)
    assert alliance("process", name, "--model", folder).returncode == 0
    with vault.unlock(locked, PASSPHRASE, "test") as opened:
        on = desk.on_desk(opened, sessions.find(opened, name))
        assert on.utterance(first) == before.utterances[0]
        again = on.home(before.utterances[1].words[0].id)
        assert (again.speaker, again.speaker_by) == (before.utterances[1].speaker, Maker.COACH)
        [tag] = [one for one in on.passages if one.by is Maker.COACH]
        assert tag == next(one for one in before.passages if one.by is Maker.COACH)
        while on.utterances != before.utterances:
            assert on.undo()


def test_until_all_is_heard_the_transcript_stays_and_the_new_one_can_be_undone(
    opened: Vault,
) -> None:
    on = laid(opened)
    on.respell("u2", "Que Marc me dise la vérité.")
    before = library.read(opened, on.session)
    heard = [replace(one, id="", model="small") for one in said()]
    heard = [replace(one, words=tuple(replace(word, id="") for word in one.words)) for one in heard]
    with opened.writing():
        confirmations.keep(opened, on.session, Confirmation("u4", ("safety",)))
    carrying.carry_over(opened, on.session, heard, (), "channels")
    on.refresh()
    assert on.utterances[1] == before.utterances[1]
    assert [one.utterance for one in confirmations.all_of(opened, on.session)] == ["u4"]
    assert readings.all_of(opened, on.session) == {"u2": {"small": said()[1].text}}
    on.respell(on.utterances[0].id, "Autre chose.")
    on.undo()
    assert readings.all_of(opened, on.session) == {"u2": {"small": said()[1].text}}
    change = on.undo()
    assert change
    assert change.what == "heard anew"
    assert library.read(opened, on.session) == before


def test_a_first_hearing_is_nothing_to_undo(opened: Vault) -> None:
    on = laid(opened)
    with opened.writing():
        transcript.remove(opened, on.session, on.utterances)
    heard = [replace(one, id="", speaker=Speaker.UNKNOWN) for one in said()]
    carrying.carry_over(opened, on.session, heard, (), "channels")
    assert on.refresh()
    assert on.next_steps() == ("", "")
