"""The alliance as one HTML file: nothing is fetched, nothing runs, and the file itself says so.

Its content security policy allows one style sheet, by its hash, and nothing else: no script, no
picture, no frame, no form, no other address. Every text is escaped; nothing of a text is markup.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files

from recorder.conversation import Conversation
from recorder.document import Document, Item, Said, document, ledger_heads, place
from recorder.edition import Edition
from recorder.phrases import Phrases, phrases


def render(conversation: Conversation, edition: Edition) -> bytes:
    """The document as UTF-8 HTML."""
    page = document(conversation, edition)
    words = phrases(conversation.session.language)
    lines = [*_head(page), "<body>", "<main>", *_body(page, words), "</main>", "</body>", "</html>"]
    return ("\n".join(lines) + "\n").encode()


@cache
def _style() -> str:
    return files("recorder").joinpath("webpage.css").read_text("utf-8")


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    nothing = "default-src 'none'; base-uri 'none'; form-action 'none'"
    return f"{nothing}; style-src 'sha256-{digest}'"


def _head(page: Document) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html lang="{page.language}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
    yield '<meta name="referrer" content="no-referrer">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(page.title)}</title>"
    yield f"<style>{_style()}</style>"
    yield "</head>"


def _body(page: Document, words: Phrases) -> Iterator[str]:
    if page.letterhead:
        yield f"<header>{'<br>'.join(map(_text, page.letterhead))}</header>"
    yield f"<h1>{_text(page.title)}</h1>"
    yield f'<p class="about">{_text(page.about)} · {_text(page.standing)}</p>'
    if page.comments:
        yield f'<p class="about">{_text(words.comments)}</p>'
    for section in page.sections:
        yield f"<section><h2>{_text(section.title)}</h2>"
        for item in section.items:
            yield from _clause(item, words, comments=page.comments)
        yield "</section>"
    yield from _ledger(page, words)
    if page.open:
        yield f"<h2>{_text(words.open_questions)}</h2>"
        yield _list(f"<b>{_text(topic)}</b> {_text(question)}" for topic, question in page.open)
    yield from _closing(page, words)


def _closing(page: Document, words: Phrases) -> Iterator[str]:
    if page.check_in:
        yield f"<p>{_text(page.check_in)}</p>"
    yield f'<h2>{_text(words.data)}</h2><p class="data">{" ".join(map(_text, page.data))}</p>'
    if page.signatures:
        yield f"<h2>{_text(words.signatures)}</h2>"
        for name in page.signatures:
            yield f'<p class="signature">{_text(words.signature.format(name=name))}</p>'
    if page.transcript:
        yield f"<h2>{_text(words.appendix)}</h2>"
        yield f'<p class="about">{_text(words.quoted)}</p>'
        yield from (_said(line, words, "p") for line in page.transcript)
    if page.footer:
        yield f"<footer>{'<br>'.join(map(_text, page.footer))}</footer>"


def _clause(item: Item, words: Phrases, *, comments: bool) -> Iterator[str]:
    party = words.label.format(name=item.party)
    yield f'<article><p class="clause"><b>{_text(party)}</b> {_text(item.text)}</p>'
    yield from (_said(quote, words, "blockquote") for quote in item.quotes)
    if item.superseded:
        yield f'<p class="first">{_text(words.label.format(name=words.superseded))}</p>'
        yield from (_said(quote, words, "blockquote", "first") for quote in item.superseded)
    if comments:
        yield f'<p class="comment">{_text(place(item.id, words))}</p>'
    yield "</article>"


def _ledger(page: Document, words: Phrases) -> Iterator[str]:
    if not page.ledger:
        return
    yield f"<h2>{_text(words.ledger)}</h2>"
    heads = "".join(f'<th scope="col">{_text(head)}</th>' for head in ledger_heads(words))
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for row in page.ledger:
        yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def _said(said: Said, words: Phrases, tag: str, kind: str = "said") -> str:
    time = f"<time>{_text(said.time)}</time> " if said.time else ""
    who = f"<b>{_text(words.label.format(name=said.who))}</b> " if said.who else ""
    return f'<{tag} class="{kind}">{time}{who}{_text(said.text)}</{tag}>'


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _text(text: str) -> str:
    """`text` for HTML; isolated, so that right-to-left letters can't turn what stands around."""
    return f"<bdi>{escape(text)}</bdi>" if not text.isascii() else escape(text)
