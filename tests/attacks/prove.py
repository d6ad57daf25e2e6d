"""Shows that the watch sees what it is there for: each deed is done here, outside of any box."""

import contextlib
import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import time

from watch import FOLDER, KEY, PLANTED, PORT

LIBC = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def planted_file(path):
    path = pathlib.Path(path)
    path.write_text("x")
    yield
    path.unlink()


@contextlib.contextmanager
def changed_secret():
    path = FOLDER / "secret.h"
    before = path.read_text()
    path.write_text("changed")
    yield
    path.write_text(before)


@contextlib.contextmanager
def taken(family, kind, address):
    with socket.socket(family, kind) as taker:
        taker.bind(address)
        if kind == socket.SOCK_STREAM:
            taker.listen()
        yield


@contextlib.contextmanager
def reached(family, kind, address):
    with socket.socket(family, kind) as client:
        client.connect(address)
        if kind == socket.SOCK_DGRAM:
            client.send(b"x")
        yield


@contextlib.contextmanager
def system_v_segment():
    number = LIBC.shmget(KEY, 4096, 0o1666)
    yield
    LIBC.shmctl(number, 0, None)


@contextlib.contextmanager
def stopped(process):
    process.send_signal(signal.SIGSTOP)
    while "State:\tT" not in pathlib.Path(f"/proc/{process.pid}/status").read_text():
        time.sleep(0.001)
    yield
    process.send_signal(signal.SIGCONT)
    while "State:\tS" not in pathlib.Path(f"/proc/{process.pid}/status").read_text():
        time.sleep(0.001)


def prove(watch):
    """Deeds that the watch does not see, or still sees when they were undone."""
    tcp, udp, unix = ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM),
                      (socket.AF_UNIX, socket.SOCK_STREAM))
    deeds = [("file", planted_file(f"/tmp/{PLANTED}")), ("file", planted_file(f"/dev/shm/{PLANTED}")),
             ("file", planted_file(FOLDER / "more")), ("file", changed_secret()),
             ("network", reached(*tcp, ("127.0.0.1", PORT))), ("network", reached(*udp, ("127.0.0.1", PORT))),
             ("network", reached(*unix, "\0graded-attacks")), ("network", reached(*unix, str(FOLDER / "socket"))),
             ("socket", taken(*tcp, ("127.0.0.1", PORT + 1))), ("socket", taken(*unix, "\0" + PLANTED)),
             ("ipc", system_v_segment()), ("signal", stopped(watch.victim))]
    missed = []
    for kind, deed in deeds:
        with deed:
            if not any(found.startswith(kind) for found in watch.find_traces()):
                missed.append(f"{kind} is not seen")
        if watch.find_traces():
            missed.append(f"{kind} is seen although it is gone: {watch.find_traces()}")
    if not watch.find_secret(b"..." + watch.secret.encode()):
        missed.append("the secret is not seen")
    # An orphan: its parent ends at once.
    subprocess.run(["/bin/sh", "-c", "sleep 60 & exit 0"], check=True)
    if len(watch.orphans()) != 1:
        missed.append("an orphan is not seen")
    for pid in watch.orphans():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return missed
