"""A conversation as captions, SubRip (srt) or WebVTT (vtt): at most two short lines a cue.

WebVTT follows https://www.w3.org/TR/webvtt1/. SubRip has no standard and no escape, so what its
players act on (tags, braces, backslashes) is replaced by look-alikes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from recorder.cleaning import one_line
from recorder.conversation import Conversation, Utterance, Word
from recorder.errors import UnusableAnswer
from recorder.phrases import speaker_names
from recorder.timeline import gap_name, notable_gaps, span

LINE = 42
"""Characters a caption line may take (usual for Latin script); a longer word stays whole."""
_LEAST_ROOM = 16  # characters left to the first line, however long the speaker's label
_LONGEST = 7.0  # seconds a cue may grow to, as broadcasters have it
_SHORTEST = 0.5  # seconds a cue is shown at least, else nobody can read it
_SENTENCE_END = (".", "!", "?", "…")
_FRENCH_MARKS = ("?", "!", ":", ";", "»")
# What would look like a speaker's label, or like the number of the next cue.
_MISLEADING = re.compile(rf"[^:\uff1a]{{1,{LINE}}}[:\uff1a](\s|$)|\d+(\s|$)")
# Loose readers take any line with two times for the head of a cue.
_TIME = re.compile(r"(\d:\d{1,2}[.,])(?=\d)")
_LOOK_ALIKES = str.maketrans("<>{}\\", "\u2039\u203a()/")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Cue:
    """One to two lines of tokens, all of one speaker."""

    name: str
    lines: tuple[tuple[_Token, ...], ...]

    @property
    def start(self) -> float:
        return self.lines[0][0].start

    @property
    def end(self) -> float:
        return max(token.end for line in self.lines for token in line)

    @property
    def text(self) -> str:
        return "\n".join(" ".join(token.text for token in line) for line in self.lines)


def srt(conversation: Conversation) -> bytes:
    """SubRip in UTF-8; every cue starts with "Name: ".

    Raises UnusableAnswer when utterances have no times.
    """
    cues = _cues(conversation, lambda name: len(_srt_label(name)))
    blocks = (
        f"{number}\n{_span(cue, ',')}\n{_srt_label(cue.name)}{cue.text.translate(_LOOK_ALIKES)}\n"
        for number, cue in enumerate(cues, start=1)
    )
    return "\n".join(blocks).encode()


def vtt(conversation: Conversation) -> bytes:
    """WebVTT in UTF-8; every cue names its speaker in a <v Name> tag.

    Gaps stand in one comment before the first cue: loose readers show a later one with the cue
    above it. Raises UnusableAnswer when utterances have no times.
    """
    blocks = (
        f"{_span(cue, '.')}\n{_vtt_label(cue.name)}{cue.text.translate(_ENTITIES)}\n"
        for cue in _cues(conversation, lambda _: 0)
    )
    return "\n".join(["WEBVTT\n", *_gaps_comment(conversation), *blocks]).encode()


def _gaps_comment(conversation: Conversation) -> list[str]:
    lines = [
        _timeless(f"{span(gap.start, gap.end)} {gap_name(gap, conversation)}").translate(_ENTITIES)
        for gap in notable_gaps(conversation)
    ]
    return ["\n".join(["NOTE", *lines, ""])] if lines else []


def _cues(conversation: Conversation, label_width: Callable[[str], int]) -> list[_Cue]:
    _check_times(conversation.utterances)
    names = {who: _timeless(name) for who, name in speaker_names(conversation).items()}
    cues = [
        _Cue(names[utterance.speaker], lines)
        for utterance in conversation.utterances
        for lines in _grouped(_tokens(utterance), LINE - label_width(names[utterance.speaker]))
    ]
    return sorted(cues, key=lambda cue: cue.start)


def _check_times(utterances: tuple[Utterance, ...]) -> None:
    untimed = sum(1 for utterance in utterances if not any(map(_is_timed, utterance.words)))
    if not untimed:
        return
    title = "This transcript has no times, so no captions can be made of it."
    if untimed < len(utterances):
        title = f"{untimed} of {len(utterances)} utterances have no times, so no captions."
    raise UnusableAnswer(title, "Nothing was changed. Export txt or md instead.")


def _is_timed(word: Word) -> bool:
    return word.start is not None or word.end is not None


def _tokens(utterance: Utterance) -> Iterator[_Token]:
    """The words of an utterance with times; one without takes the end of the one before."""
    times = (time for word in utterance.words for time in (word.start, word.end))
    now = next(time for time in times if time is not None)
    for word in utterance.words:
        start = now if word.start is None else word.start
        now = start if word.end is None else max(word.end, start)
        for part in one_line(word.text).split():
            yield _Token(_timeless(part), start, now)


def _glued(tokens: Iterable[_Token]) -> list[_Token]:
    """The tokens, each mark that French parts by a space joined to the word before it."""
    said: list[_Token] = []
    for token in tokens:
        last = said[-1] if said else None
        if last and token.text in _FRENCH_MARKS and len(last.text) < LINE // 2:
            said[-1] = _Token(f"{last.text} {token.text}", last.start, token.end)
        else:
            said.append(token)
    return said


def _timeless(text: str) -> str:
    return _TIME.sub(r"\1 ", text)


def _grouped(tokens: Iterable[_Token], room: int) -> Iterator[tuple[tuple[_Token, ...], ...]]:
    """The tokens as cues of one or two lines; `room` is in characters, for the first line."""
    said = _glued(tokens)
    lines: list[list[_Token]] = []
    for place, token in enumerate(said):
        rest = " ".join(later.text for later in said[place : place + LINE])
        if lines and not _ends(lines, token) and _fits(lines, token, room):
            lines[-1].append(token)
        elif len(lines) == 1 and not _ends(lines, token) and not _MISLEADING.match(rest):
            lines.append([token])
        else:
            if lines:
                yield tuple(map(tuple, lines))
            lines = [[token]]
    if lines:
        yield tuple(map(tuple, lines))


def _fits(lines: list[list[_Token]], token: _Token, room: int) -> bool:
    allowed = max(room, _LEAST_ROOM) if len(lines) == 1 else LINE
    return _width(lines[-1]) + 1 + len(token.text) <= allowed


def _ends(lines: list[list[_Token]], token: _Token) -> bool:
    """Whether a cue of these lines is over before `token`: said enough, or shown too long."""
    sentence = lines[-1][-1].text.endswith(_SENTENCE_END) and sum(map(_width, lines)) > LINE // 2
    return sentence or token.end - lines[0][0].start > _LONGEST


def _width(line: list[_Token]) -> int:
    return sum(len(token.text) + 1 for token in line) - 1


def _srt_label(name: str) -> str:
    return f"{one_line(name.translate(_LOOK_ALIKES).replace(':', ' ')) or '?'}: "


def _vtt_label(name: str) -> str:
    # Readers drop the space; without it a name that ends in "--" would make an arrow.
    return f"<v {name.translate(_ENTITIES)}{' ' if name.endswith('-') else ''}>"


def _span(cue: _Cue, mark: str) -> str:
    end = max(cue.end, cue.start + _SHORTEST)
    return f"{_stamp(cue.start, mark)} --> {_stamp(end, mark)}"


def _stamp(seconds: float, mark: str) -> str:
    whole, millisecond = divmod(max(round(seconds * 1000), 0), 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{mark}{millisecond:03}"
