"""The coach's template is read whole or refused with what to mend."""

import pytest

from recorder import template
from recorder.errors import UnusableAnswer
from recorder.paths import Home
from recorder.template import Template

WRITTEN = """
letterhead = ["Cabinet\\u202e Claire", "12 rue Haute"]
footer = ["SIRET 1"]
order = ["safety", "values"]
[stems.fr]
"impact.change" = "Ce {que_client} veut changer"
"""


def test_a_template_is_read_and_cleaned(locked: Home) -> None:
    assert template.load(locked) == Template()
    (locked.root / "template.toml").write_text(WRITTEN, "utf-8")
    found = template.load(locked)
    assert found.letterhead == ("Cabinet Claire", "12 rue Haute")
    assert found.order == ("safety", "values")
    assert found.stems["fr"]["impact.change"] == "Ce {que_client} veut changer"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("letterhead = 3", "no list"),
        ("leterhead = []", "Did you mean “letterhead”"),
        ('order = ["saftey"]', "Did you mean “safety”"),
        ('[stems.de]\na = "b"', "unknown language"),
        ('[stems.fr]\na = "{clent}"', "Did you mean “client”"),
        ('[stems.fr]\na = "{client.name}"', "unknown place"),
        ('[stems.fr]\na = "{client!r}"', "can't be filled"),
        ('[stems.fr]\na = "{"', "brace too many"),
        ('[stems.fr]\na = ""', "no text"),
        ("stems = 1", "no table"),
        ("= 1", "not TOML"),
    ],
)
def test_what_does_not_fit_is_told(text: str, told: str) -> None:
    with pytest.raises(UnusableAnswer, match=told):
        template.read(text)
