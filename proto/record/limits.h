/* Bounds of everything that comes from outside, one place for decoder, records, client and
 * documents. */
#pragma once

#define LIMIT_FRAME_BYTES (1024u * 1024u)      /* one message on the wire */
#define LIMIT_FRAMES_PER_MESSAGE 2u            /* routing id aside: an empty delimiter is allowed */
#define LIMIT_DECODE_HEAP (4u * 1024u * 1024u) /* heap that decoding one message may use */
#define LIMIT_ID_BYTES 64u                     /* submission id: 1..64 of [A-Za-z0-9._:-] */
#define LIMIT_TENANT_BYTES 64u
#define LIMIT_QUESTION_BYTES 64u /* slug: [a-z0-9-] */
#define LIMIT_LANGUAGE_BYTES 16u
#define LIMIT_FILE_NAME_BYTES 64u
#define LIMIT_FILES 16u                   /* source files a submission */
#define LIMIT_SOURCE_BYTES (256u * 1024u) /* all source files together */
#define LIMIT_LABELS 16u                  /* caller's own key=value pairs, echoed in the result */
#define LIMIT_LABEL_BYTES 128u
#define LIMIT_TESTS 512u               /* test rows a result */
#define LIMIT_MESSAGE_BYTES 512u       /* feedback of one test */
#define LIMIT_DIAGNOSTICS_BYTES 16384u /* compiler output kept */
#define LIMIT_RUBRIC_ROWS 8u
#define LIMIT_RESULT_BYTES (768u * 1024u)                /* the signed payload */
#define LIMIT_ENVELOPE_BYTES (LIMIT_FRAME_BYTES - 4096u) /* so that a push fits into a frame */
