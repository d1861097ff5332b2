"""What can go wrong while recording, in a person's words; the screens put them into French."""

from typing import Final

from recorder.wire import Trouble
from tui.catalogue import N_

TOLD: Final = {
    Trouble.DEVICE_LOST: N_("The device is lost; looking for another. The gap is marked."),
    Trouble.DEVICE_CHANGED: N_("Another device is in use now; following it."),
    Trouble.DEVICE_BACK: N_("Sound is coming in again."),
    Trouble.SAMPLES_LOST: N_("The sound system lost some sound; the gap is marked."),
    Trouble.SILENT: N_("The microphone gives nothing but silence: is it muted, or not allowed?"),
    Trouble.SUSPENDED: N_("The machine was asleep; the gap is marked."),
    Trouble.DISK_NEARLY_FULL: N_("The disk is nearly full: free some room."),
    Trouble.DISK_FULL: N_("The disk is full: free some room now; a few minutes wait in memory."),
    Trouble.VAULT_BUSY: N_("The store can't be written now; what comes waits in memory."),
    Trouble.RECORDER_DIED: N_("The recording process died; a new one goes on. The gap is marked."),
}
"""What is told of each trouble, English."""

WHYS: Final = {
    "no sound": N_("No sound came from the device."),
    "disk full": N_("The disk is full; what was said before is kept."),
    "terminated": N_("It was stopped from outside."),
}
"""Why a recording ended that nobody stopped, English."""

BACK_S: Final = 60.0
"""So many seconds before the key go off the record with what follows."""
SILENT_S: Final = 3.0
"""The recorder tells its levels ten times a second; after so long it does not answer."""
GIVE_UP_S: Final = 30.0
"""So long after the stop it is ended."""
