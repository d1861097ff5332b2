"""Where a session stands, in words for the coach: how far it is, what is next, what is due."""

from datetime import UTC, date, datetime
from typing import Final

from recorder.conversation import Decision
from recorder.sessions import Stage, State
from recorder.shelf import Entry, Keeping
from tui.catalogue import N_, _, day, plural

_STATES: Final = {
    State.UNFINISHED: N_("cut off"),
    State.TO_TRANSCRIBE: N_("to transcribe"),
    State.TO_TAG: N_("to draft"),
    State.TO_REVIEW: N_("to review"),
    State.AGREED: N_("agreed"),
}
_NEXT: Final = {
    State.UNFINISHED: N_("{process} goes on with what was kept, {erase} erases it"),
    State.TO_TRANSCRIBE: N_("{process} transcribes it and drafts the alliance"),
    State.TO_TAG: N_("{process} finds the topics and drafts the alliance"),
    State.TO_REVIEW: N_("{open} reviews what was said, {write} the draft of the alliance"),
    State.AGREED: N_("{open} reads it again, {write} the alliance"),
}
_SOON_DAYS: Final = 30
_A_MINUTE: Final = 60
_AN_HOUR: Final = 3600


def today() -> date:
    """The day that it is here."""
    return datetime.now(UTC).astimezone().date()


def state(entry: Entry) -> str:
    """How far `entry` is, in a word or two."""
    if entry.consent and not entry.allowed:
        return _("consent withdrawn") if _withdrawn(entry) else _("consent refused")
    if _transcript_alone(entry):
        return _("transcript alone")
    return _(_STATES[entry.work.state])


def following(entry: Entry, keys: dict[str, str]) -> str:
    """What can be done next with `entry`; `keys` are those for process, erase, open and write."""
    if entry.consent and not entry.allowed:
        return _("nothing more may be done with it; {erase} erases it").format(**keys)
    if _transcript_alone(entry):
        return _("{open} reviews it; the client agreed to a transcript alone").format(**keys)
    return _(_NEXT[entry.work.state]).format(**keys)


def action(entry: Entry) -> str:
    """What is next, in a word or two: for a column."""
    if entry.consent and not entry.allowed:
        return _("erase")
    if processable(entry):
        return _("transcribe, draft") if entry.work.has_sound else _("draft")
    return _("review, write") if entry.work.state is State.TO_REVIEW else ""


def openable(entry: Entry) -> bool:
    """Whether there is a transcript to look at."""
    return entry.work.state in {State.TO_TAG, State.TO_REVIEW, State.AGREED}


def processable(entry: Entry) -> bool:
    """Whether the models have something left to do that the client agreed to."""
    left = entry.work.state in {State.UNFINISHED, State.TO_TRANSCRIBE, State.TO_TAG}
    return left and entry.allowed and not _transcript_alone(entry)


def _transcript_alone(entry: Entry) -> bool:
    """Whether all that was agreed to is done, and that is no draft."""
    return (
        entry.work.state is State.TO_TAG
        and entry.consent is not None
        and "analyse" not in entry.consent.purposes
        and (not entry.work.has_sound or Stage.SPEAKERS in entry.work.done)
    )


def _withdrawn(entry: Entry) -> bool:
    return entry.consent is not None and entry.consent.decision is Decision.WITHDRAWN


def countdown(entry: Entry, today: date) -> str:
    """What is kept for how much longer, the soonest first: “sound: 12 days”; "" for no limit."""
    told: list[tuple[int, str]] = []
    for kept, words in (
        (entry.sound(today), _("sound: {left}")),
        (entry.text(today), _("text: {left}")),
    ):
        if kept and (kept.left <= _SOON_DAYS or not told):
            told.append((kept.left, words.format(left=_left(kept))))
    return " · ".join(words for _number, words in sorted(told))


def kept_until(entry: Entry, today: date) -> str:
    """The last days in whole words, for the one session that is looked at."""
    sound, text = entry.sound(today), entry.text(today)
    if not entry.allowed:
        return _("No consent is in force.") if entry.consent is None else ""
    told = []
    if sound:
        told.append(
            _("Its sound should have gone by {day}.").format(day=day(sound.until))
            if sound.due
            else _("Sound kept until {day}.").format(day=day(sound.until))
        )
    if text:
        told.append(
            _("Its text should have gone by {day}.").format(day=day(text.until))
            if text.due
            else _("Text kept until {day}.").format(day=day(text.until))
        )
    return " ".join(told)


def due(entry: Entry, today: date) -> bool:
    """Whether something of it is there beyond its last day."""
    return any(kept and kept.due for kept in (entry.sound(today), entry.text(today)))


def length(seconds: float) -> str:
    """A length of time: “52 min”, “1 h 04”, “40 s”; "" for none."""
    whole = round(seconds)
    if whole >= _AN_HOUR - _A_MINUTE // 2:
        minutes = round(seconds / _A_MINUTE)
        return f"{minutes // 60} h {minutes % 60:02}"
    if whole >= _A_MINUTE:
        return f"{round(seconds / _A_MINUTE)} min"
    return f"{whole} s" if whole else ""


def _left(kept: Keeping) -> str:
    if kept.due:
        return _("due")
    if not kept.left:
        return _("last day")
    return plural("{number} day", "{number} days", kept.left)
