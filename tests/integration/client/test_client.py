#!/usr/bin/python3
"""A client in another language against the real daemon: the contract holds on the wire.

usage: test_client.py    with the built tree in $BUILD (default: build)"""

import base64
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import zmq

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent))
sys.dont_write_bytecode = True
from client import Client, NoAnswer, content_digest, generate  # noqa: E402
from daemon import ROOT, Daemon  # noqa: E402

QUESTION = "matmul"
SUBMISSIONS = ROOT / "graders/linear-algebra/matmul/submissions"
TYPE = "application/vnd.graded.result.v1+protobuf"
failures = []


def report(ok, what, detail=""):
    print(("ok - " if ok else "FAILED - ") + what + ("" if ok else f": {detail}"), flush=True)
    if not ok:
        failures.append(what)
    return ok


def read_key(path):
    return path.read_text().strip().encode()


def connect(pb, daemon, pair="client", **options):
    keys = daemon.directory / "keys"
    secret = read_key(keys / f"{pair}.secret")
    public = zmq.curve_public(secret)
    return Client(pb, f"ipc://{daemon.directory}/run/graded.sock", read_key(keys / "server.public"), public, secret,
                  **options)


def openssl_verifies(envelope, public_key):
    """Only the openssl program and the DSSE rule; returns the payload, None if the signature is wrong."""
    outer = json.loads(envelope)
    payload = base64.b64decode(outer["payload"], validate=True)
    signature = base64.b64decode(outer["signatures"][0]["sig"], validate=True)
    kind = outer["payloadType"].encode()
    with tempfile.TemporaryDirectory() as directory:
        message, sig = pathlib.Path(directory) / "m", pathlib.Path(directory) / "s"
        message.write_bytes(b"DSSEv1 %d %s %d " % (len(kind), kind, len(payload)) + payload)
        sig.write_bytes(signature)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(public_key), "-in",
                               str(message), "-sigfile", str(sig)], capture_output=True, check=False)
    return payload if done.returncode == 0 else None


def key_id(public_key):
    der = subprocess.run(["openssl", "pkey", "-pubin", "-in", str(public_key), "-outform", "DER"], capture_output=True,
                         check=True).stdout
    return hashlib.sha256(der).hexdigest()


def solution(kind, suffix):
    found = sorted((SUBMISSIONS / kind).glob(f"*{suffix}"))
    assert found, f"{SUBMISSIONS / kind} has no {suffix} file"
    return found[0].read_bytes()


def check_result(pb, daemon, push, identity, language, files, verdicts):
    """Everything that a signed result binds; returns the Result."""
    public_key = daemon.directory / "keys/signing.pub.pem"
    payload = openssl_verifies(push.envelope, public_key)
    if not report(payload is not None, f"{identity}: openssl finds the signature right"):
        return None
    outer = json.loads(push.envelope)
    report(outer["payloadType"] == TYPE, f"{identity}: the payload's type", outer["payloadType"])
    report(outer["signatures"][0]["keyid"] == key_id(public_key), f"{identity}: the key's id is its SPKI's digest")
    damaged = dict(outer, payloadType=TYPE + "x")
    report(openssl_verifies(json.dumps(damaged), public_key) is None, f"{identity}: another type breaks the signature")
    result = pb.Result()
    result.ParseFromString(payload)
    report(pb.Verdict.Name(result.verdict) in verdicts, f"{identity} is {pb.Verdict.Name(result.verdict)}",
           f"expected {verdicts}: {result.message} {result.diagnostics[:500]}")
    report((result.tenant, result.id, result.question, result.language) == ("default", identity, QUESTION, language),
           f"{identity}: tenant, id, question and language", str(result)[:300])
    report(result.content_digest == content_digest(QUESTION, language, files), f"{identity}: digest of the content")
    report(result.source_digest == hashlib.sha256(files[0][1]).digest(), f"{identity}: digest of the source")
    filled = (len(result.question_digest) == 32 and len(result.salt) == 16 and len(result.seed) == 32
              and result.accounting and result.isolation and result.toolchain and result.daemon_version)
    report(filled, f"{identity}: digests, accounting, isolation, versions", str(result)[:600])
    order = result.accepted_at <= result.leased_at <= result.finished_at and result.signed_at > 0
    report(order, f"{identity}: times in order")
    return result


def verdicts_of_right_and_wrong(pb, daemon):
    rows = [
        ("right-c", "c", solution("accepted", ".c"), {"ACCEPTED"}),
        ("right-python", "python", solution("accepted", ".py"), {"ACCEPTED"}),
        ("wrong-c", "c", solution("wrong_answer", ".c"), {"WRONG_ANSWER", "PARTIAL"}),
        ("wrong-python", "python", b"def matmul(a, b):\n    return a @ b + 1\n", {"WRONG_ANSWER", "PARTIAL"}),
    ]
    with connect(pb, daemon) as client:
        for identity, language, source, _ in rows:
            files = [("", source)]
            body = client.submit(identity, QUESTION, language, files)
            ok = isinstance(body, pb.Accepted) and not body.duplicate and body.accepted_at > 0
            report(ok, f"{identity} is taken", body)
            report(ok and body.content_digest == content_digest(QUESTION, language, files),
                   f"{identity}: Accepted names the content's digest")
        for identity, language, source, verdicts in rows:
            push = client.result(identity)
            result = check_result(pb, daemon, push, identity, language, [("", source)], verdicts)
            if result and identity.startswith("right"):
                report(result.score == 100 and len(result.tests) > 0 and len(result.groups) > 0,
                       f"{identity}: full score with its tests", f"{result.score}, {len(result.tests)} tests")
            acked = client.ack(identity, push.envelope)
            report(isinstance(acked, pb.Acked) and acked.id == identity, f"{identity} is acked", acked)
        status = client.ask(status=pb.StatusRequest())
        report(isinstance(status, pb.Status) and status.unacked == 0 and status.done >= 4 and status.slots > 0,
               "status counts what was done and acked", status)


def idempotency(pb, daemon):
    source = solution("accepted", ".py")
    with connect(pb, daemon) as client:
        first = client.submit("again", QUESTION, "python", [("", source)])
        push = client.result("again")
        seen = len(client.results)
        second = client.submit("again", QUESTION, "python", [("", source)])
        report(isinstance(second, pb.Accepted) and second.duplicate and second.accepted_at == first.accepted_at,
               "the same id with the same content is a duplicate", second)
        repeated = client.result("again", after=seen)
        report(repeated.envelope == push.envelope, "and has the same result, byte for byte")
        third = client.submit("again", QUESTION, "python", [("", source + b"# other\n")])
        report(isinstance(third, pb.Rejected) and third.reason == pb.Rejected.CONFLICT and third.id == "again",
               "the same id with other content is a conflict", third)
        wrong = client.ack("again", push.envelope + b" ")
        report(isinstance(wrong, pb.Rejected) and wrong.field == "ack.envelope_digest", "an ack of other bytes is refused",
               wrong)
        client.ack("again", push.envelope)
        # After the ack a duplicate still answers, and the result can still be asked for.
        answer = client.query("again", with_source=True)
        report(isinstance(answer, pb.Answer) and answer.state == pb.Answer.DONE and answer.acked
               and answer.envelope == push.envelope, "a query returns the same bytes after the ack", answer)
        report(isinstance(answer, pb.Answer) and [f.content for f in answer.files] == [source], "and the source")
        missing = client.query("never-sent")
        report(isinstance(missing, pb.Rejected) and missing.reason == pb.Rejected.NOT_FOUND and "never-sent" in missing.message,
               "a query for an unknown id is not found", missing)
        missing = client.ack("never-sent", b"x")
        report(isinstance(missing, pb.Rejected) and missing.reason == pb.Rejected.NOT_FOUND,
               "an ack for an unknown id is not found", missing)


def redelivery(pb, daemon):
    source = solution("accepted", ".c")
    with connect(pb, daemon) as client:
        client.submit("unacked", QUESTION, "c", [("", source)])
    # The socket that submitted is gone; another one of the same tenant gets the result.
    with connect(pb, daemon) as client:
        first = client.result("unacked")
        report(True, "an unacked result comes to another socket")
    report(daemon.stop() == 0, "the daemon stops with a result unacked", daemon.log()[-500:])
    daemon.start()
    with connect(pb, daemon) as client:
        again = client.result("unacked")
        report(again.envelope == first.envelope, "and comes again, byte for byte, after a restart")
        report(isinstance(client.ack("unacked", again.envelope), pb.Acked), "and is acked")
    with connect(pb, daemon) as client:
        client.ask(subscribe=pb.Subscribe())
        # A later result shows that whatever was to be pushed before it has been pushed.
        client.submit("marker", QUESTION, "c", [("", source)])
        push = client.result("marker")
        report("unacked" not in [r.id for r in client.results], "an acked result is not pushed again")
        client.ack("marker", push.envelope)


def ping(pb, daemon):
    with connect(pb, daemon) as client:
        pong = client.ask(ping=pb.Ping(payload=b"p" * 64))
        report(isinstance(pong, pb.Pong) and pong.payload == b"p" * 64, "ping", pong)


def tenants_are_apart(pb, daemon):
    source = solution("accepted", ".py")
    with connect(pb, daemon) as mine, connect(pb, daemon, "other") as theirs:
        theirs.ask(subscribe=pb.Subscribe())
        mine.submit("private", QUESTION, "python", [("", source)])
        push = mine.result("private")
        answer = theirs.query("private")
        report(isinstance(answer, pb.Rejected) and answer.reason == pb.Rejected.NOT_FOUND,
               "another tenant cannot ask for it", answer)
        refused = theirs.ack("private", push.envelope)
        report(isinstance(refused, pb.Rejected), "nor ack it", refused)
        body = theirs.submit("private", QUESTION, "python", [("", source + b"# theirs\n")])
        report(isinstance(body, pb.Accepted) and not body.duplicate, "the same id is free in another tenant", body)
        own = theirs.result("private")
        report(own.envelope != push.envelope and [r.id for r in theirs.results].count("private") >= 1
               and all(r.envelope != push.envelope for r in theirs.results), "and no result of the first reaches it")
        mine.ack("private", push.envelope)
        theirs.ack("private", own.envelope)


def strangers(pb, daemon):
    public, secret = zmq.curve_keypair()
    stranger = Client(pb, f"ipc://{daemon.directory}/run/graded.sock",
                      read_key(daemon.directory / "keys/server.public"), public, secret)
    with stranger:
        try:
            body = stranger.ask(ping=pb.Ping(), timeout=1.5)
            report(False, "an unknown key gets no answer", body)
        except NoAnswer:
            report(True, "an unknown key gets no answer")
    plain = zmq.Context.instance().socket(zmq.DEALER)
    plain.setsockopt(zmq.LINGER, 0)
    plain.connect(f"ipc://{daemon.directory}/run/graded.sock")
    plain.send(pb.ClientMessage(ping=pb.Ping()).SerializeToString())
    report(not plain.poll(1000), "nor does a client without CURVE")
    plain.close()


def refusal(client, frames):
    client.send_frames(frames)
    message = client.receive(20.0)
    return message.rejected if message and message.WhichOneof("body") == "rejected" else message


def malformed_input(pb, daemon):
    R = pb.Rejected
    good = dict(id="bad-1", question=QUESTION, language="c", files=[pb.SourceFile(content=b"int x;")])

    def submit(**changes):
        return pb.ClientMessage(request=9, submit=pb.Submit(**{**good, **changes})).SerializeToString()

    def with_id(raw):
        """A Submit whose id is any bytes at all: text fields of the library only take good text."""
        body = b"\x0a" + bytes([len(raw)]) + raw + pb.Submit(**{**good, "id": ""}).SerializeToString()
        return b"\x08\x09\x12" + bytes([len(body)]) + body

    def message(**body):
        return pb.ClientMessage(request=9, **body).SerializeToString()

    source = pb.SourceFile
    rows = [
        ("a garbage frame", [b"\xde\xad\xbe\xef garbage"], R.MALFORMED, "message", "not a message"),
        ("an empty frame", [b""], R.MALFORMED, "body", "exactly one"),
        ("a message without a body", [b"\x08\x05"], R.MALFORMED, "body", "exactly one"),
        ("an unknown message", [b"\xd2\x07\x01x"], R.MALFORMED, "body", "exactly one"),
        ("a cut-off message", [submit()[:-3]], R.MALFORMED, "message", "beyond the end"),
        ("three frames", [b"a", b"b", b"c"], R.TOO_LARGE, "message", "3 frames, the limit is 2"),
        ("an unknown question", [submit(question="no-such")], R.UNKNOWN_QUESTION, "submit.question", "no-such"),
        ("an unknown language", [submit(language="cobol")], R.UNKNOWN_LANGUAGE, "submit.language", "cobol"),
        ("an empty source", [submit(files=[source(content=b"")])], R.INVALID_FIELD, "submit.files[0].content", "at least 1"),
        ("an oversize source", [submit(files=[source(content=b"x" * 300000)])], R.TOO_LARGE, "submit.files[0].content",
         "300000 bytes, the limit is 262144"),
        ("a source that is not UTF-8", [submit(files=[source(content=b"int \xff;")])], R.INVALID_FIELD,
         "submit.files[0].content", "0xff at offset 4"),
        ("a source with NUL", [submit(files=[source(content=b"int\0x;")])], R.INVALID_FIELD, "submit.files[0].content",
         "NUL byte at offset 3"),
        ("no source", [submit(files=[])], R.INVALID_FIELD, "submit.files", "0 files"),
        ("seventeen files", [submit(files=[source(name=f"f{i}.c", content=b"x") for i in range(17)])], R.TOO_LARGE,
         "submit.files", "17 elements, the limit is 16"),
        ("files that are too large together", [submit(files=[source(name=f"f{i}.c", content=b"x" * 140000) for i in range(2)])],
         R.TOO_LARGE, "submit.files[1].content", "280000 bytes"),
        ("a file name with a slash", [submit(files=[source(name="../x.c", content=b"x")])], R.INVALID_FIELD,
         "submit.files[0].name", "'/'"),
        ("two files of one name", [submit(files=[source(name="x.c", content=b"x")] * 2)], R.INVALID_FIELD,
         "submit.files[1].name", "'x.c'"),
        ("a NUL in the id", [with_id(b"a\0b")], R.INVALID_FIELD, "submit.id", "NUL byte at offset 1"),
        ("an id that is not UTF-8", [with_id(b"a\xff")], R.INVALID_FIELD, "submit.id", "offset 1 is not valid UTF-8"),
        ("an empty id", [submit(id="")], R.INVALID_FIELD, "submit.id", "1 to 64"),
        ("a long id", [submit(id="x" * 65)], R.TOO_LARGE, "submit.id", "65 bytes, the limit is 64"),
        ("an id with a space", [submit(id="a b")], R.INVALID_FIELD, "submit.id", "' ' at offset 1"),
        ("a question in capitals", [submit(question="Matmul")], R.INVALID_FIELD, "submit.question", "'M'"),
        ("an unknown lane", [submit(lane=9)], R.INVALID_FIELD, "submit.lane", "9"),
        ("a short digest", [message(ack=pb.Ack(id="x", envelope_digest=b"short"))], R.INVALID_FIELD, "ack.envelope_digest",
         "5 bytes"),
        ("a large ping", [message(ping=pb.Ping(payload=b"p" * 65))], R.TOO_LARGE, "ping.payload", "65 bytes, the limit is 64"),
    ]
    before = daemon.roles()
    with connect(pb, daemon) as client:
        for what, frames, reason, field, text in rows:
            answer = refusal(client, frames)
            ok = isinstance(answer, R) and answer.reason == reason and answer.field == field and text in answer.message
            report(ok, f"{what} is refused by name", answer)
    with connect(pb, daemon, routing_id=b"mine") as client:
        answer = refusal(client, [message(ping=pb.Ping())])
        report(isinstance(answer, R) and "ZMQ_ROUTING_ID" in answer.message, "a routing id of one's own is refused", answer)
    with connect(pb, daemon) as client, connect(pb, daemon) as bystander:
        bystander.ask(ping=pb.Ping())
        client.send_frames([b"x" * (1048576 + 1)])
        report(isinstance(bystander.ask(ping=pb.Ping()), pb.Pong), "an oversize frame disturbs nobody else")
        report(isinstance(client.ask(ping=pb.Ping()), pb.Pong), "and its sender is served again")
    report(daemon.roles() == before, "no process of the daemon was restarted", f"{before} -> {daemon.roles()}")


def main():
    with tempfile.TemporaryDirectory() as generated, Daemon(tenants=("default", "other")) as daemon:
        pb = generate(ROOT / "proto/graded.proto", generated)
        for test in (ping, strangers, malformed_input, verdicts_of_right_and_wrong, idempotency, tenants_are_apart,
                     redelivery):
            try:
                test(pb, daemon)
            except (NoAnswer, AssertionError) as problem:
                report(False, test.__name__, problem)
        report(daemon.stop() == 0, "the daemon ends with status 0", daemon.log()[-500:])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
