"""The command `alliance`: what can be asked, and the one road for what goes wrong.

Importing this file imports nothing heavy; each command's own file is imported when it is asked
for, so that `alliance --version` answers at once.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import TypeAlias

from recorder import __version__
from recorder.errors import AllianceError
from tui import ways

FORMATS = ("json", "md", "txt", "html", "docx", "pdf", "tasks", "ics", "srt", "vtt", "csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives 0, 1 where it failed, 2 where it was asked wrongly."""
    _mend_streams()
    parser = _parser()
    chosen = parser.parse_args(arguments)
    _check(parser, chosen)
    # All end it cleanly, as Ctrl-C does, also where whoever started it ignored them; Windows has no
    # SIGHUP.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        command = importlib.import_module(f"tui.{chosen.file}")
        command.run(chosen)
        sys.stdout.flush()
    except AllianceError as error:
        from tui import terminal

        terminal.tell(f"alliance: {error}".replace("\n", " "))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nalliance: stopped; what was kept before is safe.\n")
        return 1
    except BrokenPipeError:
        # The reader has gone (`alliance show … | head`); keep the interpreter's farewell quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, EOFError) as error:
        # A stream that is full or closed, a file that vanished: the system's own words will do.
        sys.stderr.write(f"alliance: {getattr(error, 'strerror', None) or 'nobody answered'}.\n")
        return 1
    return 0


def _mend_streams() -> None:
    """Streams that were closed are empty ones, and no letter is too odd to print."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115, lives on
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")


def _check(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """What argparse can't say: arguments that need or exclude each other."""
    command = getattr(chosen, "command", "")
    if command == "erase" and bool(chosen.sessions) == bool(chosen.client):
        parser.error("erase: give session ids, or --client NAME")
    if (
        command == "voices"
        and not chosen.session
        and (chosen.remember or chosen.coach or chosen.again)
    ):
        parser.error("voices: say in which session")
    if command == "voices" and chosen.session and chosen.forget:
        parser.error("voices: --forget erases all of them, and takes no session")
    if command == "models" and chosen.action != "list" and not chosen.name:
        parser.error(f"models {chosen.action}: say which model")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="alliance",
        description="Record a consented coaching conversation and draft the alliance it designed. "
        "Everything stays on this computer.",
    )
    parser.add_argument("--version", action="version", version=f"alliance {__version__}")
    parser.set_defaults(file="start")
    commands = parser.add_subparsers(metavar="COMMAND")
    for add in (
        _demo,
        _record,
        _listen,
        _import,
        _process,
        _voices,
        _edit,
        _confirm,
        _show,
        _export,
        _comments,
        _rephrase,
        _lists,
        _withdraw,
        _erase,
        _models,
        _key,
        _doctor,
    ):
        add(commands)
    return parser


# argparse gives this type no public name.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def _command(commands: Commands, name: str, file: str, help_: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
    parser.set_defaults(file=file, command=name)
    return parser


def _demo(commands: Commands) -> None:
    parser = _command(commands, "demo", "demo", "a sample conversation, from sound to draft")
    parser.add_argument("--language", choices=("fr", "en"), default="fr")


def _record(commands: Commands) -> None:
    help_ = "record a conversation whose client has agreed to it"
    parser = _command(commands, "record", "recording", help_)
    parser.add_argument("--client", required=True, metavar="NAME")
    parser.add_argument("--coach", metavar="NAME", help="who asks for the consent")
    parser.add_argument("--setting", choices=("room", "call"), default="room")
    parser.add_argument("--mic", metavar="DEVICE", help="else the one in use")
    parser.add_argument("--far-end", metavar="DEVICE", help="of a call; else the output in use")
    parser.add_argument("--language", choices=("fr", "en", "auto"), default="auto")
    parser.add_argument("--seconds", type=_seconds, metavar="N", help="stop after so many")
    parser.add_argument("--consent", choices=("oral", "written", "message"))
    parser.add_argument("--guardian", metavar="NAME", help="who agrees for a minor")
    parser.add_argument(
        "--purposes", default="record,transcribe,analyse", help="agreed to; “share” is another"
    )
    parser.add_argument("--statement", metavar="FILE", help="your own wording of the consent")
    help_ = "show the words as they are said"
    parser.add_argument("--live", action=argparse.BooleanOptionalAction, default=True, help=help_)
    for what, days in (("sound", 30), ("text", 365)):
        help_ = f"how long the {what} is to be kept; 0 for no limit"
        parser.add_argument(f"--keep-{what}", type=int, default=days, metavar="DAYS", help=help_)


def _listen(commands: Commands) -> None:
    help_ = "show the live text of a sound file while it runs; nothing of it is kept"
    parser = _command(commands, "listen", "replaying", help_)
    parser.add_argument("sound", metavar="FILE")
    parser.add_argument("--language", choices=("fr", "en", "auto"), default="auto")
    parser.add_argument("--channels", choices=("coach-left", "mono"), help="else as the file has")
    parser.add_argument("--gentle", action="store_true", help="spare the processor")


def _seconds(typed: str) -> float:
    number = float(typed)
    if not 0 < number < float("inf"):
        raise ValueError(typed)
    return number


def _withdraw(commands: Commands) -> None:
    help_ = "keep that a client took the consent back; nothing is processed any more"
    parser = _command(commands, "withdraw", "withdrawing", help_)
    parser.add_argument("session", metavar="SESSION")


def _import(commands: Commands) -> None:
    parser = _command(commands, "import", "importing", "bring in a sound file or a transcript")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--client", required=True, metavar="NAME")
    parser.add_argument("--language", choices=("fr", "en", "auto"), default="auto")
    parser.add_argument("--channels", choices=("coach-left", "coach-right", "mono"))
    parser.add_argument("--coach", metavar="NAME", help="the coach's name, as in the transcript")
    parser.add_argument("--consent", choices=("oral", "written", "message"))
    parser.add_argument(
        "--date", metavar="YYYY-MM-DD", help="when it was held; else the file's date"
    )
    parser.add_argument("--encoding", help="of a transcript that is not UTF-8, such as cp1252")
    parser.add_argument(
        "--partial", action="store_true", help="take what a damaged file still holds"
    )


def _process(commands: Commands) -> None:
    help_ = "transcribe, tell speakers apart, tag topics, draft; goes on where it stopped"
    parser = _command(commands, "process", "processing", help_)
    parser.add_argument("sessions", nargs="+", metavar="SESSION")
    parser.add_argument("--model", metavar="NAME", help="a speech model, or a folder with one")
    parser.add_argument(
        "--voices",
        type=int,
        choices=range(1, 7),
        metavar="N",
        help="people who speak, 2 unless said; on a call those beyond two are at the client's end",
    )
    parser.add_argument(
        "--together",
        action=argparse.BooleanOptionalAction,
        help="every channel holds everybody, as where all sit at one laptop",
    )


def _voices(commands: Commands) -> None:
    help_ = "who is who where one microphone heard everybody; keep your own voice, or forget it"
    parser = _command(commands, "voices", "naming", help_)
    parser.add_argument("session", nargs="?", metavar="SESSION")
    parser.add_argument("--coach", type=int, metavar="N", help="the voice that is the coach's")
    parser.add_argument(
        "--remember",
        action="store_true",
        help="keep your voiceprint, to know you in later sessions",
    )
    parser.add_argument(
        "--again", action="store_true", help="tell the voices apart anew by what you corrected"
    )
    parser.add_argument("--forget", action="store_true", help="erase every voiceprint kept of you")


def _edit(commands: Commands) -> None:
    parser = _command(commands, "edit", "correcting", "change a transcript by hand, and undo it")
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument("way", choices=tuple(ways.WAYS), metavar="WAY")
    parser.add_argument("what", nargs="*", metavar="WHAT", help="as listed below")
    parser.add_argument("--remember", action="store_true", help="a replaced name, for later")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = ways.usage()


def _confirm(commands: Commands) -> None:
    help_ = "what an utterance is about: what to ask first, or your answer"
    parser = _command(commands, "confirm", "confirming", help_)
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument("utterance", nargs="?", metavar="UTTERANCE")
    help_ = "all its topics, or “none”; without any, it is left to the model again"
    parser.add_argument("topics", nargs="*", metavar="TOPIC", help=help_)


def _show(commands: Commands) -> None:
    parser = _command(commands, "show", "showing", "print a transcript with its topics and draft")
    parser.add_argument("session", metavar="SESSION")


def _export(commands: Commands) -> None:
    parser = _command(commands, "export", "exporting", "write a session to a file")
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("-o", "--output", metavar="FILE", help="“-” for standard output")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    parser.add_argument(
        "--client-copy",
        action="store_true",
        help="what was accepted and the quotes approved, with room to sign and to comment",
    )
    parser.add_argument("--no-quotes", action="store_true", help="clauses without what was said")
    parser.add_argument("--no-transcript", action="store_true", help="without the appendix")
    parser.add_argument("--pseudonym", metavar="NAME", default="", help="in place of the client's")
    parser.add_argument("--coach-pseudonym", metavar="NAME", default="", help="of the coach's")


def _rephrase(commands: Commands) -> None:
    help_ = "let a language model on this machine word the undecided clauses"
    parser = _command(commands, "rephrase", "smoothing", help_)
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument(
        "--url", required=True, metavar="URL", help="of its server: http://127.0.0.1:11434/v1"
    )
    parser.add_argument("--model", required=True, metavar="NAME", help="as the server knows it")


def _comments(commands: Commands) -> None:
    help_ = "take in the comments that a client wrote into their copy"
    parser = _command(commands, "comments", "commenting", help_)
    parser.add_argument("session", metavar="SESSION")
    parser.add_argument("copy", metavar="FILE", help="the copy: .docx, .md, .html or .txt")


def _lists(commands: Commands) -> None:
    for name, help_ in (("sessions", "the conversations"), ("clients", "the clients")):
        parser = _command(commands, name, "listing", f"list {help_}")
        parser.add_argument("--json", action="store_true")
    parser = _command(commands, "search", "listing", "find words in everything that was said")
    parser.add_argument("words", nargs="+", metavar="WORD")
    parser.add_argument("--json", action="store_true")


def _erase(commands: Commands) -> None:
    parser = _command(commands, "erase", "erasing", "erase a session or a client, with a receipt")
    parser.add_argument("sessions", nargs="*", metavar="SESSION")
    parser.add_argument("--client", metavar="NAME")
    parser.add_argument("--yes", action="store_true", help="without being asked again")


def _models(commands: Commands) -> None:
    parser = _command(commands, "models", "weighing", "list, fetch or choose speech models")
    parser.add_argument("action", choices=("list", "fetch", "use"))
    parser.add_argument("name", nargs="?", metavar="NAME")


def _key(commands: Commands) -> None:
    help_ = "change the passphrase, make a new recovery key, use the system's keyring or not"
    parser = _command(commands, "key", "rekeying", help_)
    parser.add_argument("action", choices=("passphrase", "recovery", "keyring-on", "keyring-off"))


def _doctor(commands: Commands) -> None:
    parser = _command(commands, "doctor", "doctor", "check devices, models, disk and key")
    parser.add_argument("--offline", action="store_true", help="watch processing for sockets")
    parser.add_argument("--mic", metavar="DEVICE", help="listen to this microphone")
    parser.add_argument("--far-end", metavar="DEVICE", help="and to this far end of a call")
    parser.add_argument("--play", action="store_true", help="play a soft sound to find echo")
