"""A real daemon in a temporary directory, for the integration tests."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
GRADED = BUILD / "graded"
GRADECTL = BUILD / "gradectl"


class Daemon:
    """Starts graded with its embedded defaults; stops it and removes its directory at the end."""

    def __init__(self, config=None, tenants=("default",), patience=60):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="graded-test."))
        self.process = None
        self.config = config
        self.patience = patience  # seconds until it must be ready
        self.control("keygen", "--directory", self.directory, "--tenant", tenants[0])
        for tenant in tenants[1:]:
            self.control("keygen", "--directory", self.directory, "--tenant", tenant, "--client-only")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind is not None:
            print("---- the daemon's log ----")
            print("\n".join(self.log().splitlines()[-60:]))
        shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        read_end, write_end = os.pipe()
        command = [str(GRADED), "--directory", str(self.directory), "--ready-fd", str(write_end)]
        if self.config is not None:
            path = self.directory / "graded.yaml"
            path.write_text(self.config)
            command += ["--config", str(path)]
        with open(self.directory / "log", "ab") as log:
            self.process = subprocess.Popen(command, pass_fds=[write_end], stderr=log)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as ready:
            # The pipe closes when the daemon dies; a daemon that hangs is caught by the alarm.
            signal.alarm(self.patience)
            byte = ready.read(1)
            signal.alarm(0)
        assert byte, f"graded did not start: {self.log()[-2000:]}"

    def stop(self):
        """SIGTERM; returns the exit status, None if it was not running."""
        if self.process is None or self.process.poll() is not None:
            return None
        self.process.terminate()
        try:
            status = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process = None
        return status

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def log(self):
        path = self.directory / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def control(self, *arguments, check=True, timeout=300):
        done = subprocess.run([str(GRADECTL), *map(str, arguments)], capture_output=True, text=True,
                              timeout=timeout, check=False)
        if check and done.returncode != 0:
            raise AssertionError(f"gradectl {arguments}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def submit(self, question, language, source, *options, name=None, timeout=300):
        """Returns (exit status, result object or None, stderr)."""
        suffix = {"c": ".c", "python": ".py"}.get(language, ".txt")
        path = self.directory / (name or f"submission-{time.monotonic_ns()}{suffix}")
        data = source if isinstance(source, bytes) else source.encode()
        path.write_bytes(data)
        done = self.control("submit", "--directory", self.directory, "--question", question, "--language",
                            language, "--json", *options, path, check=False, timeout=timeout)
        result = json.loads(done.stdout) if done.stdout.strip() else None
        return done.returncode, result, done.stderr

    def wait_for_bank(self, timeout=120):
        """Until the librarian and its jailer have ended: only the lasting roles are left."""
        deadline = time.monotonic() + timeout
        while True:
            roles = self.roles()
            if "graded-libraria" not in roles and len(roles["graded-jailer"]) == len(roles["graded-judge"]):
                return
            assert time.monotonic() < deadline, f"the librarian does not end: {roles}"
            time.sleep(0.01)  # a pause between looks, nothing is inferred from it

    def roles(self):
        """{name: [pid]} of the daemon's living processes."""
        found = {}
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in children.read_text().split():
            try:
                name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
                state = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if state != "Z":
                found.setdefault(name, []).append(int(pid))
        return found
