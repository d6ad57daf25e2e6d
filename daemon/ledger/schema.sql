-- The journal of one node. The ledger is the only writer; look with
--   sqlite3 -readonly journal.db
-- Never copy the file without its -wal; use ".backup".
-- Times are wall-clock nanoseconds since 1970-01-01T00:00Z. Digests are SHA-256.

-- Everything that was ever accepted. seq is the number that leases, halves and statements carry; rows
-- are never deleted one by one, so it never names two submissions.
CREATE TABLE submission(
  seq INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,              -- the client's; unique for its tenant
  question TEXT NOT NULL,
  language TEXT NOT NULL,
  lane INTEGER NOT NULL,         -- 1 interactive, 2 ci, 3 batch
  question_digest BLOB NOT NULL, -- pinned when accepted
  content_digest BLOB NOT NULL,  -- the same id with another one is a conflict
  source_digest BLOB NOT NULL,
  accepted_at INTEGER NOT NULL,
  state INTEGER NOT NULL,        -- 0 queued, 1 with a judge, the signer or given up, 2 done
  attempt INTEGER NOT NULL,      -- the last number given out; every statement carries its own
  faults INTEGER NOT NULL,       -- attempts that ended in a fault of ours
  UNIQUE(tenant, id)
) STRICT;
CREATE INDEX submission_queued ON submission(lane, tenant, seq) WHERE state = 0;
CREATE INDEX submission_leased ON submission(seq) WHERE state = 1;

-- Apart, so that a change of state does not rewrite the source.
CREATE TABLE source(
  seq INTEGER PRIMARY KEY REFERENCES submission(seq),
  files BLOB NOT NULL,           -- names and lengths
  bytes BLOB NOT NULL            -- the files, end to end
) STRICT;

-- Signed results. Written once, in the transaction that sets state = 2.
CREATE TABLE result(
  seq INTEGER PRIMARY KEY REFERENCES submission(seq),
  attempt INTEGER NOT NULL,
  verdict INTEGER NOT NULL,
  score REAL NOT NULL,
  done_at INTEGER NOT NULL,
  envelope_digest BLOB NOT NULL,
  envelope BLOB NOT NULL         -- the exact bytes that clients get
) STRICT;

-- Results that their client has not acked.
CREATE TABLE outbox(
  tenant TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES result(seq),
  tries INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  PRIMARY KEY(tenant, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox(tenant, next_try);

CREATE VIEW v_queue AS
  SELECT lane, tenant, count(*) AS submissions, min(seq) AS oldest
  FROM submission WHERE state = 0 GROUP BY lane, tenant;
CREATE VIEW v_undelivered AS
  SELECT tenant, count(*) AS results, max(tries) AS most_tries FROM outbox GROUP BY tenant;
