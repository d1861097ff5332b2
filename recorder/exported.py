"""Our own JSON brought back: a file of docs/export.schema.json as nouns, checked field by field.

What the format derives (an utterance's text, times and topics, the utterances of a passage or a
clause) is derived again from the words and not read. Fields that readers of the format may do
without have the defaults of the nouns, so a file written by hand or by another program needs only
what it has to say.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorder.conversation import (
    Agreement,
    Cause,
    Clause,
    ClauseState,
    Client,
    Commitment,
    Consent,
    Conversation,
    Decision,
    Gap,
    Given,
    Maker,
    Mark,
    MarkKind,
    Outcome,
    Party,
    Passage,
    Proposal,
    ProposalKind,
    Reason,
    Session,
    Speaker,
    Utterance,
    Word,
)
from recorder.errors import UnusableFile
from recorder.field import MAX_SECONDS, Field
from recorder.jsonform import SCHEMA
from recorder.sources import read_text, shown
from recorder.style import ADDRESSES, Person, Pronoun, Style
from recorder.transcripts import words_of

MAX_BYTES = 50_000_000
_SETTINGS = ("room", "call", "import")


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation as exported; `session.client` is "" because a name is no id of this vault."""

    session: Session
    client: str
    consent: Consent | None
    utterances: tuple[Utterance, ...]
    passages: tuple[Passage, ...]
    agreement: Agreement | None
    gaps: tuple[Gap, ...]
    marks: tuple[Mark, ...]

    def conversation(self) -> Conversation:
        """The same as a conversation, which exports to the same file."""
        client = Client("", self.client, self.session.language)
        return Conversation(
            self.session,
            client,
            self.consent,
            self.utterances,
            self.passages,
            self.agreement,
            self.gaps,
            self.marks,
        )


def read_exported(path: Path) -> Exported:
    """The conversation in a JSON file that this program exported, every text cleaned.

    Raises:
        UnusableFile: It can't be read, is larger than 50 MB, is not such a file (told with the
            place of the fault), or was written by a newer version.
    """
    name = shown(path)
    root = Field(_parsed(path), "", name)
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
        gaps=tuple(_gap(item) for item in root.get("gaps", []).items()),
        marks=tuple(_mark(item) for item in root.get("marks", []).items()),
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


def _check_schema(root: Field) -> None:
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
        "marks": (item.id for item in found.marks),
    }
    for kind, ids in kinds.items():
        seen: set[str] = set()
        for each in ids:
            if each in seen:
                raise UnusableFile(
                    f"{name}: two {kind} have the id {each[:20]}.", "Export it again."
                )
            seen.add(each)


def _session(field: Field) -> Session:
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
        duration=field.get("duration", 0.0).number(MAX_SECONDS),
        channels=tuple(item.choice(Speaker) for item in field.get("channels", []).items()),
    )


def _consent(field: Field, session: str) -> Consent | None:
    if field.value is None:
        return None
    return Consent(
        id=field.get("id", "").line(),
        session=session,
        client="",
        controller=field.get("controller", "").line(),
        purposes=field.get("purposes", []).lines(),
        keep_sound_until=field.get("keep_sound_until").day(),
        keep_text_until=field.get("keep_text_until").day(),
        text=field.get("text", "").text(),
        language=field.get("language", "").line(),
        version=field.get("version", 1).whole(0),
        given=field.get("given").choice(Given),
        at=field.get("at").moment(),
        previous=field.get("previous", "").line(),
        hash=field.get("hash", "").line(),
        decision=field.get("decision", Decision.GIVEN).choice(Decision),
        guardian=field.get("guardian", "").line(),
        rights_told=field.get("rights_told", True).flag(),
    )


def _utterances(field: Field) -> Iterator[Utterance]:
    count = 0
    for item in field.items():
        utterance = _utterance(item, count + 1)
        count += len(utterance.words)
        yield utterance


def _utterance(field: Field, next_word: int) -> Utterance:
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
        voice=None if field.get("voice").value is None else field.get("voice").whole(0),
        model=field.get("model", "").line(),
        by=field.get("by", Maker.MODEL).choice(Maker),
        speaker_by=field.get("speaker_by", Maker.MODEL).choice(Maker),
    )


def _word(field: Field) -> Word:
    probability = field.get("probability")
    return Word(
        id=field.get("id").id(),
        text=field.get("text").line(),
        start=field.get("start").seconds(),
        end=field.get("end").seconds(),
        probability=None if probability.value is None else probability.number(1),
        by=field.get("by", Maker.MODEL).choice(Maker),
    )


def _passage(field: Field) -> Passage:
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


def _agreement(field: Field) -> Agreement:
    return Agreement(
        version=field.get("version", 1).whole(1),
        clauses=tuple(_clause(item) for item in field.get("clauses", []).items()),
        not_discussed=field.get("not_discussed", []).lines(),
        commitments=tuple(_commitment(item) for item in field.get("commitments", []).items()),
        proposals=tuple(_proposal(item) for item in field.get("proposals", []).items()),
        style=_style(field.get("style", {})),
        check_in=field.get("check_in", 0).whole(0),
        agreed=None if field.get("agreed").value is None else field.get("agreed").moment(),
    )


def _commitment(field: Field) -> Commitment:
    return Commitment(
        id=field.get("id").id(),
        clause=field.get("clause", "").line(),
        party=field.get("party").choice(Party),
        what=field.get("what").line(),
        due=field.get("due").day(),
        said=field.get("said", "").line(),
        check=field.get("check", "").line(),
        otherwise=field.get("otherwise", "").line(),
        outcome=field.get("outcome", Outcome.OPEN).choice(Outcome),
        by=field.get("by", Maker.MODEL).choice(Maker),
    )


def _proposal(field: Field) -> Proposal:
    return Proposal(
        id=field.get("id").id(),
        kind=field.get("kind").choice(ProposalKind),
        instead_of=field.get("instead_of", "").line(),
        clause=_clause(field.get("clause")),
    )


def _style(field: Field) -> Style:
    address = field.get("address", "")
    if address.value not in ADDRESSES:
        address.wrong(f"one of {', '.join(filter(None, ADDRESSES))}")
    return Style(
        person=field.get("person", Person.THIRD).choice(Person),
        address=address.value,
        client=field.get("client", Pronoun.UNSTATED).choice(Pronoun),
        coach=field.get("coach", Pronoun.UNSTATED).choice(Pronoun),
    )


def _clause(field: Field) -> Clause:
    return Clause(
        id=field.get("id").id(),
        topic=field.get("topic").id(),
        party=field.get("party").choice(Party),
        text=field.get("text").line(),
        evidence=field.get("evidence", []).lines(),
        quote=field.get("quote", []).lines(),
        state=field.get("state", ClauseState.DRAFT).choice(ClauseState),
        by=field.get("by", Maker.MODEL).choice(Maker),
        superseded=field.get("superseded", []).lines(),
        drafted=field.get("drafted", "").line(),
        quotable=field.get("quotable", False).flag(),
        origin=field.get("origin", "").line(),
    )


def _gap(field: Field) -> Gap:
    channel = field.get("channel")
    return Gap(
        *field.span(),
        cause=field.get("cause").choice(Cause),
        channel=None if channel.value is None else channel.whole(0),
        at=field.get("at").moment(),
    )


def _mark(field: Field) -> Mark:
    start, end = field.span()
    return Mark(
        id=field.get("id").id(),
        kind=field.get("kind").choice(MarkKind),
        start=start,
        end=end,
        text=field.get("text", "").text(),
    )
