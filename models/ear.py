"""One hearing of a little sound at once: what live text looks through."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from models.guards import doubtful, said_once, subtitler, token_cap
from models.voice import RATE, Span
from models.windows import LONGEST, Window
from models.wordtimes import HeardWord, aligned_words
from recorder.conversation import Language
from recorder.errors import ModelUnusable

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BEAM = 5  # greedy looks take 0.8 of the time, but gave 0.68 of French words right, not 0.89
_TAIL = 8 * RATE // 5  # of silence after the sound: without it Whisper misses the end and goes on
_THIRTY_SECONDS = 3000  # frames, the most that Whisper takes
_HOP = RATE // 100
_CONTEXT_ROOM = 100  # tokens of what was said before, at most
_MOST_TOKENS = 448  # prompt and text together
_SURE = 0.8  # of a language: more than the halves that two languages share by chance
_NO_TIME = 0.06  # seconds before the end of speech: what begins later has no sound


@dataclass(frozen=True, slots=True)
class Sound:
    """A little sound to hear: `samples` (float32, 16 kHz), where in it someone speaks, and before.

    `said` are the words at its beginning that are known already: the text goes on from them.
    `context` are the words before the sound. `whole` says that this is the last time it is heard,
    so that its language is worth asking.
    """

    samples: "NDArray[np.float32]"
    speech: tuple[Span, ...]
    said: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """Which of our languages is spoken, and how sure that is (0.5 to 1)."""

    language: Language
    sure: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """Words after those known, in seconds from the start of the sound; `suspect` if in doubt.

    `spoken` is the language that it sounds like, None where that was not asked.
    """

    words: tuple[HeardWord, ...]
    suspect: bool = False
    spoken: Spoken | None = None


class Ear(Protocol):
    """Whatever can hear a little sound."""

    def hear(self, sound: Sound, language: Language | None) -> Hearing:
        """The words in `sound`; with None, in the language that it sounds like."""


class ShortWhisper:
    """Whisper on a few seconds at a time, its window no longer than the sound.

    Loaded from a folder that `models.weights` made or checked, on `threads` cores (0: all).
    Raises `ModelUnusable` when the folder can't be loaded.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        import ctranslate2
        from faster_whisper import WhisperModel

        cuda = ctranslate2.get_cuda_device_count() > 0
        try:
            self._model = WhisperModel(
                str(folder),
                device="cuda" if cuda else "cpu",
                compute_type="int8_float16" if cuda else "int8",
                cpu_threads=threads or os.cpu_count() or 1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelUnusable(
                f"The model in {folder} can't be loaded.",
                "Fetch it again, or choose another with: alliance models use base",
            ) from error

    def hear(self, sound: Sound, language: Language | None) -> Hearing:
        """The words in `sound`, of 28 s at most; with None, in the language that it sounds like.

        The known words are given to the decoder as the beginning of its own text, so that it can
        neither change nor repeat them. What makes no sense in the language given, and sounds like
        the other, is heard in that: people change over for a sentence.
        """
        encoded = self._encoded(sound.samples)
        spoken = self._spoken(encoded) if sound.whole or language is None else None
        chosen = language or (spoken.language if spoken else "fr")
        heard = self._hear_as(chosen, sound, encoded)
        other = spoken is not None and spoken.language != chosen and spoken.sure > _SURE
        if heard.suspect and other and spoken:
            heard = self._hear_as(spoken.language, replace(sound, context=()), encoded)
        return replace(heard, spoken=spoken)

    def _spoken(self, encoded: Any) -> Spoken:
        [found] = self._model.model.detect_language(encoded)
        chances = {token.strip("<|>"): chance for token, chance in found}
        french, english = chances.get("fr", 0.0), chances.get("en", 0.0)
        sure = max(french, english) / (french + english + 1e-9)
        return Spoken("fr" if french >= english else "en", sure)

    def _hear_as(self, language: Language, sound: Sound, encoded: Any) -> Hearing:
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = self._tokenizer(language)
        said = tokenizer.encode(_spaced(sound.said)) if sound.said else []
        context = tokenizer.encode(_spaced(sound.context))[-_CONTEXT_ROOM:] if sound.context else []
        before = [tokenizer.sot_prev, *context] if context else []
        prompt = [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps, *said]
        cap = token_cap(len(sound.samples) / RATE)  # of the whole text, known words too
        [result] = self._model.model.generate(
            encoded,
            [prompt],
            beam_size=_BEAM,
            max_length=min(_MOST_TOKENS, len(prompt) - len(said) + cap),
            suppress_blank=not said,
            suppress_tokens=list(get_suppressed_tokens(tokenizer, [-1])),
            return_scores=True,
            return_no_speech_prob=True,
        )
        # What follows `no_timestamps` in the prompt comes back with the text.
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        heard = self._words(sound, tokenizer, encoded, tokens)
        words = _sounding(heard, sound)[len(sound.said) :]
        suspect = (
            doubtful(result.scores[0] * len(tokens) / (len(tokens) + 1), result.no_speech_prob)
            or (len(tokens) >= cap and len(words) + len(sound.said) == len(heard))
            or subtitler([word.text for word in words])
        )
        return Hearing(words, suspect)

    def _tokenizer(self, language: Language) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = self._model.model.is_multilingual
        return Tokenizer(
            self._model.hf_tokenizer, multilingual, task="transcribe", language=language
        )

    def _words(
        self, sound: Sound, tokenizer: Any, encoded: Any, tokens: list[int]
    ) -> tuple[HeardWord, ...]:
        """All words of `tokens` with seconds from the start of the sound."""
        whole = Span(0, len(sound.samples))
        window = Window((whole,), sound.speech or (whole,))
        [words] = aligned_words(self._model.model, encoded, tokenizer, [tokens], [window])
        return words

    def _encoded(self, samples: "NDArray[np.float32]") -> Any:
        padded = np.pad(samples[:LONGEST], (0, _TAIL))
        frames = min(_THIRTY_SECONDS, len(padded) // _HOP) // 2 * 2
        return self._model.encode(self._model.feature_extractor(padded)[:, :frames])


def _spaced(words: Sequence[str]) -> str:
    """The words as Whisper writes them, each after a plain space."""
    return "".join(" " + word.replace("\u00a0", " ") for word in words)


def _sounding(words: tuple[HeardWord, ...], sound: Sound) -> tuple[HeardWord, ...]:
    """`words` less what Whisper goes on with after the speech has ended."""
    if not sound.speech:
        return words
    last = sound.speech[-1].end / RATE - _NO_TIME
    kept = len(words)
    while kept > len(sound.said) and words[kept - 1].start >= last:
        kept -= 1
    once = said_once(words[:kept])
    return once if once[: len(sound.said)] == words[: len(sound.said)] else words[:kept]
