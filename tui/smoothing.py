"""`alliance rephrase`: the coach's own language model words what is undecided; off unless asked."""

import argparse

from recorder import agreements, consents, library, sessions, template
from recorder.errors import ConsentMissing, UnusableAnswer
from tui import terminal, unlocking


def run(chosen: argparse.Namespace) -> None:
    """Word each undecided clause anew where the check allows it, as a step that can be undone."""
    from models.rephrasing import endpoint, rephrased

    at = endpoint(chosen.url, chosen.model)
    progress = terminal.Progress()
    with unlocking.unlocked("rephrase") as vault:
        session = sessions.find(vault, chosen.session)
        consent = consents.in_force(vault, session)
        if consent is None or "analyse" not in consent.purposes:
            raise ConsentMissing(
                f"The client has not agreed that {session.id} is analysed, or took it back.",
                "Nothing was asked of the language model.",
            )
        conversation = library.read(vault, session)
        before = conversation.agreement
        if before is None:
            raise UnusableAnswer(
                "This session has no alliance to word.", "“alliance process” drafts one."
            )
        try:
            after, refused = rephrased(
                before,
                conversation,
                at,
                template.load(vault.home),
                lambda done, total: progress.step("Wording the clauses", done, total),
            )
        finally:
            progress.end()
        agreements.change(vault, session, "rephrase", after)
    changed = sum(one != other for one, other in zip(before.clauses, after.clauses, strict=True))
    terminal.say(f"{session.id}: {changed} clauses worded anew, {refused} wordings refused")
