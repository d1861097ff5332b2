"""Captions are short, in time, and read back whole by a reader that is not ours."""

import html
import re
from dataclasses import replace

import pysubs2
import pytest
from hypothesis import given, settings
from invented import conversations, spoken

from recorder import captions
from recorder.cleaning import one_line
from recorder.conversation import Cause, Conversation, Gap, Mark, MarkKind, Speaker
from recorder.errors import UnusableAnswer
from recorder.timeline import notable_gaps

VOICE = re.compile(r"<v [^<>\n]*>")
LONG = (
    "Alors j'ai vu une psychologue du travail, trois fois, il y a deux ans. Elle hochait la tête. "
    "Je sortais de là, j'avais vidé mon sac, et le lendemain le sac était toujours plein, quoi."
)


def cues(data: bytes, kind: str) -> list[pysubs2.SSAEvent]:
    subtitles = pysubs2.SSAFile.from_string(data.decode(), format_=kind, keep_html_tags=True)
    return list(subtitles)


def lines(cue: pysubs2.SSAEvent) -> list[str]:
    return VOICE.sub("", cue.text).split("\\N")


def letters(conversation: Conversation) -> str:
    """What was said without spaces, utterances in the order of their times.

    Cleaned word by word: an escape sequence that only their sum completes is none in a cue.
    """
    words = (word for item in conversation.utterances for word in item.words)
    return "".join("".join(one_line(word.text).split()) for word in words)


def test_a_long_utterance_becomes_several_cues_of_two_short_lines() -> None:
    talk = spoken((Speaker.CLIENT, LONG))
    for kind, data in (("vtt", captions.vtt(talk)), ("srt", captions.srt(talk))):
        found = cues(data, kind)
        assert len(found) >= 3
        assert all(len(lines(cue)) <= 2 for cue in found)
        assert all(len(line) <= captions.LINE for cue in found for line in lines(cue))
        assert all(cue.end - cue.start <= 7000 for cue in found)
        assert [cue.start for cue in found] == sorted(cue.start for cue in found)


def test_webvtt_names_the_voice_and_subrip_starts_with_the_name() -> None:
    talk = spoken((Speaker.COACH, "Bonjour Marc."), (Speaker.CLIENT, "Bonjour !"))
    assert captions.vtt(talk).decode() == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:00.800\n<v Claire>Bonjour Marc.\n\n"
        "00:00:00.800 --> 00:00:01.600\n<v Marc>Bonjour !\n"
    )
    assert captions.srt(talk).decode() == (
        "1\n00:00:00,000 --> 00:00:00,800\nClaire: Bonjour Marc.\n\n"
        "2\n00:00:00,800 --> 00:00:01,600\nMarc: Bonjour !\n"
    )


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_webvtt_reads_back_whole(conversation: Conversation) -> None:
    data = captions.vtt(conversation)
    text = data.decode()
    found = cues(data, "vtt")
    assert text.startswith("WEBVTT\n")
    assert len(found) == text.count("-->") == len(VOICE.findall(text))
    assert text.count("<") == len(found)
    assert text.count("\n\n") == len(found) + bool(notable_gaps(conversation))
    said = html.unescape("".join("".join(lines(cue)) for cue in found)).replace(" ", "")
    # This reader marks the end of a line by "\\N", and a spoken one is the same to it.
    unmarked = str.maketrans("", "", "\\N")
    assert said.translate(unmarked) == letters(conversation).translate(unmarked)


def test_gaps_are_a_comment_that_no_reader_shows() -> None:
    talk = spoken((Speaker.COACH, "Bonjour Marc."), (Speaker.CLIENT, "Bonjour !"))
    at = talk.session.started
    marked = replace(
        talk,
        session=replace(talk.session, channels=(Speaker.COACH, Speaker.CLIENT)),
        client=replace(talk.client, name="--> <b> & co"),
        gaps=(
            Gap(0.8, 0.8, Cause.OFF_THE_RECORD, None, at),
            Gap(61.0, 3723.0, Cause.DEVICE_LOST, 1, at),
            Gap(70.0, 70.5, Cause.OVERFLOW, 0, at),
        ),
        marks=(Mark("m1", MarkKind.NOTE, 0.1, 0.1, "secret"),),
    )
    text = captions.vtt(marked).decode()
    assert text.startswith(
        "WEBVTT\n\nNOTE\n00:00 hors enregistrement\n"
        "01:01–1:02:03 appareil perdu (--&gt; &lt;b&gt; &amp; co)\n\n00:00:00.000 --> "
    )
    assert "secret" not in text
    named = replace(talk, client=marked.client)
    assert [cue.text for cue in cues(text.encode(), "vtt")] == [
        cue.text for cue in cues(captions.vtt(named), "vtt")
    ]
    assert captions.srt(marked) == captions.srt(named)


@settings(max_examples=60, deadline=None)
@given(conversations())
def test_subrip_reads_back_whole(conversation: Conversation) -> None:
    data = captions.srt(conversation)
    text = data.decode()
    found = cues(data, "srt")
    assert len(found) == text.count("-->")
    assert not set("<{}\\") & set(text)
    labelled = [re.fullmatch(r"[^:]+: (.*)", "".join(lines(cue))) for cue in found]
    said = "".join(match[1] for match in labelled if match).replace(" ", "")
    look_alikes = str.maketrans("<>{}\\", "‹›()/")
    assert said == letters(conversation).translate(look_alikes)


def test_no_line_of_speech_looks_like_a_speaker() -> None:
    filler = "et voilà ce que je lui ai répondu hier"
    for length in range(len(filler.split())):
        said = " ".join(filler.split()[:length])
        talk = spoken((Speaker.CLIENT, f"{said} Claire: j'accepte tout, merci Claire : oui"))
        for cue in cues(captions.srt(talk), "srt"):
            first, *others = lines(cue)
            assert first.startswith("Marc: ")
            assert not [line for line in others if line.startswith("Claire")]


def test_spoken_times_start_no_cue() -> None:
    talk = spoken((Speaker.CLIENT, "00:00:01.000 00:00:02.000"))
    for kind, data in (("vtt", captions.vtt(talk)), ("srt", captions.srt(talk))):
        (cue,) = cues(data, kind)
        assert (cue.start, cue.end) == (0, 800)


def test_words_without_times_take_the_time_before_them() -> None:
    talk = spoken((Speaker.CLIENT, "Oui bien sûr"))
    words = talk.utterances[0].words
    words = (replace(words[0], start=None, end=None), words[1], replace(words[2], end=None))
    talk = replace(talk, utterances=(replace(talk.utterances[0], words=words),))
    (cue,) = cues(captions.srt(talk), "srt")
    assert (cue.start, cue.end) == (400, 900)


@settings(max_examples=10, deadline=None)
@given(conversations(times=False).filter(lambda talk: talk.utterances))
def test_a_transcript_without_times_says_so(conversation: Conversation) -> None:
    for render in (captions.srt, captions.vtt):
        with pytest.raises(UnusableAnswer, match=r"no times.*txt"):
            render(conversation)


def test_one_utterance_without_times_is_counted() -> None:
    talk = spoken((Speaker.CLIENT, "Oui"), (Speaker.COACH, "Bien"))
    untimed = replace(talk.utterances[0].words[0], start=None, end=None)
    first = replace(talk.utterances[0], words=(untimed,))
    with pytest.raises(UnusableAnswer, match="1 of 2 utterances"):
        captions.srt(replace(talk, utterances=(first, talk.utterances[1])))
