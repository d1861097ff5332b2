"""The nouns, in the order the data walks: Word, Utterance, Passage, Topic, Clause, Agreement.

Read this page first. Everything here is frozen and knows where it came from: words carry seconds,
passages carry word ids (never character offsets, so tags survive edits), clauses carry the
passages that ground them, and every guess says which model and score made it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from recorder.style import Style

Language = Literal["fr", "en"]


class Speaker(StrEnum):
    """Who speaks; `UNKNOWN` is said rather than guessed."""

    COACH = "coach"
    CLIENT = "client"
    UNKNOWN = "unknown"


class Party(StrEnum):
    """Who does or wants what a clause says."""

    COACH = "coach"
    CLIENT = "client"
    BOTH = "both"


class Maker(StrEnum):
    """Who made a word, a tag or a clause; a later guess never overwrites what the coach made."""

    MODEL = "model"
    COACH = "coach"


class ClauseState(StrEnum):
    """What the coach has decided about a clause."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """What became of a commitment."""

    OPEN = "open"
    KEPT = "kept"
    NOT_KEPT = "not kept"


class ProposalKind(StrEnum):
    """What a proposal would do with a clause."""

    ADD = "add"
    CHANGE = "change"
    DROP = "drop"
    COMMENT = "comment"


class Given(StrEnum):
    """How the client gave consent; `UNSTATED` when an import came without saying."""

    ORAL = "oral"
    WRITTEN = "written"
    MESSAGE = "message"
    UNSTATED = "unstated"


class Decision(StrEnum):
    """What a consent row says: the client agreed, did not, or took it back."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """Why a stretch of a session has no sound."""

    PAUSE = "pause"
    OFF_THE_RECORD = "off the record"
    DEVICE_LOST = "device lost"
    OVERFLOW = "overflow"
    SUSPENDED = "suspended"
    INTERRUPTED = "interrupted"


class MarkKind(StrEnum):
    """What a mark made during the conversation is for."""

    CONSENT = "consent"
    MARK = "mark"
    TOPIC = "topic"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its punctuation, as said.

    `start` and `end` are seconds from the start of the session, `None` where a transcript without
    times was imported. `probability` is 0 to 1, `None` where no model heard it. `by` is the coach
    where they typed it.
    """

    id: str
    text: str
    start: float | None
    end: float | None
    probability: float | None = None
    by: Maker = Maker.MODEL


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said without a long pause; never without words.

    `channel` counts from 0. `suspect` marks text that a guard against invented speech doubts.
    `model` names what heard it, "" for an imported transcript. `voice` counts the voices of a
    channel that holds several people, None where there is one or it is not sure. `by` is the coach
    where they changed or approved the words or where it begins and ends, `speaker_by` where they
    said who speaks.
    """

    id: str
    channel: int
    speaker: Speaker
    words: tuple[Word, ...]
    suspect: bool = False
    model: str = ""
    voice: int | None = None
    by: Maker = Maker.MODEL
    speaker_by: Maker = Maker.MODEL

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def start(self) -> float | None:
        """Seconds at which the first word starts."""
        return self.words[0].start

    @property
    def end(self) -> float | None:
        """Seconds at which the last word ends."""
        return self.words[-1].end


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a model tagged a passage, so that the coach can judge the tag.

    `cues` are words of the passage that speak for the topic, `nearest` the labelled example most
    like it, `question` the id of the utterance whose question it answers ("" when none).
    """

    model: str = ""
    cues: tuple[str, ...] = ()
    nearest: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words about one topic, over one or more neighbouring utterances.

    `words` are word ids in the order said; `score` is 0 to 1, 1 where the coach made it.
    """

    id: str
    topic: str
    words: tuple[str, ...]
    score: float
    by: Maker = Maker.MODEL
    reason: Reason = Reason()


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of the codebook: what an alliance can be about, in one language.

    `questions` are the guide's own; `examples` belong to the topic, `counter_examples` look like
    it and do not; `cues` are lemmas that speak for it.
    """

    id: str
    name: str
    definition: str
    questions: tuple[str, ...]
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the alliance that both could sign, and what it rests on.

    `evidence` are passage ids, `quote` the word ids of the client's or coach's own words,
    `superseded` those of what was said first and taken back later. `drafted` is the model's last
    wording that the coach saw, "" where it is the text itself. `quotable` says that the coach
    lets the client's copy show the quote. `origin` is the session whose words these are, "" for
    the agreement's own.
    """

    id: str
    topic: str
    party: Party
    text: str
    evidence: tuple[str, ...]
    quote: tuple[str, ...] = ()
    state: ClauseState = ClauseState.DRAFT
    by: Maker = Maker.MODEL
    superseded: tuple[str, ...] = ()
    drafted: str = ""
    quotable: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A line of the ledger: who does what by when, how it is seen to, what follows if it is not.

    `clause` is the id of the clause that says so, "" for one that the coach added; `due` a day
    where one is meant, `said` the time as it was said ("jeudi soir"). Each text may be "".
    """

    id: str
    clause: str
    party: Party
    what: str
    due: date | None = None
    said: str = ""
    check: str = ""
    otherwise: str = ""
    outcome: Outcome = Outcome.OPEN
    by: Maker = Maker.MODEL


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a newer draft, or the client, would have, for the coach to take or leave.

    `clause` is what it says now; `instead_of` the id of the clause that it stands beside, "" for
    one to add. One that would drop a clause repeats it; a comment of the client's is its text.
    """

    id: str
    kind: ProposalKind
    instead_of: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Agreement:
    """The alliance as drafted or agreed; clauses in the order of the codebook's topics.

    `version` counts from 1; `not_discussed` are topic ids without a clause. `agreed` is when both
    agreed to this version, None until then; `check_in` after how many sessions to look at it
    again, 0 for never.
    """

    version: int
    clauses: tuple[Clause, ...]
    not_discussed: tuple[str, ...]
    commitments: tuple[Commitment, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    style: Style = field(default_factory=Style)
    check_in: int = 0
    agreed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A person the coach accompanies; `language` is "" until known."""

    id: str
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the client agreed to, exactly as worded, before anything was kept.

    `purposes` are the things allowed, each on its own ("record", "transcribe", "analyse",
    "share"); `text` is the statement as shown or read, with its language and version; `guardian`
    is who agreed for a minor, "" for an adult; `rights_told` says whether the client was told that
    it can be read, corrected, erased and withdrawn. The hashes chain the rows of one session
    (SHA-256, hex), so a changed row shows.
    """

    id: str
    session: str
    client: str
    controller: str
    purposes: tuple[str, ...]
    keep_sound_until: date | None
    keep_text_until: date | None
    text: str
    language: str
    version: int
    given: Given
    at: datetime
    previous: str
    hash: str
    decision: Decision = Decision.GIVEN
    guardian: str = ""
    rights_told: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without sound, in seconds from the start of the session, and why.

    `channel` is the one that is missing, None for all; `at` is when it was noticed.
    """

    start: float
    end: float
    cause: Cause
    channel: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """What the coach marked or noted while the conversation ran, in seconds from its start.

    `text` is the note, or the topic's id; a mark of one moment has its end where it starts.
    """

    id: str
    kind: MarkKind
    start: float
    end: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One conversation with one client.

    `channels` says who is on each channel of the sound; empty for an imported transcript.
    `duration` is in seconds, 0 when unknown; `language` is "" until given or heard. `voices` is how
    many people speak in all; on a call, those beyond two share the client's channel. `together`
    says that every channel holds everybody.
    """

    id: str
    client: str
    coach: str
    language: str
    setting: Literal["room", "call", "import"]
    started: datetime
    duration: float
    channels: tuple[Speaker, ...]
    voices: int = 2
    together: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session with everything that was kept of it; utterances in the order they start.

    `earlier` are the conversations whose words ground clauses that were carried over from them.
    """

    session: Session
    client: Client
    consent: Consent | None
    utterances: tuple[Utterance, ...] = ()
    passages: tuple[Passage, ...] = ()
    agreement: Agreement | None = None
    gaps: tuple[Gap, ...] = ()
    marks: tuple[Mark, ...] = ()
    earlier: tuple["Conversation", ...] = ()

    def words(self) -> dict[str, Word]:
        """Every word by its id."""
        return {word.id: word for utterance in self.utterances for word in utterance.words}

    def homes(self) -> dict[str, Utterance]:
        """The utterance of every word id."""
        return {word.id: utterance for utterance in self.utterances for word in utterance.words}
