/* SPDX-License-Identifier: Apache-2.0
 *
 * dream.h - one submitted public-interest proposal, as ingested: facts only, nothing derived.
 */
#ifndef FL_DOMAIN_DREAM_H
#define FL_DOMAIN_DREAM_H

#include "domain/money.h"
#include "florin.h"

#include <limits.h>

#define FL_TIME_NONE INT64_MIN /* a time that is not known */
#define FL_DREAM_TEXT_MAX (1u << 20) /* bytes of a title or body that ingest accepts */

typedef struct fl_dream {
	fl_str id;           /* unique in the round, 1..200 bytes, no control characters */
	fl_str title;        /* may be empty when body is not */
	fl_str body;
	fl_str organisation; /* who submitted it: id or name, "" unknown */
	fl_str author;       /* the person who wrote it, "" unknown. Personal data: evidence of duplicates only, in no report and no bundle */
	fl_str region;       /* "甘肃/定西", "" unknown */
	fl_str category;     /* as stated by the submitter, "" none; rule packs may decide another */
	const fl_str *tags;  /* as stated (e.g. from a .pb file), sorted by bytes, unique */
	size_t num_tags;
	fl_money request;    /* > 0 */
	fl_money raised;     /* >= 0, raised elsewhere */
	int64_t submitted;   /* Unix seconds, or FL_TIME_NONE */
	int64_t stated_flowers; /* ready total from a file, -1 none */
	int64_t stated_givers;  /* from how many different givers these are, -1 nobody says */
	int64_t threshold;   /* of this dream, -1: the round's */
	fl_str source;       /* file it came from */
	int64_t line;        /* 1-based line there */
} fl_dream;

/* A flower, as ingested. 'count' >= 1 (for money gifts: minor units). */
typedef struct fl_flower {
	fl_str dream;   /* id */
	fl_str giver;   /* "" unknown */
	fl_str kind;    /* source of the flower: gift, steps, quiz, vote ..., "" unknown */
	fl_str event;   /* id of the event, "" none */
	int64_t count;
	int64_t given;  /* Unix seconds, or FL_TIME_NONE */
	int64_t line;
} fl_flower;

/* Parse a date or time: ISO 8601 with or without zone, "2026-09-05", "2026/9/5 8:00", "2026年9月5日 8:05".
 * Without a zone, 'offset_minutes' east of UTC applies (a date alone is its first second). */
bool fl_time_parse(fl_str text, int offset_minutes, int64_t *ret_unix);
/* The same; *ret_zone is the offset that the text states, FL_ZONE_NONE where it states none. */
#define FL_ZONE_NONE INT_MIN
bool fl_time_parse_zone(fl_str text, int offset_minutes, int64_t *ret_unix, int *ret_zone);
/* "2026-09-05T08:00:00+08:00" */
void fl_time_print(fl_buf *buf, int64_t unix_seconds, int offset_minutes);

#endif
