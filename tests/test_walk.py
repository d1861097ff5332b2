"""The whole walk, from a file to an exported agreement, in each language, as a user takes it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jiwer
import jsonschema
import pytest
from conftest import Alliance, labelled

from recorder.paths import Home

SECONDS = 75
SCHEMA = json.loads(
    (Path(__file__).parent.parent / "docs" / "export.schema.json").read_text("utf-8")
)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_sound_to_agreement(
    locked: Home, alliance: Alliance, clip: Callable[[str, int], Path], language: str
) -> None:
    assert locked
    names = ("--client", "Zoé", "--coach", "Ana", "--consent", "oral")
    sound = clip(language, SECONDS)
    imported = alliance("import", sound, *names, "--channels", "coach-left")
    assert imported.returncode == 0, imported.stderr
    session = imported.stdout.strip()
    done = alliance("process", session)
    assert done.returncode == 0, done.stderr
    exported = alliance("export", session, "--format", "json", "-o", "-")
    conversation = json.loads(exported.stdout)
    jsonschema.validate(conversation, SCHEMA)
    _words_are_right(conversation, language)
    _draft_rests_on_words(conversation)
    shown = alliance("show", session).stdout
    assert "Zoé" in shown
    document = alliance("export", session, "--format", "md", "-o", "-").stdout
    for clause in conversation["agreement"]["clauses"]:
        assert clause["text"].split("“")[0].split("«")[0].strip()[:20] in document
    again = alliance("process", session)  # nothing is left to do
    assert again.returncode == 0
    assert alliance("export", session, "--format", "json", "-o", "-").stdout == exported.stdout


def _words_are_right(conversation: dict[str, Any], language: str) -> None:
    """Who spoke, when, and what, against the labels."""
    assert conversation["session"]["language"] == language
    turns = labelled(language, SECONDS)
    for speaker in ("coach", "client"):
        said = [one for one in conversation["utterances"] if one["speaker"] == speaker]
        reference = " ".join(turn["text"] for turn in turns if turn["speaker"] == speaker)
        last = max(turn["end"] for turn in turns if turn["speaker"] == speaker)
        heard = " ".join(one["text"] for one in said if one["start"] < last)
        assert jiwer.wer(_plain(reference), _plain(heard)) < 0.25
        for word in (word for one in said for word in one["words"]):
            assert 0 <= word["start"] <= word["end"] <= SECONDS
    starts = [one["start"] for one in conversation["utterances"]]
    assert starts == sorted(starts)


def _draft_rests_on_words(conversation: dict[str, Any]) -> None:
    """Every clause has passages that are there, and every passage words that were said."""
    said = {word["id"] for one in conversation["utterances"] for word in one["words"]}
    passages = {passage["id"]: passage for passage in conversation["passages"]}
    agreement = conversation["agreement"]
    assert {"expectations"} <= {passage["topic"] for passage in passages.values()}
    assert agreement["clauses"]
    for clause in agreement["clauses"]:
        assert clause["evidence"]
        assert set(clause["evidence"]) <= set(passages)
        assert clause["quote"]
        assert set(clause["quote"]) <= said
    for passage in passages.values():
        assert set(passage["words"]) <= said
        assert passage["reason"]["model"]
    discussed = {clause["topic"] for clause in agreement["clauses"]}
    assert not discussed & set(agreement["not_discussed"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_transcript_to_agreement(
    locked: Home, alliance: Alliance, tmp_path: Path, language: str
) -> None:
    assert locked
    people = {"coach": "Ana", "client": "Zoé"}
    lines = [f"{people[turn['speaker']]}: {turn['text']}" for turn in labelled(language, 999)]
    path = tmp_path / "talk.txt"
    path.write_text("\n".join(lines), "utf-8")
    imported = alliance("import", path, "--client", "Zoé", "--coach", "Ana", "--consent", "written")
    assert imported.returncode == 0, imported.stderr
    session = imported.stdout.strip()
    done = alliance("process", session)
    assert done.returncode == 0, done.stderr
    assert "Transcribing" not in done.stderr
    out = tmp_path / "out.json"
    assert alliance("export", session, "--format", "json", "-o", out).returncode == 0
    conversation = json.loads(out.read_text("utf-8"))
    jsonschema.validate(conversation, SCHEMA)
    assert conversation["session"]["language"] == language
    _draft_rests_on_words(conversation)
    back = alliance("import", out, "--client", "Zoé", "--consent", "written").stdout.strip()
    again = json.loads(alliance("export", back, "--format", "json", "-o", "-").stdout)
    for part in ("utterances", "passages", "agreement"):
        assert again[part] == conversation[part]
