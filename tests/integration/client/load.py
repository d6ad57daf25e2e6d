"""A client that always has something in flight, whatever becomes of the daemon meanwhile."""

import base64
import dataclasses
import hashlib
import json
import time

import zmq

RESEND = 1.0  # seconds without an answer until a message is sent again
SUBSCRIBE = 2.0
HOLD = 3.0  # a client that stores results slowly acks so late
DOUBT = 0.3  # share of submissions that are sent once more although they were accepted
SUBMIT, ACK, AGAIN, KINDS = 0, 1, 2, 3


@dataclasses.dataclass
class Flight:
    """One submission from its first Submit to the Acked of its result."""
    id: str
    question: str
    language: str
    source: bytes
    verdict: str  # that its result must have
    accepted: bool = False
    acked: bool = False
    envelope: bytes = b""
    attempt: int = 0
    due: float = 0.0  # when the next message goes out, unless the answer to the last one comes before
    tries: int = 0
    doubt: bool = False

    def done(self):
        return self.accepted and self.acked

    def payload(self):
        return base64.b64decode(json.loads(self.envelope)["payload"])


class Load:
    """flights: all that were ever begun. The client's socket is used by nobody else."""

    def __init__(self, pb, client, cases, width, rng):
        self.pb, self.client, self.cases, self.width, self.rng = pb, client, cases, width, rng
        self.flights = {}
        self.open = {}
        self.delivered = self.repeated = self.resent = 0
        self.renew = 0.0

    def begin(self):
        question, language, source, verdict = self.cases[len(self.flights) % len(self.cases)]
        # Nothing that a compiler or a cache has seen before.
        comment = "//" if language == "c" else "#"
        source = f"{source}\n{comment} {self.rng.getrandbits(64):x}\n".encode()
        flight = Flight(f"storm-{len(self.flights)}", question, language, source, verdict)
        self.flights[flight.id] = self.open[flight.id] = flight

    def send(self, flight):
        """Submit, then Submit again by those in doubt, Ack once there is a result. The number of a request says
        which message of which flight it is."""
        kind = SUBMIT if not flight.accepted else AGAIN if flight.doubt else ACK
        if kind == ACK:
            body = dict(ack=self.pb.Ack(id=flight.id, envelope_digest=hashlib.sha256(flight.envelope).digest()))
        else:
            files = [self.pb.SourceFile(content=flight.source)]
            body = dict(submit=self.pb.Submit(id=flight.id, question=flight.question, language=flight.language, files=files))
        number = KINDS * (int(flight.id.rpartition("-")[2]) + 1) + kind
        if not self.transmit(self.pb.ClientMessage(request=number, **body)):
            return
        self.resent += flight.tries > 0 or kind == AGAIN
        flight.tries += 1
        flight.due = time.monotonic() + RESEND

    def transmit(self, message):
        try:
            self.client.socket.send(message.SerializeToString(), zmq.NOBLOCK)
        except zmq.Again:
            return False  # no connection: at the next step
        return True

    def advance(self, flight, pause=0.0):
        """Something has changed: the next message, if there is one, goes out after a pause."""
        flight.due, flight.tries = time.monotonic() + pause, 0
        if flight.done():
            del self.open[flight.id]

    def take_result(self, push):
        flight = self.flights[push.id]
        assert flight.envelope in (b"", push.envelope), f"{push.id} has two results"
        self.delivered += not flight.envelope
        self.repeated += bool(flight.envelope)
        if not flight.envelope:
            flight.envelope = push.envelope
            if flight.accepted and not flight.doubt:
                self.advance(flight, self.rng.choice((0.0, self.rng.uniform(0, HOLD))))

    def take_accepted(self, flight, kind, accepted):
        if kind == AGAIN:
            assert accepted.duplicate, f"{flight.id} is accepted twice"
            if flight.doubt:
                flight.doubt = False
                self.advance(flight)
        elif not flight.accepted:
            flight.accepted = True
            flight.doubt = self.rng.random() < DOUBT
            self.advance(flight, self.rng.uniform(0, HOLD) if flight.doubt else 0.0)

    def take_acked(self, flight):
        if not flight.acked:
            flight.acked = True
            self.advance(flight)

    def take_rejected(self, flight, rejected):
        later = (self.pb.Rejected.OVERLOADED, self.pb.Rejected.DRAINING)
        assert rejected.reason in later, f"{flight.id} is rejected: {rejected}"
        flight.due = time.monotonic() + rejected.retry_after_ms / 1000

    def take(self, message):
        kind = message.WhichOneof("body")
        if kind == "result":
            self.take_result(message.result)
        elif message.request >= KINDS:
            flight = self.flights[f"storm-{message.request // KINDS - 1}"]
            body = getattr(message, kind)
            assert body.id == flight.id, message
            if kind == "accepted":
                self.take_accepted(flight, message.request % KINDS, body)
            elif kind == "acked":
                self.take_acked(flight)
            else:
                self.take_rejected(flight, body)

    def step(self, timeout, refill=True):
        """One message, or the timeout (at most a little while, so that what is due goes out)."""
        while refill and len(self.open) < self.width:
            self.begin()
        now = time.monotonic()
        if now >= self.renew and self.transmit(self.pb.ClientMessage(request=1, subscribe=self.pb.Subscribe())):
            self.renew = now + SUBSCRIBE
        for flight in list(self.open.values()):
            if now >= flight.due and (not flight.accepted or flight.doubt or flight.envelope):
                self.send(flight)
        message = self.client.receive(min(timeout, 0.02))
        while message:
            self.take(message)
            message = self.client.receive(0)

    def finish(self, patience):
        """No new ones; until each is acked."""
        end = time.monotonic() + patience
        while self.open:
            assert time.monotonic() < end, f"not done after {patience} s: {list(self.open.values())[:5]}"
            self.step(0.02, refill=False)
