"""What speaks against words that Whisper says it heard; only a copy without sound is dropped."""

import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.voice import RATE, Span

if TYPE_CHECKING:
    from models.wordtimes import HeardWord

_LONGEST_REPEATED = 12  # words; a longer passage said three times fills a window
_TIMES = 3
_TIMES_ALONE = 4  # "non, non, non" is something that people say
_SHORTEST_COPY = 4  # words; "je vois, je vois" goes so fast that its times tell little
_BEGUN_A_SECOND = 11.0  # words; in sentences truly said twice the most seen was nine
_CROWD = 4  # words
_CROWDED = 0.05  # seconds in which they all begin
_SQUEEZED = 2.4  # OpenAI's own threshold for text that compresses too well
_UNSURE = -1.0  # and for an average log probability too low to believe
_UNSURE_IN_SILENCE = -0.7
_NO_SPEECH = 0.6
_TOKENS_A_SECOND = 8.0  # the fastest talkers stay below seven
_TOKENS_AT_LEAST = 12
_TOKENS_A_SECOND_AT_LEAST = 2.0  # hesitant speech has three, usual speech four to five
_BREATH = 2.0  # seconds of any window that may be laughter, "hmm" or breath
_LONGEST_WORD = 1.2  # seconds; what the alignment gives beyond was another word
_UNHEARD = 1.2  # seconds of speech that must hold a word
_WORTH = 0.2  # seconds; less is the edge of a word

# Whisper learned these from subtitles of silent films and video channels; no client says them.
_SUBTITLER_LINES = (
    "sous titres réalisés",
    "sous titrage",
    "amara org",
    "merci d avoir regardé cette vidéo",
    "n oubliez pas de vous abonner",
    "thanks for watching",
    "thank you for watching",
    "subtitles by",
    "like and subscribe",
)


def looped(words: Sequence[str]) -> bool:
    """Whether any run of words comes three times running (a single word: four times).

    Compared without case and punctuation. Long repetition also shows in how well the text
    compresses (ratio above 2.4, as in OpenAI's whisper).
    """
    plain = [bare for word in words if (bare := plain_word(word))]
    return _squeezed(plain) or any(
        _repeats(plain, size) for size in range(1, min(_LONGEST_REPEATED, len(plain)) + 1)
    )


def crowded(words: Sequence["HeardWord"]) -> bool:
    """Whether four words running begin at once: there is no sound for them.

    So does a loop that varies a little each time, which `looped` can't see.
    """
    return any(
        last.start - first.start < _CROWDED
        for first, last in zip(words, words[_CROWD - 1 :], strict=False)
    )


def said_once(words: Sequence["HeardWord"]) -> tuple["HeardWord", ...]:
    """`words` less each copy, of a run of four or more that comes twice running, without time.

    Where sound is cut just after speech, Whisper may write the last sentence twice. The alignment
    has sound for one of them only and lets the words of the other begin all but together, more than
    eleven a second. That copy is no speech; the same words stay beside it, so that none is lost.
    What people say twice takes its time twice: both stay. Compared without case and punctuation.
    """
    kept = list(words)
    while copy := _copy_without_time(kept):
        del kept[copy]
    return tuple(kept)


def token_cap(seconds: float) -> int:
    """The most tokens that `seconds` of speech can need: it bounds what a loop costs."""
    return _TOKENS_AT_LEAST + int(_TOKENS_A_SECOND * seconds)


def sparse(tokens: int, seconds: float) -> bool:
    """Whether `tokens` are too few for `seconds` of speech: Whisper skipped some of it."""
    return tokens < _TOKENS_A_SECOND_AT_LEAST * (seconds - _BREATH)


def doubtful(log_probability: float, no_speech: float) -> bool:
    """Whether Whisper itself doubts: average log probability of a token, and 0 to 1."""
    floor = _UNSURE_IN_SILENCE if no_speech > _NO_SPEECH else _UNSURE
    return log_probability < floor


def subtitler(words: Sequence[str]) -> bool:
    """Whether the words hold a line of the subtitles that Whisper was trained on."""
    text = f" {' '.join(' '.join(map(plain_word, words)).split())} "
    return any(f" {line} " in text for line in _SUBTITLER_LINES)


def unheard(words: Sequence["HeardWord"], speech: Sequence[Span]) -> list[list[Span]]:
    """Runs of `speech` of 1.2 s or more in all without a word: there Whisper stopped too early.

    `words` are in order, with seconds of the session; a word fills at most 1.2 s.
    """
    runs: list[list[Span]] = [[]]
    for span in speech:
        at = span.start
        for word in words:
            start = round(word.start * RATE)
            end = min(round(word.end * RATE), start + round(_LONGEST_WORD * RATE))
            if start < span.end and end > at:
                runs[-1].append(Span(at, max(at, start)))
                runs.append([])
                at = end
        runs[-1].append(Span(at, max(at, span.end)))
    kept = [[span for span in run if len(span) >= _WORTH * RATE] for run in runs]
    return [run for run in kept if sum(map(len, run)) >= _UNHEARD * RATE]


def plain_word(word: str) -> str:
    """`word` in lower case, letters and digits only, spaces for what stood between them."""
    lowered = unicodedata.normalize("NFC", word.lower())
    return "".join(c if c.isalnum() else " " for c in lowered).strip()


def _copy_without_time(words: Sequence["HeardWord"]) -> slice | None:
    """Where the faster copy of the longest run that comes twice running too fast stands."""
    plain = [plain_word(word.text) for word in words]
    for size in range(len(plain) // 2, _SHORTEST_COPY - 1, -1):
        for at in _twice_running(plain, size):
            took, start = min((_beginnings(words[i : i + size]), i) for i in (at, at + size))
            if took < (size - 1) / _BEGUN_A_SECOND:
                return slice(start, start + size)
    return None


def _twice_running(plain: Sequence[str], size: int) -> Iterator[int]:
    """Where runs of `size` words begin that the same words follow at once."""
    same = 0
    for at in range(size, len(plain)):
        same = same + 1 if plain[at] == plain[at - size] else 0
        if same >= size:
            yield at + 1 - 2 * size


def _beginnings(words: Sequence["HeardWord"]) -> float:
    """Seconds from the first beginning to the last; the end of a last word is often silence."""
    return words[-1].start - words[0].start


def _repeats(plain: Sequence[str], size: int) -> bool:
    times = _TIMES_ALONE if size == 1 else _TIMES
    same = 0  # how many words running equal the one `size` before
    for at in range(size, len(plain)):
        same = same + 1 if plain[at] == plain[at - size] else 0
        if same == size * (times - 1):
            return True
    return False


def _squeezed(plain: Sequence[str]) -> bool:
    text = " ".join(plain).encode()
    return bool(text) and len(text) / len(zlib.compress(text)) > _SQUEEZED
