"""A conversation on the coach's desk: read, changed by hand, each change kept at once.

Everything here can be undone, and is the coach's: no later guess overwrites it.
"""

import bisect
import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, nextafter

from recorder import (
    coachvoice,
    finding,
    glossary,
    history,
    rewriting,
    sessions,
    tagging,
    transcript,
)
from recorder.conversation import Passage, Session, Speaker, Utterance
from recorder.errors import NotFound, UnusableAnswer
from recorder.history import Part, Step
from recorder.tagging import Edge
from recorder.vault import Vault


@dataclass(slots=True)
class Desk:
    """One session being read and changed.

    `utterances` and `passages` are as they are now, in their order; `edition` says which state of
    the vault they show. What another process changes meanwhile is read anew before a change.
    """

    vault: Vault
    session: Session
    utterances: tuple[Utterance, ...]
    passages: tuple[Passage, ...]
    edition: tuple[object, ...]
    _places: list[tuple[float, str]]
    _touched: set[str]

    def refresh(self) -> bool:
        """Read again what another process changed; whether there was anything."""
        if history.edition(self.vault, self.session) == self.edition:
            return False
        self.session = sessions.find(self.vault, self.session.id)
        self._read()
        return True

    def utterance(self, name: str) -> Utterance:
        """The utterance `name`.

        Raises:
            NotFound: there is none.
        """
        return self.utterances[self._place(name)]

    def home(self, word: str) -> Utterance:
        """The utterance that holds `word`.

        Raises:
            NotFound: there is no such word.
        """
        row = self.vault.row(
            "SELECT utterance FROM words WHERE session = ? AND id = ?", (self.session.id, word)
        )
        if row is None:
            raise NotFound("There is no such word.", "It may have been changed meanwhile.")
        return self.utterance(row[0])

    def passage(self, name: str) -> Passage:
        """The passage `name`.

        Raises:
            NotFound: there is none.
        """
        for passage in self.passages:
            if passage.id == name:
                return passage
        raise NotFound("There is no such tag.", "It may have been changed meanwhile.")

    def order(self) -> list[str]:
        """Every word as said."""
        return [word.id for utterance in self.utterances for word in utterance.words]

    def respell(self, name: str, text: str) -> None:
        """Let the utterance `name` say `text`; without any text it is taken out."""
        with self._changing("text", self.utterance(name).words[0].id):
            self._respell({name: text})

    def split(self, word: str) -> None:
        """Let a new utterance begin with `word`.

        Raises:
            UnusableAnswer: one does already.
        """
        with self._changing("split", word):
            whole = self.home(word)
            name = next(transcript.new_names(self.vault, self.session, "u"))
            self._put((whole.id,), rewriting.split(whole, word, name))

    def join(self, name: str) -> None:
        """Join the utterance `name` with the next.

        Raises:
            UnusableAnswer: it is the last, or the next was heard on another channel.
        """
        with self._changing("join", self.utterance(name).words[-1].id):
            at = self._place(name) + 1
            if at == len(self.utterances):
                raise UnusableAnswer("Nothing comes after it.", "Join the one before with it.")
            one, other = self.utterances[at - 1 : at + 1]
            self._put((one.id, other.id), (rewriting.joined(one, other),))

    def say_who(self, name: str, speaker: Speaker | None = None) -> None:
        """Say that `speaker`, else the other of the two, said the utterance `name`."""
        with self._changing("speaker", self.utterance(name).words[0].id):
            one = self.utterance(name)
            self._mark((rewriting.said_by(one, speaker or rewriting.other(one.speaker)),))

    def swap(self) -> None:
        """Say that coach and client are the other way round in the whole session."""
        with self._changing("swap", ""):
            coachvoice.drop(self.vault, self.session)  # it was the other's
            self._mark([rewriting.swapped(one) for one in self.utterances])
            self.session = sessions.swap_channels(self.vault, self.session)

    def trust(self, name: str) -> None:
        """Say that the utterance `name` is right as it was heard."""
        with self._changing("trust", self.utterance(name).words[0].id):
            self._mark((rewriting.trusted(self.utterance(name)),))

    def tag(self, topic: str, words: Sequence[str]) -> None:
        """Say that `words` are about `topic`."""
        with self._changing("tag", words[0] if words else ""):
            self._tag(topic, words)

    def untag(self, name: str) -> None:
        """Say that the passage `name` is not about its topic; no guess says it again."""
        with self._changing("untag", self.passage(name).words[0]):
            refused = tagging.confirmed(self.passage(name))
            transcript.put_passage(self.vault, self.session, refused, refused=True)

    def retag(self, name: str, topic: str) -> None:
        """Say that the passage `name` is about `topic` instead."""
        with self._changing("retag", self.passage(name).words[0]):
            passage = tagging.confirmed(self.passage(name))
            if passage.topic == topic:
                transcript.put_passage(self.vault, self.session, passage)
            else:
                transcript.put_passage(self.vault, self.session, passage, refused=True)
                self._tag(topic, passage.words)

    def confirm(self, name: str) -> None:
        """Say that the tag `name` is right."""
        with self._changing("confirm", self.passage(name).words[0]):
            transcript.put_passage(self.vault, self.session, tagging.confirmed(self.passage(name)))

    def stretch(self, name: str, edge: Edge, places: int) -> None:
        """Move the start or end of the passage `name` by so many words, to the right above 0.

        Raises:
            UnusableAnswer: nothing would be left, or there is no further word.
        """
        with self._changing("span", self.passage(name).words[0]):
            moved = tagging.stretched(self.passage(name), edge, places, self.order())
            transcript.put_passage(self.vault, self.session, moved)

    def replace(self, old: str, new: str, *, remember: bool = False) -> int:
        """Write `new` wherever `old` was heard, whole words only; how often it was.

        `remember` keeps it as a name for later sessions with this client.

        Raises:
            UnusableAnswer: there is nothing to look for.
        """
        first = finding.places(self.utterances, old)
        with self._changing("replace", first[0] if first else ""):
            texts = finding.replaced(self.utterances, old, new)
            self._respell({name: text for name, (text, _) in texts.items()})
            if remember:
                glossary.remember(self.vault, self.session, old, new)
        return sum(times for _, times in texts.values())

    def undo(self) -> Step | None:
        """Take back the newest change that stands; None where there is none."""
        return self._after(history.turned(self.vault, self.session, Part.TRANSCRIPT, back=True))

    def redo(self) -> Step | None:
        """Do again what was undone last; None where there is nothing."""
        return self._after(history.turned(self.vault, self.session, Part.TRANSCRIPT, back=False))

    def next_steps(self) -> tuple[str, str]:
        """What undo would take back and redo do again, each "" where there is nothing."""
        return history.next_steps(self.vault, self.session, Part.TRANSCRIPT)

    def _tag(self, topic: str, words: Sequence[str]) -> None:
        names = transcript.new_names(self.vault, self.session, "p")
        now = tagging.tagged(self.passages, topic, words, self.order(), next(names))
        for passage in set(self.passages) - set(now):
            if passage.topic == topic:
                transcript.drop_passage(self.vault, self.session, passage.id)
        transcript.put_passage(self.vault, self.session, now[-1])

    def _respell(self, texts: dict[str, str]) -> None:
        names = transcript.new_names(self.vault, self.session, "w")
        olds, news, became = [], [], []
        for name, text in texts.items():
            one = self.utterance(name)
            words = rewriting.respelled(one.words, text, names)
            if words == one.words:
                continue
            olds.append(one)
            became.append(([word.id for word in one.words], [word.id for word in words]))
            if words:
                news.append(rewriting.trusted(replace(one, words=words)))
        self._put([one.id for one in olds], news)
        kept = {one.id for one in news}
        out = [rewriting.trusted(one) for one in olds if one.id not in kept]
        transcript.keep_echoes(self.vault, self.session, out)
        transcript.follow(self.vault, self.session, became)

    def _mark(self, now: Sequence[Utterance]) -> None:
        self._touched.update(one.id for one in now)
        transcript.mark(self.vault, self.session, now)

    def _put(self, gone: Sequence[str], now: Sequence[Utterance]) -> None:
        """Put utterances in the place of those `gone`; what is new comes right after the first."""
        if not gone:
            return
        self._touched.update(gone, (one.id for one in now))
        places = {name: place for place, name in self._places}
        at = places[gone[0]]
        put = []
        for one in now:
            usual = places.get(one.id, at)
            place = usual if one.start is None else one.start
            if one.id not in places and (one.start is None or one.start <= at):
                after = bisect.bisect_right(self._places, (at, "\uffff"))
                following = self._places[after][0] if after < len(self._places) else at + 1
                place = (at + following) / 2
                place = place if place > at else nextafter(at, inf)
            put.append((place, one))
        transcript.put(self.vault, self.session, gone, put)

    @contextlib.contextmanager
    def _changing(self, what: str, word: str) -> Iterator[None]:
        self._touched.clear()
        with history.changing(self.vault, self.session, Part.TRANSCRIPT, what, word):
            self.refresh()
            yield
            transcript.order_passages(self.vault, self.session)
        self._read_again(self._touched)

    def _after(self, change: Step | None) -> Step | None:
        if change:
            self.session = sessions.find(self.vault, self.session.id)
            self._read_again(change.utterances)
        return change

    def _read_again(self, touched: Iterable[str]) -> None:
        """Read these utterances, and all tags, anew."""
        kept = {one.id: one for one in self.utterances}
        places = {name: place for place, name in self._places}
        for name in touched:
            kept.pop(name, None)
            places.pop(name, None)
        for place, one in transcript.placed(self.vault, self.session, touched):
            kept[one.id], places[one.id] = one, place
        self._places = sorted((place, name) for name, place in places.items())
        self.utterances = tuple(kept[name] for _, name in self._places)
        self.passages = transcript.passages_of(self.vault, self.session)
        self.edition = history.edition(self.vault, self.session)

    def _read(self) -> None:
        places = transcript.places(self.vault, self.session)
        self._places = sorted((place, name) for name, place in places.items())
        self.utterances = transcript.utterances_of(self.vault, self.session)
        self.passages = transcript.passages_of(self.vault, self.session)
        self.edition = history.edition(self.vault, self.session)

    def _place(self, name: str) -> int:
        for at, one in enumerate(self.utterances):
            if one.id == name:
                return at
        raise NotFound("There is no such utterance.", "It may have been changed meanwhile.")


def on_desk(vault: Vault, session: Session) -> Desk:
    """`session` on the desk."""
    desk = Desk(vault, session, (), (), (), [], set())
    desk._read()  # noqa: SLF001, its own maker
    return desk
