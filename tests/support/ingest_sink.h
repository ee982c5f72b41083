/* SPDX-License-Identifier: Apache-2.0
 *
 * ingest_sink.h - a sink that keeps what an import gave, for tests: dreams and flowers as lines of text,
 * rejected rows as "line:column code", findings as "code subject".
 */
#ifndef FL_TESTS_INGEST_SINK_H
#define FL_TESTS_INGEST_SINK_H

#include "base/buf.h"
#include "base/str.h"
#include "ingest/ingest.h"

#include <inttypes.h>
#include <string.h>

typedef struct kept {
	fl_buf dreams, flowers, rejected, findings;
	int64_t num_dreams, num_flowers, num_rejected;
	int64_t stop_after; /* dreams until the sink itself fails, 0 never */
	fl_ingest_sink sink;
	fl_ingest_counts counts;
	fl_error err;
	fl_status status;
} kept;

static inline fl_status keep_dream(void *user, const fl_dream *d, fl_error *err)
{
	kept *k = user;

	fl_buf_printf(&k->dreams, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%" PRId64 "|%" PRId64 "|", FL_STR_ARG(d->id),
		      FL_STR_ARG(d->title), FL_STR_ARG(d->body), FL_STR_ARG(d->organisation), FL_STR_ARG(d->region),
		      FL_STR_ARG(d->category), d->request, d->raised);
	if (d->submitted != FL_TIME_NONE)
		fl_buf_printf(&k->dreams, "%" PRId64, d->submitted);
	fl_buf_printf(&k->dreams, "|%" PRId64 "|%" PRId64 "|", d->stated_flowers, d->threshold);
	for (size_t i = 0; i < d->num_tags; i++)
		fl_buf_printf(&k->dreams, "%s%.*s", i ? "," : "", FL_STR_ARG(d->tags[i]));
	fl_buf_printf(&k->dreams, "|%" PRId64 "\n", d->line);
	k->num_dreams++;
	if (k->stop_after > 0 && k->num_dreams == k->stop_after) {
		if (err && err->status == FL_OK)
			*err = (fl_error){ FL_EIO, "sink", 0, 0, "the sink is full" };
		return FL_EIO;
	}
	return FL_OK;
}

static inline fl_status keep_flower(void *user, const fl_flower *f, fl_error *err)
{
	kept *k = user;

	(void)err;
	fl_buf_printf(&k->flowers, "%.*s|%.*s|%.*s|%.*s|%" PRId64 "|", FL_STR_ARG(f->dream), FL_STR_ARG(f->giver),
		      FL_STR_ARG(f->kind), FL_STR_ARG(f->event), f->count);
	if (f->given != FL_TIME_NONE)
		fl_buf_printf(&k->flowers, "%" PRId64, f->given);
	fl_buf_printf(&k->flowers, "|%" PRId64 "\n", f->line);
	k->num_flowers++;
	return FL_OK;
}

static inline fl_status keep_rejected(void *user, const fl_rejected *r, fl_error *err)
{
	kept *k = user;

	(void)err;
	fl_buf_printf(&k->rejected, "%" PRId64 ":%" PRId64 " %s\n", r->line, r->column, r->code);
	k->num_rejected++;
	return fl_utf8_valid(r->raw, NULL) && r->raw.len <= 4096 && r->reason.len > 0 ? FL_OK : FL_EINTERNAL;
}

static inline void keep_finding(void *user, const fl_finding *f)
{
	kept *k = user;

	fl_buf_printf(&k->findings, "%s %s\n", f->code, f->subject);
}

static inline void kept_init(kept *k)
{
	memset(k, 0, sizeof *k);
	fl_buf_init(&k->dreams, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&k->flowers, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&k->rejected, FL_BUF_MAX_DEFAULT);
	fl_buf_init(&k->findings, FL_BUF_MAX_DEFAULT);
	k->sink = (fl_ingest_sink){
		.dream = keep_dream, .flower = keep_flower, .rejected = keep_rejected, .user = k, .findings = { keep_finding, k }
	};
	k->err = FL_ERROR_INIT;
}

static inline void kept_release(kept *k)
{
	fl_buf_release(&k->dreams);
	fl_buf_release(&k->flowers);
	fl_buf_release(&k->rejected);
	fl_buf_release(&k->findings);
}

static inline const char *kept_text(const fl_buf *buf)
{
	return buf->data ? buf->data : "";
}

#endif
