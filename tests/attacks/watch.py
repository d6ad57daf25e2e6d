"""What the hostile programs must not have done, looked at from outside.

The programs know these names: the folder /tmp/graded-attacks with a secret in it, the TCP and UDP
port 47811 on 127.0.0.1, the abstract address "graded-attacks", port 47811 of vsock, and a process of
a user whom boxes use. What they plant is called graded-attack-planted, or has the key 0x47524144."""

import ctypes
import fcntl
import glob
import os
import pathlib
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

FOLDER = pathlib.Path("/tmp/graded-attacks")
# Where only root can put something; a compiler sees more of the host than a candidate's program.
SYSTEM_FOLDER = pathlib.Path("/usr/local/share/graded-attacks")
PORT = 47811
PLANTED = "graded-attack-planted"
KEY = 0x47524144
BOX_UID = 2000000000
PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/root", "/home", "/usr/lib",
          "/usr/lib/python3.11", "/usr/lib/python3/dist-packages", "/usr/local/lib", os.getcwd())
SETTINGS = ("kernel/core_pattern", "kernel/hostname", "kernel/domainname", "kernel/modprobe",
            "fs/suid_dumpable", "user/max_user_namespaces", "vm/overcommit_memory", "kernel/pid_max")


def read(path):
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return None


class Watch:
    EFFECTS = {"file", "secret", "network", "socket", "ipc", "mount", "hostname", "clock", "limits",
               "process", "signal", "key", "setting", "judge", "answer"}

    def __enter__(self):
        # Only one run at a time can own the names.
        self.lock = open(f"/tmp/graded-attacks-{os.getuid()}.lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        # Whatever a judge leaves behind becomes a child of this process.
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        self.secret = "canary-" + secrets.token_hex(16)
        self.folders = [FOLDER] + ([SYSTEM_FOLDER] if os.geteuid() == 0 else [])
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o777)
            folder.chmod(0o777)
            (folder / "secret.h").write_text(f'"{self.secret}"\n')
            (folder / "secret.h").chmod(0o666)
        self.listeners = list(self.listen())
        self.victim = subprocess.Popen(["/usr/bin/sleep", "100000"],
                                       user=BOX_UID if os.geteuid() == 0 else None)
        self.settings = {name: read("/proc/sys/" + name) for name in SETTINGS}
        self.limits = self.read_limits()
        self.mounts = read("/proc/self/mountinfo")
        self.clock = time.time() - time.monotonic()
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.close()
        if self.victim.poll() is None:
            self.victim.kill()
        self.victim.wait()
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.lock.close()

    @staticmethod
    def listen():
        kinds = [(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", PORT)),
                 (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", PORT)),
                 (socket.AF_UNIX, socket.SOCK_STREAM, "\0graded-attacks"),
                 (socket.AF_UNIX, socket.SOCK_STREAM, str(FOLDER / "socket"))]
        for family, kind, address in kinds:
            listener = socket.socket(family, kind)
            if kind == socket.SOCK_STREAM and family == socket.AF_INET:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            if kind == socket.SOCK_STREAM:
                listener.listen()
            listener.setblocking(False)
            yield listener
        os.chmod(FOLDER / "socket", 0o777)
        try:
            listener = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
            listener.bind((socket.VMADDR_CID_ANY, PORT))
            listener.listen()
            listener.setblocking(False)
            yield listener
        except OSError:
            pass  # this kernel has no vsock: there is nobody who could be reached

    @staticmethod
    def read_limits():
        """Of this process and of the victim: a box must not reach either."""
        return [resource.getrlimit(number) for number in range(16)]

    def find_secret(self, output):
        return ["the secret is in its output"] if self.secret.encode() in output else []

    def find_traces(self):
        """Cheap enough to be done after every program."""
        return (self.find_files() + self.find_connections() + self.find_ipc() + self.find_mounts()
                + self.find_changes() + self.find_harm())

    def find_files(self):
        found = [f"{place}/{name}" for place in PLACES if os.access(place, os.R_OK)
                 for name in os.listdir(place) if PLANTED in name]
        for folder in self.folders:
            names = {p.name for p in folder.iterdir()} - {"socket"}
            if names != {"secret.h"} or (folder / "secret.h").read_text() != f'"{self.secret}"\n':
                found.append(f"{folder}: {sorted(names)}")
        found += glob.glob("/tmp/core*") + glob.glob("/var/lib/systemd/coredump/*graded-box*")
        return [f"file: {name}" for name in found]

    def find_connections(self):
        found = []
        for listener in self.listeners:
            try:
                if listener.type == socket.SOCK_DGRAM:
                    listener.recv(1)
                else:
                    listener.accept()[0].close()
                found.append(f"network: {listener.getsockname()!r} was reached")
            except BlockingIOError:
                pass
        if PLANTED in (read("/proc/net/unix") or ""):
            found.append("socket: an abstract address was taken")
        for table in ("tcp", "tcp6", "udp", "udp6"):
            if f":{PORT + 1:04X} " in (read(f"/proc/net/{table}") or ""):
                found.append(f"socket: port {PORT + 1} is taken")
        return found

    @staticmethod
    def find_ipc():
        found = []
        for kind in ("shm", "sem", "msg"):
            rows = (read(f"/proc/sysvipc/{kind}") or "").splitlines()[1:]
            if any(row.split()[0] == str(KEY) for row in rows):
                found.append(f"ipc: {kind} with the planted key")
        if PLANTED in (read("/proc/keys") or ""):
            found.append("key: in a keyring")
        return found

    def find_mounts(self):
        now = read("/proc/self/mountinfo")
        return ["mount: " + line for line in now.splitlines()
                if PLANTED in line and line not in self.mounts]

    def find_changes(self):
        found = [f"setting: {name} is {read('/proc/sys/' + name)!r}" for name, then in self.settings.items()
                 if read("/proc/sys/" + name) != then]
        if socket.gethostname() + "\n" != self.settings["kernel/hostname"]:
            found.append("hostname")
        if self.read_limits() != self.limits:
            found.append("limits of another process")
        if abs(time.time() - time.monotonic() - self.clock) > 2:
            found.append("clock: it was set")
        return found

    def find_harm(self):
        status = read(f"/proc/{self.victim.pid}/status") or ""
        return [] if "State:\tS" in status and "TracerPid:\t0" in status else ["signal: the victim was hit"]

    def find_remains(self):
        """When all judges have ended: nothing of them is left. What they orphaned has become a child
        of this process, and may take a moment to end."""
        deadline = time.monotonic() + 10
        while (left := self.orphans()) and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in left:
            name = (read(f"/proc/{pid}/status") or "?").splitlines()[0]
            print(f"left behind: {pid}: {name}", file=sys.stderr)
            os.kill(pid, signal.SIGKILL)
        return [f"process: {len(left)} left behind"] if left else []

    def orphans(self):
        """The living; the dead ones are reaped."""
        children = read(f"/proc/self/task/{os.getpid()}/children") or ""
        pids = [int(pid) for pid in children.split() if int(pid) != self.victim.pid]
        return [pid for pid in pids if os.waitpid(pid, os.WNOHANG)[0] == 0]
