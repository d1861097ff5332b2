"""Whisper hears the final text: long windows, four at a time, guarded against invention."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.guards import (
    crowded,
    doubtful,
    looped,
    said_once,
    sparse,
    subtitler,
    token_cap,
    unheard,
)
from models.voice import RATE, speech_spans
from models.windows import Window, batches, windows
from models.wordtimes import HeardWord, aligned_words
from recorder.conversation import Language
from recorder.errors import ModelUnusable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sounds = Sequence[NDArray[np.float32]]

_BEAM = 5
_TAIL = 8 * RATE // 5  # of silence after a window: without it Whisper misses the end and goes on
_THIRTY_SECONDS = 3000  # frames, the most that Whisper takes
_HOP = RATE // 100
_CONTEXT = 448  # tokens, prompt and text together
_HEAR_AGAIN = -0.55  # average log probability below which halves are tried
_MOST_WORKERS = 4  # each needs some 200 MB while it hears
_TELLING = 3  # windows that are enough to tell the language
_TELLING_MARGIN = 3 * RATE // 10  # around speech there: with more, French was told less surely
# Talk as it may have gone before: it tells Whisper to write as people speak, "um" and all. French
# has none: on one conversation it helped within chance, and it cost a tense in a clip.
_EXAMPLE: dict[Language, str] = {
    "en": " Um, so, er, how are you? Well, you know, I'm, I'm all right. Right. Okay, um, go on. "
    "It's, er... sort of, yeah.",
    "fr": "",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in window number `index`, in the order said.

    `suspect` when a guard doubts any of it; nothing is dropped for that.
    """

    index: int
    words: tuple[HeardWord, ...]
    suspect: bool


@dataclass(frozen=True, slots=True)
class _Guess:
    """One decoding of one window; `log_probability` is the average of a token."""

    tokens: list[int]
    words: tuple[HeardWord, ...]
    log_probability: float
    no_speech: float
    cut: bool
    sparse: bool

    @property
    def looping(self) -> bool:
        return self.cut or looped([word.text for word in self.words]) or crowded(self.words)

    @property
    def suspect(self) -> bool:
        return (
            self.looping
            or doubtful(self.log_probability, self.no_speech)
            or subtitler([word.text for word in self.words])
        )

    @property
    def merit(self) -> tuple[bool, float]:
        """The greater, the better to keep."""
        return (not (self.looping or self.sparse), self.log_probability)


class Whisper:
    """A Whisper model in memory, loaded from a folder that `models.weights` made or checked.

    Runs on CUDA where there is one, else as int8 on `threads` cores (0: all).
    Raises `ModelUnusable` when the folder can't be loaded.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        import ctranslate2
        from faster_whisper import WhisperModel

        cuda = ctranslate2.get_cuda_device_count() > 0
        cores = threads or os.cpu_count() or 1
        self._workers = 1 if cuda else min(_MOST_WORKERS, cores)
        try:
            self._model = WhisperModel(
                str(folder),
                device="cuda" if cuda else "cpu",
                compute_type="int8_float16" if cuda else "int8",
                cpu_threads=max(1, cores // self._workers),
                num_workers=self._workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelUnusable(
                f"The model in {folder} can't be loaded.",
                "Fetch it again, or choose another with: alliance models use base",
            ) from error
        self._cuda = cuda

    def detect_language(self, samples: "NDArray[np.float32]") -> tuple[Language, float]:
        """French or English, and how sure of it (0.5 to 1), from the first speech of a channel.

        Sound without speech gives English at 0.5: a guess that must not be taken.
        """
        spans = speech_spans(samples)
        found = windows(spans, len(samples), margin=_TELLING_MARGIN)[:_TELLING]
        french = english = 0.0
        for window in found:
            encoded = self._encoded([samples], [window])
            shares = dict(self._model.model.detect_language(encoded)[0])
            french += shares.get("<|fr|>", 0.0)
            english += shares.get("<|en|>", 0.0)
        total = french + english
        if not total:
            return "en", 0.5
        return ("fr", french / total) if french > english else ("en", english / total)

    def hear(
        self, sounds: "Sounds", found: Sequence[Window], language: Language
    ) -> Iterator[Heard]:
        """What is said in the windows `found`; `sounds` are the channels they lie in.

        The longest come first, in English each after the same example of talk; those that a guard
        doubts come last, heard again without it, whole and in halves (the best hearing is kept),
        and where speech got no words. Each window is heard on its own: no text is carried over, so
        a loop can't spread.
        """
        hearing = _Hearing(sounds, language, _EXAMPLE[language])
        doubted: dict[int, _Guess] = {}
        lacking: dict[int, list[_Guess]] = {}
        for index, guess in self._all_guesses(hearing, found):
            if guess.suspect or guess.sparse or guess.log_probability < _HEAR_AGAIN:
                doubted[index] = guess
            elif _missed(hearing, found[index], [guess]):
                lacking[index] = [guess]
            else:
                yield _told(index, [guess])
        hearing = replace(hearing, example="")  # it may have been taken for what was said
        lacking |= self._heard_again(hearing, found, doubted)
        parts = [
            (index, part)
            for index, kept in lacking.items()
            for part in _missed(hearing, found[index], kept)
        ]
        for at, guess in self._all_guesses(hearing, [part for _, part in parts]):
            lacking[parts[at][0]].append(guess)
        for index, kept in lacking.items():
            yield _told(index, kept)

    def _heard_again(
        self, hearing: "_Hearing", found: Sequence[Window], doubted: dict[int, _Guess]
    ) -> dict[int, list[_Guess]]:
        """For each doubted window the best of its hearings: the first, another, that of halves."""
        parts = [
            (index, part) for index in doubted for part in (found[index], *_apart(found[index]))
        ]
        again = dict(self._all_guesses(hearing, [part for _, part in parts]))
        best = {}
        for index, guess in doubted.items():
            whole, *halves = [
                (part, again[at]) for at, (of, part) in enumerate(parts) if of == index
            ]
            first = max(guess, whole[1], key=lambda each: each.merit)
            kept = _better(found[index], first, halves)
            best[index] = [self._unlooped(hearing, part, each) for part, each in kept]
        return best

    def _all_guesses(
        self, hearing: "_Hearing", found: Sequence[Window]
    ) -> Iterator[tuple[int, _Guess]]:
        """A guess for each of `found` by its index, longest first, four at a time.

        As many fours at once as there are workers: on a processor two windows on a core each are
        through sooner than one on two. Whoever stops asking waits for those begun, no more.
        """
        chosen = batches(found)
        pool = ThreadPoolExecutor(self._workers)
        try:
            going = [
                pool.submit(self._guesses, hearing, [found[index] for index in batch])
                for batch in chosen
            ]
            for batch, guesses in zip(chosen, going, strict=True):
                yield from zip(batch, guesses.result(), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)

    def _unlooped(self, hearing: "_Hearing", window: Window, guess: _Guess) -> _Guess:
        """`guess`, or one that may not repeat itself, where repeating was the fault."""
        if not guess.looping:
            return guess
        [other] = self._guesses(hearing, [window], no_repeat=4)
        return max(guess, other, key=lambda each: each.merit)

    def _guesses(
        self, hearing: "_Hearing", together: Sequence[Window], no_repeat: int = 0
    ) -> list[_Guess]:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language=hearing.language,
        )
        before = [tokenizer.sot_prev, *tokenizer.encode(hearing.example)] if hearing.example else []
        prompt = [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps]
        encoded = self._encoded(hearing.sounds, together)
        cap = min(_CONTEXT, len(prompt) + token_cap(max(map(len, together)) / RATE))
        results = self._model.model.generate(
            encoded,
            [prompt] * len(together),
            beam_size=_BEAM,
            max_length=cap,
            no_repeat_ngram_size=no_repeat,
            suppress_tokens=list(get_suppressed_tokens(tokenizer, [-1])),
            return_scores=True,
            return_no_speech_prob=True,
        )
        texts = [[t for t in r.sequences_ids[0] if t < tokenizer.eot] for r in results]
        words = aligned_words(self._model.model, encoded, tokenizer, texts, together)
        return [
            _Guess(
                text,
                said_once(said),
                result.scores[0] * len(text) / (len(text) + 1),
                result.no_speech_prob,
                len(text) >= cap - len(prompt),
                sparse(len(text), sum(map(len, window.speech)) / RATE),
            )
            for text, said, result, window in zip(texts, words, results, together, strict=True)
        ]

    def _encoded(self, sounds: "Sounds", together: Sequence[Window]) -> Any:
        """The encoder's output for windows padded to the longest and the silence after it."""
        import ctranslate2

        length = max(map(len, together)) + _TAIL
        features = [self._features(sounds[window.channel], window, length) for window in together]
        if self._cuda:
            return self._model.encode(np.stack(features))
        # One at a time: the attention of four windows together falls out of the cache.
        encoded = [np.array(self._model.encode(feature)) for feature in features]
        return ctranslate2.StorageView.from_array(np.concatenate(encoded))

    def _features(
        self, samples: "NDArray[np.float32]", window: Window, length: int
    ) -> "NDArray[np.float32]":
        sound = np.concatenate([samples[piece.start : piece.end] for piece in window.pieces])
        frames = min(_THIRTY_SECONDS, length // _HOP) // 2 * 2
        padded = np.pad(sound, (0, max(0, length - len(sound))))
        spectrum: NDArray[np.float32] = self._model.feature_extractor(padded)[:, :frames]
        return spectrum


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What is listened to, in which language, and after which example of talk (or none)."""

    sounds: "Sounds"
    language: Language
    example: str


def _told(index: int, kept: Sequence[_Guess]) -> Heard:
    """What was kept for a window, in the order said."""
    words = (replace(word, suspect=part.suspect) for part in kept for word in part.words)
    in_order = tuple(sorted(words, key=lambda word: word.start))
    return Heard(index, in_order, any(part.suspect for part in kept))


def _missed(hearing: _Hearing, window: Window, kept: Sequence[_Guess]) -> list[Window]:
    """Where speech got no words: Whisper may end its text before the window does."""
    words = sorted((w for part in kept for w in part.words), key=lambda word: word.start)
    length = len(hearing.sounds[window.channel])
    return [
        part
        for run in unheard(words, window.speech)
        for part in windows(run, length, window.channel)
    ]


def _apart(window: Window) -> tuple[Window, ...]:
    """The halves of a window, none where it has no pause to cut in."""
    halves = window.halves()
    return halves if len(halves) > 1 else ()


def _better(
    window: Window, whole: _Guess, halves: Sequence[tuple[Window, _Guess]]
) -> Sequence[tuple[Window, _Guess]]:
    """The hearing to keep: the whole window's or that of its halves."""
    tokens = sum(len(half.tokens) for _, half in halves)
    if not tokens:
        return [(window, whole)]
    mean = sum(half.log_probability * len(half.tokens) for _, half in halves) / tokens
    flawed = any(half.looping or half.sparse for _, half in halves)
    return halves if (not flawed, mean) > whole.merit else [(window, whole)]
