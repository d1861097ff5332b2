"""The HTML file stands alone, runs nothing, and shows speech as speech."""

import base64
import hashlib
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from invented import HOSTILE, conversations, spoken
from test_export import decided
from test_markdown import harmless

from recorder import webpage
from recorder.cleaning import one_line
from recorder.conversation import Speaker
from recorder.edition import Edition


class Shape(HTMLParser):
    """The tags of a page with their attributes, in order, and its text."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [tag] if tag != "bdi" else []
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@settings(max_examples=80, deadline=None)
@given(conversations())
def test_speech_never_changes_the_shape(conversation: object) -> None:
    hostile = Shape(webpage.render(conversation, Edition()))  # type: ignore[arg-type]
    plain = Shape(webpage.render(harmless(conversation), Edition()))  # type: ignore[arg-type]
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes


@pytest.mark.parametrize("said", HOSTILE)
def test_speech_is_shown_as_it_was_said(said: str) -> None:
    page = webpage.render(spoken((Speaker.CLIENT, f"Oui {said}")), Edition())
    assert one_line(f"Oui {said}") in Shape(page).text


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    page = webpage.render(decided(), Edition()).decode()
    policy = dict(Shape(page.encode()).attributes)["content"]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = re.search(r'Security-Policy" content="([^"]*)"', page)
    assert policy
    assert policies
    assert policies[1].split("; ") == [
        "default-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        f"style-src 'sha256-{digest}'",
    ]
    assert not re.search(r"\b(src|href|on\w+|style)\s*=", page)
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.skipif(not shutil.which("chromium"), reason="no Chromium on this machine")
def test_a_browser_shows_it_and_runs_nothing(tmp_path: Path) -> None:
    said = "<script>document.title='owned'</script><img src=x onerror=alert(1)> & fin"
    file = tmp_path / "alliance.html"
    file.write_bytes(webpage.render(spoken((Speaker.CLIENT, said)), Edition()))
    browser = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom")
    denied = ("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}")
    shown = subprocess.run(
        [*browser, *denied, file.as_uri()], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    assert "<title>owned" not in shown
    assert "&lt;script&gt;document.title" in shown
    assert "<img" not in shown
