"""What the doctor prints of a sound check."""

from argparse import Namespace
from dataclasses import dataclass

import pytest

from recorder import devices
from recorder.bleed import Bleed
from recorder.devices import Device, Kind
from recorder.errors import DeviceUnusable
from recorder.feed import Feed
from recorder.meter import Level
from recorder.soundcheck import Concern, Finding, Heard
from tui import checking

WELL = Finding(-12.0, -25.0, -60.0, zero=False, seconds=3.0)


def said(heard: Heard) -> dict[str, tuple[bool, str]]:
    return {finding.what: (finding.good, finding.told) for finding in checking.told(heard)}


@pytest.mark.parametrize("concern", Concern)
def test_every_concern_says_what_is_and_what_to_do(concern: Concern) -> None:
    assert ": " in checking.ADVICE[concern]
    assert checking.ADVICE[concern].endswith(".")


def test_a_microphone_alone_is_told_in_figures() -> None:
    assert said(Heard(WELL)) == {
        "microphone": (
            True,
            "peak -12 dB, loudness -25 dB, noise -60 dB, clipped 0%, offset 0.0%.",
        )
    }


@pytest.mark.parametrize("dead", [Finding(), Finding(seconds=3.0)])
def test_a_microphone_that_would_record_nothing_is_amiss(dead: Finding) -> None:
    good, told = said(Heard(dead))["microphone"]
    assert not good
    assert told.startswith("silent. The microphone ")


def test_advice_stands_beside_its_figures_and_is_not_amiss() -> None:
    quiet = Finding(-45.0, -58.0, -80.0, zero=False, seconds=3.0)
    loud = Bleed(measured=True, decibels=-9.6, delay=0.0461, limit=-30)
    told = said(Heard(quiet, WELL, loud))
    assert all(good for good, _ in told.values())
    assert "move closer" in told["microphone"][1]
    assert told["echo"][1].startswith("-10 dB of the far end, after 46 ms.")
    assert "headphones" in told["echo"][1]


def test_echo_that_was_not_measured_says_how_to() -> None:
    assert "not measured" in said(Heard(WELL, Finding(seconds=3.0)))["echo"][1]
    none = Bleed(measured=True, limit=-38.2)
    assert "softer than -38 dB" in said(Heard(WELL, WELL, none))["echo"][1]


@pytest.mark.parametrize(("peak", "cells"), [(-96, 0), (-60, 0), (-30, 10), (0, 20)])
def test_a_meter_fills_from_60_db_up(peak: float, cells: int) -> None:
    drawn = checking.meter("microphone", Level(peak, peak - 12))
    assert drawn.count("#") == cells
    assert drawn.count("·") == 20 - cells


def test_a_meter_shows_a_flat_top() -> None:
    assert "!" in checking.meter("microphone", Level(0.0, -3.0, clipped=True))


@dataclass
class Desk:
    """A system with these devices, none of which can be opened."""

    there: tuple[Device, ...] = ()
    cheap: bool = True

    def devices(self) -> tuple[Device, ...]:
        return self.there

    def open(self, device: Device) -> Feed:
        raise DeviceUnusable(f"{device.name} refuses.", "Plug it in again.")

    def refresh(self) -> None:
        pass

    def advice(self, kind: Kind) -> str:
        return f"Find a {kind}."


def findings(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, mic: str | None = None
) -> list[checking.Finding]:
    monkeypatch.setattr(devices, "system", lambda: desk)
    return list(checking.findings(Namespace(mic=mic, far_end=None, play=False)))


def test_a_machine_without_devices_is_told_plainly_and_nothing_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = findings(monkeypatch, Desk())
    assert [(one.what, one.good) for one in found] == [("microphones", True), ("far ends", True)]
    assert all(one.told.startswith("none found") for one in found)
    assert capsys.readouterr().err == ""


def test_a_microphone_by_a_name_that_nobody_has_is_amiss(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = findings(monkeypatch, Desk(), "Yeti")
    assert not found.good
    assert found.told == "No microphone was found. Find a microphone."


def test_a_microphone_that_refuses_is_amiss_and_the_one_checked_is_marked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    yeti = Device("1", "Yeti", "microphone", 48_000)
    inside = Device("2", "Built-in", "microphone", 48_000, default=True)
    listed, _, refused = findings(monkeypatch, Desk((yeti, inside)))
    assert listed.told == "Built-in (checked), Yeti"
    assert not refused.good
    assert "Built-in refuses." in refused.told
    assert "nothing is kept" in capsys.readouterr().err
    assert findings(monkeypatch, Desk((yeti, inside)), "yet")[0].told == "Yeti (checked), Built-in"
