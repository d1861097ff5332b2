"""What is being talked about, carried from a question to its answers.

A conversation is taken as a chain of hidden subjects that stay until someone, mostly the coach,
turns to another: a hidden Markov model, read by the forward-backward algorithm (Rabiner, "A
Tutorial on Hidden Markov Models", 1989). Small talk keeps the subject that was there before.
"""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

# How the subject holds over to the next utterance, by who speaks it.
STAY_ASKED = 0.6
STAY_ANSWERED = 0.95
STAY_SAME_SPEAKER = 0.9
# What an utterance about nothing says of the subject (the same of each), and the floor that keeps
# one sure mistake from ruling out the truth.
_SILENT = 0.7
_FLOOR = 0.01
_EVENNESS = 0.7


def subjects(likely: Scores, stay: Scores, usual: Scores) -> tuple[Scores, Scores]:
    """How probable each topic is as the subject at each utterance: with hindsight, and without.

    `likely` has shape (utterances, topics + 1): what each utterance alone says, the last column
    "no topic"; rows sum to 1. `stay` gives for each utterance the probability that the subject is
    that of the utterance before. `usual` is the share of each topic overall. Both results have
    shape (utterances, topics) and rows that sum to 1.
    """
    count, kinds = len(likely), likely.shape[1] - 1
    if not count:
        return np.zeros((0, kinds)), np.zeros((0, kinds))
    seen = likely[:, :-1] / usual**_EVENNESS + _SILENT * likely[:, -1:] + _FLOOR
    forward = np.zeros((count, kinds))
    backward = np.ones((count, kinds))
    now = np.full(kinds, 1 / kinds)
    for place in range(count):
        now = _moved(now, stay[place]) * seen[place]
        now /= now.sum()
        forward[place] = now
    for place in range(count - 2, -1, -1):
        after = _moved(seen[place + 1] * backward[place + 1], stay[place + 1])
        backward[place] = after / after.sum()
    both = forward * backward
    return both / both.sum(axis=1, keepdims=True), forward


def _moved(chances: Scores, stay: float) -> Scores:
    """`chances` after one step that stays with probability `stay`, else goes anywhere alike."""
    spread: Scores = stay * chances + (1 - stay) * chances.sum() / len(chances)
    return spread
