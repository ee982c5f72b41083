/* SPDX-License-Identifier: Apache-2.0
 *
 * florin.h - the public interface of libflorin, in the order in which one uses it.
 *
 * Florin decides how a foundation's money reaches the dreams that the public supports: it tags
 * them by rules, finds duplicates, counts their flowers, allocates the money by an exact linear
 * program and proves the answer.
 *
 * Three channels, never mixed:
 *   the call failed          an fl_status is returned and the caller's fl_error is filled;
 *   the data has problems    an fl_finding callback, any number per call;
 *   the answer is no         a field of the result (infeasible, not verified, duplicate).
 *
 * The library has no global state, prints nothing, reads no environment and never exits.
 * Every function may be called from any thread, but one fl_round from one thread at a time.
 */
#ifndef FLORIN_H
#define FLORIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define FL_API __attribute__((visibility("default")))
#define FL_MUST_CHECK __attribute__((warn_unused_result))
#define FL_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#else
#define FL_API
#define FL_MUST_CHECK
#define FL_PRINTF(fmt, first)
#endif

/* ---- 1. Words -------------------------------------------------------------------------------- */

/* What a call can come back with. Everything but FL_OK leaves the round file as it was. */
typedef enum fl_status {
	FL_OK = 0,
	FL_ENOMEM,    /* memory ran out */
	FL_EIO,       /* reading or writing failed: missing file, full disk, permission */
	FL_EPARSE,    /* bytes that are not what the format says: JSON, CSV, .pb, UTF-8 */
	FL_EINVAL,    /* well-formed, but unusable: unknown setting, contradictory limits */
	FL_ERANGE,    /* a number too large: a sum above 2^63-1 minor units, a file above its limit */
	FL_ENOTFOUND, /* no such dream, pack, pool, step result */
	FL_ESTATE,    /* the steps before this one have not been run */
	FL_EVERSION,  /* a file of a newer version of Florin */
	FL_EBUSY,     /* another process holds the round file */
	FL_EINTERNAL, /* a defect in Florin or a library below it; please report it */
} fl_status;

/* Where and why a call failed. Caller-owned, no pointers inside, nothing to free. Untouched on
 * success; the first (innermost) error wins. Initialise with FL_ERROR_INIT. */
typedef struct fl_error {
	fl_status status;
	char source[256];  /* file or object, "" when none; control characters are escaped */
	int64_t line;      /* 1-based, 0 when unknown */
	int64_t column;    /* 1-based in characters, 0 when unknown */
	char message[512]; /* one line, lower case, no full stop, UTF-8, control characters escaped */
} fl_error;

#define FL_ERROR_INIT ((fl_error){ FL_OK, "", 0, 0, "" })

typedef enum fl_severity { FL_NOTE, FL_WARNING, FL_ERROR } fl_severity;

/* One problem in the data. The strings live until the callback returns. */
typedef struct fl_finding {
	fl_severity severity;
	const char *code;    /* stable, documented in docs/reference/findings.md, e.g. "amount-fraction" */
	const char *source;  /* file or object, "" when none */
	int64_t line;        /* 1-based, 0 when unknown */
	int64_t column;      /* 1-based, 0 when unknown */
	const char *subject; /* the dream, rule, pool ... it is about, "" when none */
	const char *message; /* one line */
} fl_finding;

/* Receives findings. 'report' may be NULL: findings are then counted by the call and dropped. */
typedef struct fl_listener {
	void (*report)(void *user, const fl_finding *finding);
	void *user;
} fl_listener;

/* Money in minor units (fen, cents) of the round's one currency. Never a double. */
typedef int64_t fl_money;

/* Text as pointer and length; UTF-8, not necessarily NUL-terminated. */
typedef struct fl_str {
	const char *data;
	size_t len;
} fl_str;

/* Library version "major.minor.patch", and the name of a status ("parse error"). Static. */
FL_API const char *fl_version(void);
FL_API const char *fl_status_name(fl_status status);

#ifdef __cplusplus
}
#endif
#endif
