"""A client of graded, written from proto/README.md and proto/graded.proto alone."""

import hashlib
import importlib
import pathlib
import struct
import subprocess
import sys
import time

import zmq


def generate(proto, directory):
    """Compiles the contract with protoc and imports what comes out."""
    root = pathlib.Path(proto).resolve().parents[1]
    subprocess.run(["protoc", "-I", str(root), "--python_out", str(directory), str(proto)], check=True)
    sys.path.insert(0, str(directory))
    return importlib.import_module("proto.graded_pb2")


def content_digest(question, language, files):
    """files: [(name, bytes)]"""
    digest = hashlib.sha256()
    parts = [question.encode(), language.encode()]
    for name, content in files:
        parts += [name.encode(), content]
    for part in parts:
        digest.update(struct.pack("<Q", len(part)) + part)
    return digest.digest()


class NoAnswer(Exception):
    pass


class Client:
    """One connection. Requests are repeated until they are answered; results are kept as they come."""

    def __init__(self, pb, endpoint, server_key, public_key, secret_key, routing_id=None):
        self.pb = pb
        self.context = zmq.Context.instance()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.curve_serverkey = server_key
        self.socket.curve_publickey = public_key
        self.socket.curve_secretkey = secret_key
        self.socket.setsockopt(zmq.MAXMSGSIZE, 2097152)
        self.socket.setsockopt(zmq.IMMEDIATE, 1)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.HEARTBEAT_IVL, 2000)
        self.socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 6000)
        if routing_id:
            self.socket.setsockopt(zmq.ROUTING_ID, routing_id)
        self.socket.connect(endpoint)
        self.number = 0
        self.results = []  # ResultPush, as they came

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send_frames(self, frames, timeout=10.0):
        if not self.socket.poll(int(timeout * 1000), zmq.POLLOUT):
            raise NoAnswer("no connection")
        self.socket.send_multipart(frames)

    def receive(self, timeout):
        """The next DaemonMessage; None at the timeout."""
        if not self.socket.poll(max(0, int(timeout * 1000)), zmq.POLLIN):
            return None
        message = self.pb.DaemonMessage()
        message.ParseFromString(self.socket.recv())
        if message.WhichOneof("body") == "result":
            self.results.append(message.result)
        return message

    def answer(self, request, timeout):
        """The answer to a request; results that come meanwhile are kept."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            message = self.receive(left)
            if message and message.request == request and message.WhichOneof("body") != "result":
                return message
        return None

    def ask(self, timeout=30.0, patient=True, **body):
        """Sends one message until it is answered; waits out OVERLOADED and DRAINING. Returns the body."""
        self.number += 1
        frame = self.pb.ClientMessage(request=self.number, **body).SerializeToString()
        deadline, pause = time.monotonic() + timeout, 2.0
        while (left := deadline - time.monotonic()) > 0:
            self.send_frames([frame], left)
            message = self.answer(self.number, min(pause, left))
            pause = min(pause * 2, 15.0)
            if message is None:
                continue
            body = getattr(message, message.WhichOneof("body"))
            later = (self.pb.Rejected.OVERLOADED, self.pb.Rejected.DRAINING)
            if patient and message.WhichOneof("body") == "rejected" and body.reason in later:
                self.answer(0, body.retry_after_ms / 1000)
                continue
            return body
        raise NoAnswer(f"no answer in {timeout} s")

    def submit(self, identity, question, language, files, lane=0, **options):
        files = [self.pb.SourceFile(name=name, content=content) for name, content in files]
        return self.ask(submit=self.pb.Submit(id=identity, question=question, language=language, files=files,
                                              lane=lane), **options)

    def result(self, identity, timeout=120.0, after=0):
        """The next pushed result of this id beyond the first `after` ones in self.results."""
        deadline, renew = time.monotonic() + timeout, 0.0
        while True:
            for push in self.results[after:]:
                if push.id == identity:
                    return push
            now = time.monotonic()
            if now >= deadline:
                raise NoAnswer(f"no result of {identity} in {timeout} s")
            if now >= renew:
                self.number += 1
                self.send_frames([self.pb.ClientMessage(request=self.number, subscribe=self.pb.Subscribe())
                                  .SerializeToString()], deadline - now)
                renew = now + 5.0
            self.receive(min(deadline, renew) - now)

    def ack(self, identity, envelope):
        return self.ask(ack=self.pb.Ack(id=identity, envelope_digest=hashlib.sha256(envelope).digest()))

    def query(self, identity, with_source=False):
        return self.ask(query=self.pb.Query(id=identity, with_source=with_source))
