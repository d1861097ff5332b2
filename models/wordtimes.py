"""When each word was said: Whisper's own attention, read off by dynamic time warping."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.voice import RATE, Span
from models.windows import Window

_FRAME = 320  # samples behind one column of the encoder's output
_MEDIAN = 7  # width of the filter over the attention, as in OpenAI's whisper
_SHORTEST = 0.02  # seconds
_OPENING = "\"'“¿([{-«"
_CLOSING = "\"'.。,，!！?？:：”)]}、;…»%"
_NARROW_GAP = "\u00a0"  # French sets "?", "!" and the like off by a space that never breaks


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word with its punctuation, seconds of the session, probability 0 to 1.

    `suspect` where a guard against invented speech doubts it.
    """

    text: str
    start: float
    end: float
    probability: float
    suspect: bool = False


def aligned_words(
    model: Any, encoded: Any, tokenizer: Any, texts: list[list[int]], heard: Sequence[Window]
) -> list[tuple[HeardWord, ...]]:
    """The words of each window with their times, from the encoder output already at hand.

    `model` is a `ctranslate2.models.Whisper`, `encoded` its output for the windows `heard`,
    `texts` the text tokens of each. `" ".join` of a window's words is its text. As in
    `openai/whisper` (timing.py): cross-attention of the alignment heads, dynamic time warping.
    """
    if not any(texts):
        return [() for _ in texts]
    columns = [max(1, len(window) // _FRAME) for window in heard]
    results = model.align(
        encoded,
        list(tokenizer.sot_sequence),
        texts,
        [2 * column for column in columns],
        median_filter_width=_MEDIAN,
    )
    return [
        _placed(_timed(tokenizer, tokens, result), window)
        for tokens, result, window in zip(texts, results, heard, strict=True)
    ]


def _timed(tokenizer: Any, tokens: list[int], result: Any) -> list[HeardWord]:
    """Words of one window with seconds from its start."""
    if not tokens:
        return []
    words, groups = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    pairs = np.array(result.alignments)
    first = np.concatenate(([True], np.diff(pairs[:, 0]) > 0))
    times = pairs[first, 1] * _FRAME / RATE
    edges = np.cumsum([0, *(len(group) for group in groups[:-1])])
    timed = [
        HeardWord(
            word,
            float(times[start]),
            float(times[min(end, len(times) - 1)]),
            float(np.mean(result.text_token_probs[start:end])),
        )
        for word, start, end in zip(words[:-1], edges[:-1], edges[1:], strict=True)
    ]
    return _joined(timed)


def _joined(timed: Sequence[HeardWord]) -> list[HeardWord]:
    """Punctuation put to the word it belongs to, spaces at the ends gone."""
    joined: list[HeardWord] = []
    opening: HeardWord | None = None
    for each in timed:
        if not each.text.strip():
            continue
        word = each if opening is None else _merged(opening, each, "", each)
        opening = None
        bare = word.text.strip()
        if joined and all(c in _CLOSING for c in bare) and not _opens(word.text):
            gap = _NARROW_GAP if word.text.startswith(" ") else ""
            joined[-1] = _merged(joined[-1], word, gap, joined[-1])
        elif joined and not word.text.startswith(" "):
            # French elisions and hyphens ("m'", "-le") come apart, but the text has no space there.
            joined[-1] = _merged(joined[-1], word, "", word)
        elif _opens(word.text):
            opening = word
        else:
            joined.append(replace(word, text=bare))
    if opening is not None:
        joined.append(replace(opening, text=opening.text.strip()))
    return joined


def _opens(text: str) -> bool:
    return text.startswith(" ") and all(c in _OPENING for c in text.strip())


def _merged(left: HeardWord, right: HeardWord, gap: str, spoken: HeardWord) -> HeardWord:
    """Both as one; the probability is that of the part that was `spoken`."""
    text = left.text.strip() + gap + right.text.strip()
    return HeardWord(text, left.start, right.end, spoken.probability)


def _placed(timed: Sequence[HeardWord], window: Window) -> tuple[HeardWord, ...]:
    """Words of a window moved to seconds of the session, inside speech, in order."""
    placed: list[HeardWord] = []
    floor = 0.0
    for word in timed:
        start = window.session_sample(round(word.start * RATE))
        end = window.session_sample(max(0, round(word.end * RATE) - 1)) + 1
        span = _home(start, end, window.speech)
        begin = max(floor, min(max(start, span.start), span.end) / RATE)
        finish = max(begin + _SHORTEST, min(end, span.end) / RATE)
        placed.append(replace(word, start=begin, end=finish))
        floor = begin
    return tuple(placed)


def _home(start: int, end: int, speech: Sequence[Span]) -> Span:
    """The span of speech that a word shares most sound with, or else the nearest."""

    def shared(span: Span) -> int:
        return min(end, span.end) - max(start, span.start)

    return max(speech, key=shared)
