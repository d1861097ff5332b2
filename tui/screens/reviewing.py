"""What the review shows and in which words: what passes the filter, labels, reasons; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from textual.content import Content

from recorder import codebook, phrases
from recorder.cleaning import one_line
from recorder.conversation import Maker, Passage, Speaker, Utterance
from recorder.phrases import clock
from tui import catalogue
from tui.catalogue import _
from tui.finalpass import Step
from tui.widgets.topicboard import KEYS
from tui.widgets.transcriptlist import Label, Shown, labels_of


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: one topic ("" for all), one speaker, only what may be heard wrong."""

    topic: str = ""
    speaker: Speaker | None = None
    doubtful: bool = False

    def of_topic(self, topic: str) -> "Filter":
        """This topic alone, "" for all."""
        return replace(self, topic=topic)

    def next_speaker(self) -> "Filter":
        """The coach alone, then the client, then everybody."""
        after = {None: Speaker.COACH, Speaker.COACH: Speaker.CLIENT}
        return replace(self, speaker=after.get(self.speaker))

    def doubt(self) -> "Filter":
        """Only what is doubtful, or all."""
        return replace(self, doubtful=not self.doubtful)

    def passes(self, utterances: Sequence[Utterance], tags: Sequence[Passage]) -> list[Utterance]:
        """The utterances to be shown."""
        about = {word for tag in tags if tag.topic == self.topic for word in tag.words}
        return [
            one
            for one in utterances
            if (not self.topic or any(word.id in about for word in one.words))
            and (self.speaker is None or one.speaker is self.speaker)
            and (not self.doubtful or one.suspect)
        ]

    def words(self, names: Mapping[Speaker, str]) -> str:
        """What is shown, in words; "" where all is."""
        parts = [phrases.topic_name(self.topic, catalogue.spoken())] if self.topic else []
        parts += [names[self.speaker]] if self.speaker else []
        parts += [_("doubtful")] if self.doubtful else []
        return _("only: {what}").format(what=", ".join(parts)) if parts else ""


@dataclass(frozen=True, slots=True)
class Course:
    """How a final pass goes: its step, when that began and how far it was then (seconds)."""

    step: Step | None = None
    began: float = 0.0
    first: float = 0.0
    now: float = 0.0

    def at(self, step: Step, now: float) -> "Course":
        """The course once `step` was told at `now`."""
        if self.step is None or self.step.name != step.name:
            return Course(step, now, step.done, now)
        return replace(self, step=step, now=now)

    def words(self) -> str:
        """The step, how much of it is done, and how long it still takes."""
        if self.step is None:
            return ""
        share = min(1.0, self.step.done / self.step.total) if self.step.total else 1.0
        words = f"{_step_names().get(self.step.name, self.step.name)} {share:.0%}"
        fresh, took = self.step.done - self.first, self.now - self.began
        if fresh <= 0 or took < 1 or share >= 1:
            return words
        left = clock((self.step.total - self.step.done) * took / fresh)
        return f"{words}, " + _("{time} left").format(time=left)


def _step_names() -> dict[str, str]:
    return {
        "Preparing the speech model": _("Preparing the speech model"),
        "Loading the speech model": _("Loading the speech model"),
        "Finding speech": _("Finding speech"),
        "Telling the language": _("Telling the language"),
        "Transcribing": _("Transcribing"),
        "Telling the voices apart": _("Telling the voices apart"),
        "Finding topics": _("Finding topics"),
        "Drafting the alliance": _("Drafting the alliance"),
    }


def topics() -> tuple[str, ...]:
    """The ids of the topics, in the order of their keys."""
    return tuple(topic.id for topic in codebook.topics("en"))


def shown(
    utterances: Sequence[Utterance],
    tags: Sequence[Passage],
    names: Mapping[Speaker, str],
    sieve: Filter,
) -> Shown:
    """What the list is to show."""
    labelled = [(frozenset(tag.words), label(tag)) for tag in tags]
    return Shown(
        tuple(sieve.passes(utterances, tags)),
        tuple(names.items()),
        labels_of(utterances, labelled),
    )


def label(tag: Passage) -> Label:
    """A tag as it is shown: the key of its topic, and its name."""
    order = topics()
    at = order.index(tag.topic) if tag.topic in order else len(KEYS)
    key = f"{KEYS[at]} " if at < len(KEYS) else ""
    return Label(f"{key}{phrases.topic_name(tag.topic, catalogue.spoken())}", at, tag.by)


def about(tag: Passage | None, texts: Mapping[str, str], *, explained: bool) -> Content:
    """What is to be said of the passage one is at; its reason where that is asked for."""
    if tag is None:
        return Content("")
    who = _("yours") if tag.by is Maker.COACH else f"{tag.score:.0%}"
    head = Content.assemble((f"[{one_line(label(tag).text)}]", "bold $accent"), f"  {who}")
    reason = tag.reason
    if not explained:
        return head
    lines = [head]
    if reason.cues:
        cues = ", ".join(map(one_line, reason.cues))
        lines.append(Content(_("Words that speak for it: {cues}").format(cues=cues)))
    if reason.nearest:
        lines.append(Content(_("Nearest example: {text}").format(text=one_line(reason.nearest))))
    if reason.question in texts:
        said = one_line(texts[reason.question])
        lines.append(Content(_("It answers: {question}").format(question=said)))
    if not reason.cues and not reason.nearest:
        lines.append(Content(_("No reason was kept.")))
    return Content("\n").join(lines)


def done(what: str) -> str:
    """What a change is called."""
    return {
        "text": _("the text"),
        "split": _("a split"),
        "join": _("a join"),
        "speaker": _("who spoke"),
        "swap": _("who is who"),
        "voices": _("who is who"),
        "trust": _("a text found right"),
        "tag": _("a tag"),
        "untag": _("a tag taken away"),
        "retag": _("another topic"),
        "confirm": _("a tag found right"),
        "span": _("where a passage ends"),
        "replace": _("a replacement"),
        "heard anew": _("the new transcript"),
        "tagged anew": _("the new topics"),
    }.get(what, what)


def speaker_names(coach: str, client: str) -> dict[Speaker, str]:
    """What to call each speaker; two of one name are told apart by what they are."""
    names = {
        Speaker.COACH: one_line(coach) or _("coach"),
        Speaker.CLIENT: one_line(client) or _("client"),
        Speaker.UNKNOWN: "?",
    }
    if names[Speaker.COACH].casefold() == names[Speaker.CLIENT].casefold():
        names[Speaker.COACH] += f" ({_('coach')})"
    return names
