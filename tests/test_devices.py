"""A device is found by its key, its name or a part of it; a doubt is never decided by chance."""

from dataclasses import dataclass

import pytest

from recorder.devices import Device, Kind, chosen, needed
from recorder.errors import DeviceUnusable
from recorder.feed import Feed

BUILT_IN = Device("hw:0", "Built-in Microphone", "microphone", 48_000)
HEADSET = Device("hw:1", "Casque Élan", "microphone", 16_000, default=True)
HEADSET_TOO = Device("hw:2", "Casque Élan 2", "microphone", 16_000)
CABLE = Device("vb", "Virtual Cable", "microphone", 48_000)
SPEAKER = Device("hw:0.monitor", "Built-in Speaker", "far end", 48_000)
ALL = (BUILT_IN, HEADSET, HEADSET_TOO, CABLE, SPEAKER)


@dataclass
class Machine:
    there: tuple[Device, ...] = ALL
    cheap: bool = True

    def devices(self) -> tuple[Device, ...]:
        return self.there

    def open(self, device: Device) -> Feed:
        raise DeviceUnusable(device.name)

    def refresh(self) -> None:
        pass

    def advice(self, kind: Kind) -> str:
        return f"Plug in a {kind}."


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (None, HEADSET),
        ("hw:0", BUILT_IN),
        ("BUILT-in microphone", BUILT_IN),
        ("built-in", BUILT_IN),
        ("casque élan", HEADSET),
        ("2", HEADSET_TOO),
        ("CASQUE", None),
        ("cable", CABLE),
        ("speaker", SPEAKER),
        ("nothing like it", None),
    ],
)
def test_a_microphone_is_chosen_by_what_it_is_called(
    wanted: str | None, found: Device | None
) -> None:
    assert chosen(ALL, "microphone", wanted) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(None, SPEAKER), ("built-in", SPEAKER), ("cable", CABLE), ("hw:0", BUILT_IN)],
)
def test_a_far_end_may_be_a_virtual_cable(wanted: str | None, found: Device | None) -> None:
    assert chosen(ALL, "far end", wanted) == found


def test_where_none_is_in_use_the_first_is_taken_and_of_none_none() -> None:
    assert chosen((BUILT_IN, CABLE), "microphone", None) == BUILT_IN
    assert chosen((SPEAKER,), "microphone", None) is None
    assert chosen((), "far end", None) is None


def test_two_of_one_name_are_told_apart_by_key_only() -> None:
    twins = (BUILT_IN, Device("hw:9", BUILT_IN.name, "microphone", 48_000))
    assert chosen(twins, "microphone", BUILT_IN.name) is None
    assert chosen(twins, "microphone", "hw:9") == twins[1]


def test_what_is_needed_and_missing_is_told_with_what_there_is() -> None:
    assert needed(Machine(), "microphone", "hw:1") == HEADSET
    with pytest.raises(DeviceUnusable, match="casque") as caught:
        needed(Machine(), "microphone", "casque")
    assert "Casque Élan 2" in caught.value.advice
    with pytest.raises(DeviceUnusable, match="No far end was found") as caught:
        needed(Machine((BUILT_IN,)), "far end", "hdmi")
    assert caught.value.advice == "Plug in a far end."
    with pytest.raises(DeviceUnusable, match="No microphone was found"):
        needed(Machine(()), "microphone", None)
