"""Our own JSON brought back: a file of docs/export.schema.json as nouns, checked field by field.

What the format derives (an utterance's text, times and topics, the utterances of a passage or a
clause) is derived again from the words and not read. Fields that readers of the format may do
without have the defaults of the nouns, so a file written by hand or by another program needs only
what it has to say.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Never, TypeVar, cast

from recorder.cleaning import cleaned, one_line
from recorder.conversation import (
    Agreement,
    Clause,
    ClauseState,
    Client,
    Consent,
    Conversation,
    Given,
    Maker,
    Party,
    Passage,
    Reason,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.errors import UnusableFile
from recorder.jsonform import SCHEMA
from recorder.sources import read_text, shown
from recorder.transcripts import words_of

MAX_BYTES = 50_000_000
_MAX_SECONDS = 1e6
_MAX_COUNT = 1_000_000
_SETTINGS = ("room", "call", "import")

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation as exported; `session.client` is "" because a name is no id of this vault."""

    session: Session
    client: str
    consent: Consent | None
    utterances: tuple[Utterance, ...]
    passages: tuple[Passage, ...]
    agreement: Agreement | None

    def conversation(self) -> Conversation:
        """The same as a conversation, which exports to the same file."""
        client = Client("", self.client, self.session.language)
        return Conversation(
            self.session, client, self.consent, self.utterances, self.passages, self.agreement
        )


@dataclass(frozen=True, slots=True)
class _Field:
    """A value of the file and where it stands, such as "utterances[3].start"."""

    value: Any
    where: str
    file: str

    def wrong(self, wanted: str) -> Never:
        raise UnusableFile(
            f"{self.file}: {self.where or 'the file'} is not {wanted}.",
            "Export the conversation again, or correct the file.",
        )

    def get(self, key: str, default: Any = None) -> "_Field":
        if not isinstance(self.value, dict):
            self.wrong("an object")
        where = f"{self.where}.{key}" if self.where else key
        return _Field(self.value.get(key, default), where, self.file)

    def items(self) -> Iterator["_Field"]:
        if not isinstance(self.value, list):
            self.wrong("a list")
        for place, value in enumerate(self.value):
            yield _Field(value, f"{self.where}[{place}]", self.file)

    def line(self) -> str:
        if not isinstance(self.value, str):
            self.wrong("a text")
        return one_line(self.value)

    def lines(self) -> tuple[str, ...]:
        return tuple(item.line() for item in self.items())

    def id(self) -> str:
        return self.line() or self.wrong("an id")

    def choice(self, kind: type[_Choice]) -> _Choice:
        if not isinstance(self.value, str) or self.value not in set(kind):
            self.wrong(f"one of {', '.join(kind)}")
        return kind(self.value)

    def whole(self, least: int) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.wrong("a whole number")
        if not least <= self.value <= _MAX_COUNT:
            self.wrong(f"a whole number from {least} to {_MAX_COUNT}")
        return int(self.value)

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.wrong("true or false")
        return bool(self.value)

    def number(self, most: float) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.wrong("a number")
        if not 0 <= self.value <= most:
            self.wrong(f"a number from 0 to {most:g}")
        return float(self.value)

    def seconds(self) -> float | None:
        return None if self.value is None else self.number(_MAX_SECONDS)

    def day(self) -> date | None:
        if self.value is None:
            return None
        try:
            return date.fromisoformat(self.line())
        except ValueError:
            self.wrong("a date like 2026-11-23")

    def moment(self) -> datetime:
        try:
            moment = datetime.fromisoformat(self.line())
        except ValueError:
            self.wrong("a time like 2026-11-23T10:00:00+01:00")
        return moment if moment.tzinfo else self.wrong("a time with its zone")


def read_exported(path: Path) -> Exported:
    """The conversation in a JSON file that this program exported, every text cleaned.

    Raises:
        UnusableFile: It can't be read, is larger than 50 MB, is not such a file (told with the
            place of the fault), or was written by a newer version.
    """
    name = shown(path)
    root = _Field(_parsed(path), "", name)
    _check_schema(root)
    utterances = tuple(_utterances(root.get("utterances")))
    passages = tuple(_passage(item) for item in root.get("passages", []).items())
    agreement = root.get("agreement")
    session = root.get("session")
    found = Exported(
        session=_session(session),
        client=session.get("client", "").line(),
        consent=_consent(session.get("consent"), session.get("id", "").line()),
        utterances=utterances,
        passages=passages,
        agreement=None if agreement.value is None else _agreement(agreement),
    )
    _check_ids(found, name)
    return found


def _parsed(path: Path) -> Any:
    text = read_text(path, MAX_BYTES)
    advice = "Give a file made with: alliance export --format json."
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        title = f"{shown(path)} is not JSON: line {error.lineno} can't be understood."
        raise UnusableFile(title, advice) from error
    except (ValueError, RecursionError) as error:  # numbers and nests beyond any sense
        raise UnusableFile(f"{shown(path)} is not JSON that can be read.", advice) from error


def _check_schema(root: _Field) -> None:
    schema = root.value.get("schema") if isinstance(root.value, dict) else None
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise UnusableFile(
            f"{root.file} is not a conversation exported by this program.",
            "Give a file made with: alliance export --format json.",
        )
    if schema > SCHEMA:
        raise UnusableFile(
            f"{root.file} was exported by a newer version (schema {schema}; known: {SCHEMA}).",
            "Update this program, or export the file again with this version.",
        )


def _check_ids(found: Exported, name: str) -> None:
    """Two things of one kind never share an id; what links point at may have gone."""
    clauses = found.agreement.clauses if found.agreement else ()
    kinds: dict[str, Iterable[str]] = {
        "utterances": (item.id for item in found.utterances),
        "words": (word.id for item in found.utterances for word in item.words),
        "passages": (item.id for item in found.passages),
        "clauses": (item.id for item in clauses),
    }
    for kind, ids in kinds.items():
        seen: set[str] = set()
        for each in ids:
            if each in seen:
                raise UnusableFile(
                    f"{name}: two {kind} have the id {each[:20]}.", "Export it again."
                )
            seen.add(each)


def _session(field: _Field) -> Session:
    setting = field.get("setting", "import")
    if setting.value not in _SETTINGS:
        setting.wrong(f"one of {', '.join(_SETTINGS)}")
    return Session(
        id=field.get("id", "").line(),
        client="",
        coach=field.get("coach", "").line(),
        language=field.get("language", "").line(),
        setting=setting.value,
        started=field.get("started").moment(),
        duration=field.get("duration", 0.0).number(_MAX_SECONDS),
        channels=tuple(item.choice(Speaker) for item in field.get("channels", []).items()),
    )


def _consent(field: _Field, session: str) -> Consent | None:
    if field.value is None:
        return None
    text = field.get("text", "")
    text.line()
    return Consent(
        id=field.get("id", "").line(),
        session=session,
        client="",
        controller=field.get("controller", "").line(),
        purposes=field.get("purposes", []).lines(),
        keep_sound_until=field.get("keep_sound_until").day(),
        keep_text_until=field.get("keep_text_until").day(),
        text=cleaned(cast("str", text.value)),
        language=field.get("language", "").line(),
        version=field.get("version", 1).whole(0),
        given=field.get("given").choice(Given),
        at=field.get("at").moment(),
        previous=field.get("previous", "").line(),
        hash=field.get("hash", "").line(),
    )


def _utterances(field: _Field) -> Iterator[Utterance]:
    count = 0
    for item in field.items():
        utterance = _utterance(item, count + 1)
        count += len(utterance.words)
        yield utterance


def _utterance(field: _Field, next_word: int) -> Utterance:
    words = tuple(_word(item) for item in field.get("words", []).items())
    if not words:
        start, end = field.get("start").seconds(), field.get("end").seconds()
        words = words_of(field.get("text").line(), start, end, next_word)
    if not words:
        field.get("words").wrong("a list with a word")
    return Utterance(
        id=field.get("id").id(),
        channel=field.get("channel", 0).whole(0),
        speaker=field.get("speaker").choice(Speaker),
        words=words,
        suspect=field.get("suspect", False).flag(),
        model=field.get("model", "").line(),
    )


def _word(field: _Field) -> Word:
    probability = field.get("probability")
    return Word(
        id=field.get("id").id(),
        text=field.get("text").line(),
        start=field.get("start").seconds(),
        end=field.get("end").seconds(),
        probability=None if probability.value is None else probability.number(1),
    )


def _passage(field: _Field) -> Passage:
    reason = field.get("reason", {})
    return Passage(
        id=field.get("id").id(),
        topic=field.get("topic").id(),
        words=field.get("words").lines(),
        score=field.get("score").number(1),
        by=field.get("by", Maker.MODEL).choice(Maker),
        reason=Reason(
            model=reason.get("model", "").line(),
            cues=reason.get("cues", []).lines(),
            nearest=reason.get("nearest", "").line(),
            question=reason.get("question", "").line(),
        ),
    )


def _agreement(field: _Field) -> Agreement:
    return Agreement(
        version=field.get("version", 1).whole(1),
        clauses=tuple(_clause(item) for item in field.get("clauses", []).items()),
        not_discussed=field.get("not_discussed", []).lines(),
    )


def _clause(field: _Field) -> Clause:
    return Clause(
        id=field.get("id").id(),
        topic=field.get("topic").id(),
        party=field.get("party").choice(Party),
        text=field.get("text").line(),
        evidence=field.get("evidence", []).lines(),
        quote=field.get("quote", []).lines(),
        state=field.get("state", ClauseState.DRAFT).choice(ClauseState),
        by=field.get("by", Maker.MODEL).choice(Maker),
    )
