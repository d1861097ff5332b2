"""Settings are kept, and a slip in the file is told with what was meant."""

import pytest

from recorder import settings
from recorder.errors import UnusableAnswer
from recorder.paths import Home
from recorder.settings import Settings


def test_without_a_file_the_defaults_hold(home: Home) -> None:
    assert settings.load(home) == Settings()


def test_what_was_chosen_is_kept(home: Home) -> None:
    chosen = Settings(model='C:\\models\\"été"')
    settings.save(home, chosen)
    assert settings.load(home) == chosen


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('modle = "base"', "Did you mean “model”"),
        ('xyz = "base"', "It knows: model"),
        ("model = 3", "not a text"),
        ("model = ", "can't be read"),
        ("\x00", "can't be read"),
    ],
)
def test_a_slip_names_the_file_and_what_was_meant(home: Home, text: str, told: str) -> None:
    home.make()
    (home.root / "settings.toml").write_text(text)
    with pytest.raises(UnusableAnswer, match=told) as caught:
        settings.load(home)
    assert "settings.toml" in str(caught.value)
