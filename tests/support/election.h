/* SPDX-License-Identifier: Apache-2.0
 *
 * election.h - a Pabulib file as a round with its candidates, without a store: for the tests and the bench of
 * allocation.
 */
#ifndef FL_TESTS_ELECTION_H
#define FL_TESTS_ELECTION_H

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "tally/tally.h"

#define ELECTION_PROJECTS_MAX 4096

typedef struct election {
	fl_arena arena;
	fl_buf bytes;
	fl_pabulib *pb;
	fl_round_spec *spec;
	fl_candidate dreams[ELECTION_PROJECTS_MAX];
	size_t count;
	int64_t rejected;
} election;

static inline fl_status election_keep_dream(void *user, const fl_dream *dream, fl_error *err)
{
	election *e = user;
	if (e->count == ELECTION_PROJECTS_MAX)
		return fl_error_set(err, FL_ERANGE, "too many projects");
	fl_candidate *d = &e->dreams[e->count];
	fl_str *tags = fl_arena_array(&e->arena, dream->num_tags + 1, sizeof *tags);
	if (!tags)
		return fl_enomem(err);
	for (size_t i = 0; i < dream->num_tags; i++)
		tags[i] = fl_arena_str(&e->arena, dream->tags[i]);
	*d = (fl_candidate){ .id = fl_arena_str(&e->arena, dream->id),
			     .organisation = FL_STR(""),
			     .region = fl_arena_str(&e->arena, dream->region),
			     .category = fl_arena_str(&e->arena, dream->category),
			     .tags = tags,
			     .num_tags = dream->num_tags,
			     .request = dream->request,
			     .tally = dream->stated_flowers,
			     .submitted = dream->submitted,
			     .position = (uint32_t)e->count };
	d->threshold = fl_round_threshold(e->spec, d, dream->threshold);
	d->standing = !fl_round_eligible(e->spec, d) ? FL_INELIGIBLE
		      : d->tally < d->threshold      ? FL_BELOW_THRESHOLD
						     : FL_QUALIFIED;
	e->count++;
	return FL_OK;
}

static inline fl_status election_pass_flower(void *user, const fl_flower *flower, fl_error *err)
{
	(void)user;
	(void)flower;
	(void)err;
	return FL_OK;
}

static inline fl_status election_count_rejected(void *user, const fl_rejected *row, fl_error *err)
{
	(void)row;
	(void)err;
	((election *)user)->rejected++;
	return FL_OK;
}

static inline void election_release(election *e)
{
	fl_round_free(e->spec);
	fl_pabulib_free(e->pb);
	fl_arena_release(&e->arena);
	fl_buf_release(&e->bytes);
}

/* Read, re-tally, and make candidates; 'change' patches the round ("policy.name=greedy"), NULL: as the file means it.
 * The struct is zeroed by the caller and released also after a failure. */
static inline fl_status election_load(election *e, const char *path, const char *change, fl_error *err)
{
	fl_buf json, patched;
	fl_ingest_counts dreams, flowers;
	fl_ingest_sink sink = {
		.dream = election_keep_dream, .flower = election_pass_flower, .rejected = election_count_rejected, .user = e
	};
	fl_buf_init(&e->bytes, (size_t)1 << 30);
	fl_buf_init(&json, (size_t)1 << 24);
	fl_buf_init(&patched, (size_t)1 << 24);
	fl_status status = fl_file_read(path, &e->bytes, err);
	if (status == FL_OK)
		status = fl_pabulib_parse(fl_buf_view(&e->bytes), path, &e->pb, err);
	if (status == FL_OK)
		status = fl_pabulib_round(e->pb, &json, err);
	if (status == FL_OK && change)
		status = fl_round_patch(fl_buf_view(&json), path, fl_str_of(change), &patched, err);
	if (status == FL_OK)
		status = fl_round_parse(fl_buf_view(change ? &patched : &json), path, &e->spec, err);
	if (status == FL_OK)
		status = fl_pabulib_ingest(e->pb, &sink, &dreams, &flowers, err);
	fl_buf_release(&json);
	fl_buf_release(&patched);
	return status;
}

#endif
