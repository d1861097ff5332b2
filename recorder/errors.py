"""Every error that a person can meet, each with a title and what to do next.

AllianceError
├── UnusableFile        a file to import that can't be used
├── UnusableAnswer      a name, channel or option that does not fit
├── VaultError
│   ├── VaultLocked     wrong passphrase, or none given
│   ├── VaultBusy       another process holds what is needed
│   ├── VaultTooNew     written by a newer version
│   ├── VaultDamaged    not readable as a vault
│   └── DiskFull        no room to write
├── NotFound            no such session or client
├── ConsentMissing      the client has not agreed to this
├── DeviceUnusable      a microphone or far end that can't be opened
├── RecorderStopped     a recording that ended without sound, or whose process died
└── ModelUnusable       model files missing, cut short or changed
"""


class AllianceError(Exception):
    """Something a person can understand and act on; nothing was lost.

    `title` says what happened in one line, `advice` what to do.
    """

    def __init__(self, title: str, advice: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


class UnusableFile(AllianceError):
    """A file to import is empty, cut short, not what it says, or out of bounds."""


class UnusableAnswer(AllianceError):
    """A name, channel or option given by the person does not fit."""


class VaultError(AllianceError):
    """The vault can't be used now."""


class VaultLocked(VaultError):
    """No key opens the vault: wrong passphrase, or none given."""


class VaultBusy(VaultError):
    """Another process holds the vault or the session."""


class VaultTooNew(VaultError):
    """The vault was written by a newer version of this program."""


class VaultDamaged(VaultError):
    """The vault or a sound file can't be read, or fails its check."""


class DiskFull(VaultError):
    """There is no room left to write."""


class NotFound(AllianceError):
    """No session or client answers to that name."""


class ConsentMissing(AllianceError):
    """The client has not agreed to what is asked for, or took it back."""


class DeviceUnusable(AllianceError):
    """A microphone or far end is missing or can't be opened."""


class RecorderStopped(AllianceError):
    """A recording ended without sound, or its process died; what it had kept is safe."""


class ModelUnusable(AllianceError):
    """A model's files are missing, cut short or not the ones expected."""
