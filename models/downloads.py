"""Larger Whisper models fetched from the Hugging Face hub, when a person asks by name."""

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from models.weights import TABLE, WEIGHTS, Progress, WhisperWeights, chunks_of, ensure
from recorder.errors import ModelUnusable

HUB = "https://huggingface.co"
_TRIES = 5
_TIMEOUT = 30.0  # seconds without a byte
_CHUNK = 1 << 18
_SHA256_DIGITS = 64
_PARTIAL_CONTENT = 206
_OUT_OF_RANGE = 416


@dataclass(frozen=True, slots=True)
class _Remote:
    """A file at the hub: its hash is SHA-256, or git's SHA-1 of small files."""

    url: str
    size: int
    hash: str


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects and remembers the hub's own hash, which only the first answer carries."""

    def __init__(self) -> None:
        self.hash = ""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the signature is urllib's
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Go on to `newurl` with the same method as before."""
        self.hash = self.hash or _bare(headers.get("x-linked-etag", ""))
        follow = super().redirect_request(req, fp, code, msg, headers, newurl)
        if follow is not None:
            follow.method = req.get_method()
        return follow


def fetch(name: str, folder: Path, progress: Progress | None = None, hub: str = HUB) -> Path:
    """Download model `name` into the models' `folder` and give its own folder, checked.

    Goes on where an earlier try was cut. `model.bin` must have the hash pinned in the table, the
    small files the hash that the hub states. Raises `ModelUnusable` for a name not in the table,
    no connection, a file without a hash or with another one.
    """
    if name not in TABLE:
        raise ModelUnusable(
            f"There is no model called {name!r} to fetch.", f"Choose one of: {', '.join(TABLE)}."
        )
    weights = TABLE[name]
    home = folder / name
    try:
        home.mkdir(parents=True, exist_ok=True)
        for each in (*weights.files, WEIGHTS):
            _bring(weights, each, home, hub, progress if each == WEIGHTS else None)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError) as error:
        raise ModelUnusable(
            f"The model {name} could not be fetched: {error}.",
            "Check the connection and try again; it goes on where it stopped.",
        ) from error
    except OSError as error:
        raise ModelUnusable(
            f"The model {name} can't be written to {home}: {error.strerror or error}.",
            "Make room or allow writing there, then try again; it goes on where it stopped.",
        ) from error
    return ensure(name, folder)


def _bring(
    weights: WhisperWeights, file: str, home: Path, hub: str, progress: Progress | None
) -> None:
    """One file put into its place, unless it is there with the right hash."""
    remote = _remote(weights, file, hub)
    target, partial = home / file, home / f"{file}.part"
    if target.is_file() and _hash(target, remote) == remote.hash:
        return
    for attempt in range(_TRIES):
        try:
            _download(remote, partial, progress)
            break
        except (urllib.error.URLError, http.client.HTTPException, OSError):
            if attempt == _TRIES - 1:
                raise
    if _hash(partial, remote) != remote.hash:
        partial.unlink()
        raise ModelUnusable(
            f"What came for {file} of {weights.name} is not the file expected.",
            "It was thrown away. Try again; if it comes again, choose another model.",
        )
    partial.replace(target)


def _remote(weights: WhisperWeights, file: str, hub: str) -> _Remote:
    """What the hub says about a file, with our own hash where we have one."""
    url = f"{hub}/{weights.source}/resolve/main/{file}"
    redirects = _Redirects()
    with urllib.request.build_opener(redirects).open(
        urllib.request.Request(url, method="HEAD"),  # noqa: S310 - the scheme is HUB's
        timeout=_TIMEOUT,
    ) as answer:
        stated = redirects.hash or _bare(
            answer.headers.get("x-linked-etag") or answer.headers.get("etag", "")
        )
        size = int(answer.headers.get("content-length") or 0)
    if file == WEIGHTS:
        return _Remote(url, weights.size, weights.sha256)
    if not stated:
        raise ModelUnusable(
            f"The hub states no hash for {file} of {weights.name}.",
            "It is not taken unchecked. Try again later, or choose another model.",
        )
    return _Remote(url, size, stated)


def _bare(etag: str) -> str:
    return etag.removeprefix("W/").strip('"').lower()


def _download(remote: _Remote, partial: Path, progress: Progress | None) -> None:
    """Bring `partial` to its full length, from where it stands if the server can."""
    have = partial.stat().st_size if partial.is_file() else 0
    if have == remote.size and have:
        return
    if have > remote.size:
        partial.unlink()
        have = 0
    request = urllib.request.Request(remote.url)  # noqa: S310 - the scheme is HUB's
    if have:
        request.add_header("Range", f"bytes={have}-")
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - as above
        if answer.status != _PARTIAL_CONTENT:
            have = 0
        with partial.open("ab" if have else "wb") as out:
            while chunk := answer.read(_CHUNK):
                out.write(chunk)
                have += len(chunk)
                if progress:
                    progress(have, remote.size)
            out.flush()
            os.fsync(out.fileno())
    if have < remote.size:
        raise http.client.IncompleteRead(b"", remote.size - have)


def _hash(path: Path, remote: _Remote) -> str:
    """The hash of a file, of the kind that `remote` states."""
    if len(remote.hash) == _SHA256_DIGITS:
        digest = hashlib.sha256()
    else:  # git names a file by the SHA-1 of its length and content
        digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()
