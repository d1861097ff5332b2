"""A private PulseAudio server: real devices of a machine that has none, seen by nobody else.

The sink "room" has two channels. Its left one is what the microphone `mic` hears, its right one
what the source `far` hears, on one clock. The sink "speaker" is the output in use, so its monitor
is the far end in use.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

RATE = 48_000
_READY_S = 20
_PLAINLY = "--rate=48000 --channels=1 --format=s16le --latency-msec=10"
_HALF = "module-remap-source master=room.monitor channels=1 channel_map=mono remix=no"
_SETUP = (
    "module-null-sink sink_name=room rate=48000 channels=2 format=s16le",
    f"{_HALF} source_name=mic master_channel_map=front-left",
    f"{_HALF} source_name=far master_channel_map=front-right",
    "module-null-sink sink_name=speaker rate=48000 channels=2 format=s16le",
)


@dataclass
class SoundServer:
    """The running server; `environment` is what a program needs to reach it."""

    folder: Path
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str]

    def control(self, *words: str) -> str:
        """What `pactl` answers."""
        done = subprocess.run(
            ["pactl", *words],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=_READY_S,
            check=True,
        )
        return done.stdout.strip()

    @contextlib.contextmanager
    def playing(self, sound: np.ndarray, sink: str = "room") -> Iterator["subprocess.Popen[bytes]"]:
        """While `sound` (int16, (samples, 2) at 48 kHz) is played into `sink`."""
        path = self.folder / f"{time.monotonic_ns()}.wav"
        soundfile.write(path, sound, RATE, subtype="PCM_16")
        player = subprocess.Popen(
            ["paplay", f"--device={sink}", str(path)], env={**os.environ, **self.environment}
        )
        try:
            yield player
        finally:
            player.kill()
            player.wait()

    @contextlib.contextmanager
    def overhearing(self, source: str) -> Iterator["list[tuple[float, np.ndarray]]"]:
        """What `source` brings while the block runs: (when, int16 samples at 48 kHz)."""
        heard: list[tuple[float, np.ndarray]] = []
        listener = subprocess.Popen(
            ["parec", f"--device={source}", *_PLAINLY.split()],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )

        def listen() -> None:
            while listener.stdout and (data := listener.stdout.read(960)):
                heard.append((time.monotonic(), np.frombuffer(data[: len(data) & ~1], np.int16)))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield heard
        finally:
            listener.kill()
            listener.wait()
            thread.join()
            if listener.stdout:
                listener.stdout.close()

    def kill(self) -> None:
        """The server goes at once, as when it crashes."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def server(folder: Path) -> Iterator[SoundServer]:
    """A server of its own in `folder`."""
    socket = folder / "native"
    config = folder / "daemon.conf"
    config.write_text("default-sample-rate = 48000\nalternate-sample-rate = 48000\n")
    environment = {
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_SERVER": f"unix:{socket}",
    }
    modules = (f"module-native-protocol-unix auth-anonymous=1 socket={socket}", *_SETUP)
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    command += ["--disable-shm=yes", *(word for one in modules for word in ("-L", one))]
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment, "HOME": str(folder), "PULSE_CONFIG": str(config)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(environment)
        running = SoundServer(folder, process, environment)
        running.control("set-default-sink", "speaker")
        running.control("set-default-source", "mic")
        yield running
    finally:
        process.kill()
        process.wait()


def _wait(environment: dict[str, str]) -> None:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until:
        asked = subprocess.run(
            ["pactl", "list", "short", "sources"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if "speaker" in asked.stdout:
            return
    pytest.fail("the private sound server did not start")


@contextlib.contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket's name."""
    folder = Path(tempfile.mkdtemp(prefix="snd", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
