"""Who speaks when in one channel that holds several people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from models.clustering import Scores, scores, voices
from models.segmentation import (
    FRAME,
    FRAMES,
    LENGTH,
    PEOPLE,
    Glance,
    Segmentation,
    frame_at,
    frames_in,
    second_of,
)
from models.voice import RATE, Span
from models.voiceprints import (
    DIMENSIONS,
    SHORTEST,
    STEP,
    WINDOW,
    Features,
    Samples,
    Vectors,
    Voiceprinter,
    features,
)

_HOP = 296  # frames between glances, half of one: each frame is seen twice
_PIECE, _PIECE_HOP = 150, 75  # rows of features (10 ms) behind one print, and to the next
_ENOUGH = 100  # rows; the print of less is trusted less
_LONG = 200  # rows from which prints along the way can tell whether it is one person
_ALONE, _QUIET = 0.6, 0.4  # chances that this one speaks, and that nobody else does
_GLANCED, _PRINTED = 3.0, 2.25  # log odds that a full score of either evidence is worth
_SOME = 60  # pieces
_TOGETHER = 0.5
_LEAST_TOGETHER = 12  # frames, a fifth of a second


@dataclass(frozen=True, slots=True)
class Known:
    """A stretch in seconds whose voice was told by hand; `voice` counts from 0."""

    start: float
    end: float
    voice: int


@dataclass(frozen=True, slots=True)
class Diarization:
    """What is known of who speaks when in one channel.

    `voices` are unit vectors (voices, 192), the one that is heard first in front, unless told by
    hand. `evidence` (frames, voices) are log chances up to a constant, frames as in
    `segmentation`, and `together` (frames,) the chance that two speak at once.
    """

    voices: Vectors
    evidence: npt.NDArray[np.float32]
    together: npt.NDArray[np.float32]

    def between(self, start: float, end: float) -> Scores:
        """The evidence for each voice from second `start` to `end`, zero outside the sound."""
        first = min(max(frame_at(start), 0), max(len(self.evidence) - 1, 0))
        heard = self.evidence[first : max(frame_at(end), first) + 1]
        return heard.mean(axis=0).astype(float) if len(heard) else np.zeros(len(self.voices))

    def both(self, start: float, end: float) -> float:
        """The greatest chance that two speak at once from second `start` to `end`, 0 to 1."""
        first = max(frame_at(start), 0)
        return float(self.together[first : max(frame_at(end), first) + 1].max(initial=0.0))

    def overlaps(self) -> list[tuple[float, float]]:
        """Stretches in which two speak at once: (start, end) in seconds, in order."""
        both = np.concatenate([[False], self.together > _TOGETHER, [False]]).astype(np.int8)
        edges = np.flatnonzero(np.diff(both)).reshape(-1, 2)
        return [
            (second_of(int(first)), second_of(int(last)))
            for first, last in edges
            if last - first >= _LEAST_TOGETHER
        ]


class Diarizer:
    """Tells a known number of voices apart by two kinds of evidence, added up frame by frame.

    A segmentation network says within ten seconds who speaks in turn and who at once, to a
    fiftieth of a second; voiceprints of pieces say whose voice it is over the whole session.
    """

    def __init__(self, segmentation: Segmentation, printer: Voiceprinter) -> None:
        self._segmentation = segmentation
        self._printer = printer

    @classmethod
    def load(cls) -> Self:
        """The models installed with the program; raises ModelUnusable when they are damaged."""
        return cls(Segmentation.load(), Voiceprinter.load())

    @property
    def name(self) -> str:
        """What its guesses are signed with."""
        return f"{self._segmentation.name}+{self._printer.name}"

    @property
    def voiceprints(self) -> str:
        """Whose voiceprints can be compared with its own."""
        return self._printer.name

    def tell_apart(
        self,
        samples: Samples,
        spans: Sequence[Span],
        number: int = 2,
        known: Sequence[Known] = (),
        among: Vectors | None = None,
    ) -> Diarization:
        """Who speaks when among `number` voices (1 to 3) in one channel (float32, 16 kHz).

        `spans` is where somebody speaks. There are never more voices than `number`, whatever is
        heard besides: a visitor's words go to whom they are like, or to nobody. There may be fewer
        in very little speech, and none where they can't be told apart. `among` (voices, 192) are
        the voices, if they are known already, as from another channel of the session.
        """
        frames = frames_in(len(samples)) + FRAMES
        if not spans or number < 1:
            return _unheard(np.zeros((0, DIMENSIONS), np.float32), frames)
        known = [one for one in known if one.voice < number]
        pieces = list(_pieces(samples, spans))
        if number == 1:  # some tell as much as all
            pieces = pieces[:: -(-len(pieces) // _SOME)]
        prints = self._printer.prints([piece.heard for piece in pieces])
        told = np.array([_told(piece, known) for piece in pieces], np.intp)
        seconds = np.full(len(pieces), _PIECE_HOP * STEP / RATE)
        heard = np.array([bool(one.any()) for one in prints], bool)
        if among is not None:
            who = among
        else:
            who = voices(prints[heard], seconds[heard], number, told[heard])
            if not known:
                who = who[_in_order(scores(prints[heard], who))]
        if len(who) <= 1:
            return _unheard(who, frames)
        printed = _spread(pieces, scores(prints, who), frames)
        glanced, together = self._glanced(samples, spans, who, printed)
        evidence = _PRINTED * printed + _GLANCED * glanced
        return Diarization(who, evidence.astype(np.float32), together.astype(np.float32))

    def prints_along(
        self, samples: Samples, spans: Sequence[Span]
    ) -> tuple[Vectors, npt.NDArray[np.float64]]:
        """The voiceprints along what is said in `spans`, and when: (pieces, 192), (pieces, 2).

        Each of a second and a half at most, half over the next, in seconds; none too short to tell.
        """
        pieces = list(_pieces(samples, spans))
        prints = self._printer.prints([piece.heard for piece in pieces])
        times = np.array([(piece.start, piece.end) for piece in pieces]).reshape(-1, 2)
        heard = prints.any(axis=1)
        return prints[heard], times[heard]

    def print_of(self, samples: Samples) -> Vectors:
        """The voiceprint (192,) of one person's speech; zero if too short."""
        return np.asarray(self._printer.prints([features(samples)])[0])

    def _glanced(
        self, samples: Samples, spans: Sequence[Span], who: Vectors, printed: Scores
    ) -> tuple[Scores, Scores]:
        """The evidence of the segmentation, and the chance that two speak, by frame."""
        found, together = np.zeros_like(printed), np.zeros(len(printed))
        weight, bell = np.full(len(printed), 1e-9), np.hamming(FRAMES)
        for glance in self._segmentation.glances(samples, spans, _HOP):
            place = slice(glance.first, glance.first + FRAMES)
            alone = _alone(glance)
            heard = _heard(samples, glance, alone)
            whose = scores(self._printer.prints(heard), who)
            trust = [
                _trust(len(rows), score, printed[place][frames])
                for rows, score, frames in zip(heard, whose, alone.T, strict=True)
            ]
            found[place] += (glance.active @ (whose * np.array(trust)[:, None])) * bell[:, None]
            together[place] += glance.together * bell
            weight[place] += bell
        return found / weight[:, None], together / weight


@dataclass(frozen=True, slots=True)
class _Piece:
    """A second and a half of speech or less: where it is, in seconds, and its features."""

    start: float
    end: float
    heard: Features


def _pieces(samples: Samples, spans: Sequence[Span]) -> Iterator[_Piece]:
    for span in spans:
        rows = features(samples[span.start : span.end])
        if len(rows) < SHORTEST:
            continue
        last = max(0, len(rows) - _PIECE)
        number = -(-last // _PIECE_HOP) + 1
        for first in np.linspace(0, last, number).round().astype(int):
            heard = rows[first : first + _PIECE]
            start = (span.start + first * STEP) / RATE
            yield _Piece(start, start + len(heard) * STEP / RATE, heard)


def _told(piece: _Piece, known: Sequence[Known]) -> int:
    """The voice that a hand gave most of the piece to, or -1."""
    half = (piece.end - piece.start) / 2
    for one in known:
        if min(piece.end, one.end) - max(piece.start, one.start) > half:
            return one.voice
    return -1


def _in_order(speaks: Scores) -> list[int]:
    """The voices in the order in which each is first clearly heard."""
    if not speaks.size:
        return []
    first = (speaks > 0).argmax(axis=0)
    return sorted(range(speaks.shape[1]), key=lambda voice: int(first[voice]))


def _spread(pieces: Sequence[_Piece], speaks: Scores, frames: int) -> Scores:
    """The scores of the pieces over the frames, the middle of a piece counting most."""
    found, weight = np.zeros((frames, speaks.shape[1])), np.full(frames, 1e-9)
    for piece, score in zip(pieces, speaks, strict=True):
        first, end = max(0, frame_at(piece.start)), frame_at(piece.end)
        if end <= first:
            continue
        bell = np.hanning(end - first + 2)[1:-1] + 0.02
        found[first:end] += bell[:, None] * score
        weight[first:end] += bell
    return np.asarray(found / weight[:, None])


def _alone(glance: Glance) -> npt.NDArray[np.bool_]:
    """In which frames each person of a glance speaks alone, shape (frames, people)."""
    others = glance.active.sum(axis=1, keepdims=True) - glance.active
    return np.asarray((glance.active > _ALONE) & (others < _QUIET))


def _heard(samples: Samples, glance: Glance, alone: npt.NDArray[np.bool_]) -> list[Features]:
    """The features of what each person of a glance says alone."""
    rows = features(samples[glance.first * FRAME : glance.first * FRAME + LENGTH])
    seconds = (np.arange(len(rows)) * STEP + WINDOW / 2) / RATE
    frames = np.clip([frame_at(second) for second in seconds], 0, FRAMES - 1)
    return [rows[alone[frames, person]] for person in range(PEOPLE)]


def _trust(rows: int, score: Scores, printed: Scores) -> float:
    """How far to trust that a person of a glance is one person, 0 to 1.

    Where two voices sound alike, a glance takes them for one. Then the prints along what that one
    says (frames, voices) don't stay with the voice that the whole is most like.
    """
    if rows < _LONG:
        return float(np.sqrt(rows / _ENOUGH)) if rows < _ENOUGH else 1.0
    agree = (printed.argmax(axis=1) == score.argmax()).mean()
    return float(max(0.0, 2 * agree - 1))


def _unheard(who: Vectors, frames: int) -> Diarization:
    """A channel in which there is nothing to tell apart."""
    nothing = np.zeros((frames, len(who)), np.float32)
    return Diarization(who, nothing, np.zeros(frames, np.float32))
