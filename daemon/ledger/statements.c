#include "daemon/ledger/statements.h"

const char *const statements[STORE_QUERY_COUNT] = {
    [STORE_INSERT_SUBMISSION] =
        "INSERT INTO submission(tenant, id, question, language, lane, question_digest,"
        " content_digest, source_digest, accepted_at, state, attempt, faults)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 0, 0) ON CONFLICT(tenant, id) DO NOTHING",
    [STORE_INSERT_SOURCE] = "INSERT INTO source(seq, files, bytes) VALUES(?1, ?2, ?3)",
    [STORE_FIND_SUBMISSION] =
        "SELECT seq, content_digest, accepted_at, state, attempt, question, language"
        " FROM submission WHERE tenant = ?1 AND id = ?2",

    [STORE_LEASE] =
        "UPDATE submission SET state = 1, attempt = attempt + 1"
        " WHERE seq = ?1 AND state = 0"
        " RETURNING tenant, id, question, language, lane, question_digest,"
        " content_digest, source_digest, accepted_at, attempt, faults",
    [STORE_READ_SOURCE] = "SELECT files, bytes FROM source WHERE seq = ?1",
    [STORE_REFILL] =
        "SELECT seq FROM submission WHERE state = 0 AND lane = ?1 AND tenant = ?2"
        " AND seq > ?3 ORDER BY seq LIMIT ?4",
    [STORE_REQUEUE] =
        "UPDATE submission SET state = 0, faults = ?2"
        " WHERE seq = ?1 AND attempt = ?3 AND state = 1",
    [STORE_NEXT_ATTEMPT] =
        "UPDATE submission SET attempt = attempt + 1, faults = ?2"
        " WHERE seq = ?1 AND attempt = ?3 AND state = 1",

    [STORE_STATE] =
        "SELECT tenant, id, lane, state, attempt, faults FROM submission"
        " WHERE seq = ?1",
    [STORE_INSERT_RESULT] =
        "INSERT INTO result(seq, attempt, verdict, score, done_at, envelope_digest, envelope)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [STORE_INSERT_OUTBOX] =
        "INSERT INTO outbox(tenant, seq, tries, next_try)"
        " VALUES(?1, ?2, ?3, ?4)",
    [STORE_DONE] = "UPDATE submission SET state = 2 WHERE seq = ?1",
    [STORE_READ_RESULT] = "SELECT envelope FROM result WHERE seq = ?1",

    [STORE_FIND_ACKED] =
        "SELECT r.seq, r.envelope_digest FROM submission AS s"
        " JOIN result AS r ON r.seq = s.seq WHERE s.tenant = ?1 AND s.id = ?2",
    [STORE_DELIVERED] = "DELETE FROM outbox WHERE tenant = ?1 AND seq = ?2",
    [STORE_PAGE] =
        "SELECT o.seq, o.tries, s.id, r.envelope FROM outbox AS o"
        " JOIN submission AS s ON s.seq = o.seq JOIN result AS r ON r.seq = o.seq"
        " WHERE o.tenant = ?1 AND o.seq > ?2 ORDER BY o.seq LIMIT ?3",
    [STORE_DUE] =
        "SELECT o.seq, o.tries, s.id, r.envelope FROM outbox AS o"
        " JOIN submission AS s ON s.seq = o.seq JOIN result AS r ON r.seq = o.seq"
        " WHERE o.tenant = ?1 AND o.next_try <= ?2 ORDER BY o.next_try LIMIT ?3",
    [STORE_TRIED] = "UPDATE outbox SET tries = ?3, next_try = ?4 WHERE tenant = ?1 AND seq = ?2",
    [STORE_NEXT_DUE] = "SELECT min(next_try) FROM outbox WHERE tenant = ?1",
    [STORE_IS_UNDELIVERED] = "SELECT 1 FROM outbox WHERE tenant = ?1 AND seq = ?2",
    [STORE_COUNT_UNDELIVERED] =
        "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE tenant = ?1 LIMIT 1000000)",

    [STORE_RECOVER] = "UPDATE submission SET state = 0 WHERE state = 1",
    [STORE_QUEUES] =
        "SELECT lane, tenant, count(*) FROM submission WHERE state = 0"
        " GROUP BY lane, tenant",
    [STORE_LAST] = "SELECT max(seq) FROM submission",
};
