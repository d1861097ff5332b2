"""The keys of the review, each with an id by which the coach can give it another."""

import re
from typing import Final

from textual.binding import Binding

from tui.catalogue import N_
from tui.widgets.topicboard import KEYS


def _key(key: str, action: str, words: str, tooltip: str, *, show: bool = True) -> Binding:
    name = re.sub(r"\W+", "_", action.replace("-1", "back")).strip("_")
    return Binding(key, action, words, show=show, id=f"review.{name}", tooltip=tooltip)


def _more(key: str, action: str, words: str, tooltip: str) -> Binding:
    return _key(key, action, words, tooltip, show=False)


BINDINGS: Final = (
    _key("space", "play", N_("listen"), N_("Play from the word, or stop")),
    _key("s", "speed", N_("speed"), N_("Slower or faster, at the same pitch")),
    _more("l", "follow", N_("follow"), N_("Go along with what sounds, or not")),
    _key("e,enter", "edit", N_("edit"), N_("Change the text; enter keeps it")),
    _key("d", "split", N_("split"), N_("Begin a new utterance with the word")),
    _key("j", "join", N_("join"), N_("Join it with the next")),
    _key("f", "flip", N_("speaker"), N_("The other of the two said it")),
    _more("F", "swap", N_("swap all"), N_("Coach and client are the other way round")),
    *(
        _more(key, f"topic({at})", N_("topic"), N_("Tag the words, or take the tag away"))
        for at, key in enumerate(KEYS)
    ),
    _key("tab", "next_tag", N_("tag"), N_("To the next tag of this place")),
    _more("t", "retag", N_("other topic"), N_("The passage is about another topic")),
    _key("c", "confirm", N_("right"), N_("The tag, or else the doubtful text, is right")),
    _more("x", "untag", N_("take away"), N_("Take the tag away")),
    _more("comma", "span('start', -1)", N_("start ←"), N_("The passage begins a word earlier")),
    _more("semicolon", "span('start', 1)", N_("start →"), N_("The passage begins a word later")),
    _more("less_than_sign", "span('end', -1)", N_("end ←"), N_("The passage ends a word earlier")),
    _more("greater_than_sign", "span('end', 1)", N_("end →"), N_("The passage ends a word later")),
    _more("i", "reason", N_("why"), N_("Why the passage was tagged")),
    _more("T", "filter_topic", N_("one topic"), N_("Show one topic alone")),
    _more("p", "filter_speaker", N_("one speaker"), N_("Show one speaker alone")),
    _key("z", "filter_doubt", N_("doubtful"), N_("Show only what may be heard wrong")),
    _key("slash", "search", N_("search"), N_("Find words")),
    _more("n", "next_hit(1)", N_("next found"), N_("To the next place found")),
    _more("N", "next_hit(-1)", N_("found before"), N_("To the place found before")),
    _more("r", "replace", N_("replace"), N_("Put a name right throughout")),
    _key("u,ctrl+z", "undo", N_("undo"), N_("Take the last change back")),
    _more("ctrl+r,ctrl+y", "redo", N_("redo"), N_("Do it again")),
    _more("g", "process", N_("transcribe"), N_("Transcribe and find topics, or stop it")),
    _more("k", "clause", N_("clause"), N_("A clause of the alliance from these words")),
    _key("w", "write", N_("alliance"), N_("On to the alliance")),
)
