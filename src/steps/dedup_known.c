/* SPDX-License-Identifier: Apache-2.0
 *
 * dedup_known.c - the table of weights in the round file, and what was found with it.
 *
 * Kept of a look, as numbers (fl_buf_leb) and texts (length and bytes):
 *     how many texts; of each that is the first of its words: 16 bytes of SHA-256 over title, body and organisation, its sums
 *     how many pairs; of each near pair: a and b as places in that list, similarities, what differs, the words
 * It is a shortcut and no result: bytes that do not read as this are passed over, and all is looked at anew.
 */
#include "steps/dedup_known.h"

#include "base/error.h"
#include "base/str.h"
#include "domain/dense.h"

#include <stdio.h>
#include <stdlib.h>

#define KEPT_MAX ((size_t)512 << 20) /* bytes; more are not kept, and the next look is a whole one */
#define OUTGROWN 4                   /* weights of so many times fewer dreams should be made again */

typedef struct keyed {
	uint8_t digest[16];
	uint32_t place;
} keyed;

static int by_digest(const void *a, const void *b)
{
	return memcmp(((const keyed *)a)->digest, ((const keyed *)b)->digest, 16);
}

static void digest_of(const fl_dream *dream, uint8_t out[16])
{
	fl_digest whole = fl_decision_seen(dream, NULL);
	memcpy(out, whole.bytes, 16);
}

/* Everything that what is kept depends on, beside the texts. */
static fl_digest key_of(const fl_work *w, const fl_weights *weights)
{
	fl_hasher h;
	uint32_t candidates = (uint32_t)w->spec->dup_candidates;
	unsigned char bytes[4] = { (unsigned char)(candidates >> 24), (unsigned char)(candidates >> 16),
				   (unsigned char)(candidates >> 8), (unsigned char)candidates };
	fl_hasher_init(&h);
	fl_hasher_add(&h, weights->digest.bytes, sizeof weights->digest.bytes);
	fl_hasher_add(&h, bytes, sizeof bytes);
	fl_hasher_add(&h, fl_version(), strlen(fl_version()));
	return fl_hasher_final(&h);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

typedef struct reader {
	fl_str bytes;
	size_t pos;
	bool bad;
} reader;

static uint64_t take(reader *r)
{
	uint64_t n = 0;
	r->bad = r->bad || !fl_str_leb(r->bytes, &r->pos, &n);
	return r->bad ? 0 : n;
}

static fl_str take_text(reader *r)
{
	uint64_t len = take(r);
	r->bad = r->bad || len > r->bytes.len - r->pos;
	if (r->bad)
		return FL_STR("");
	r->pos += (size_t)len;
	return fl_str_slice(r->bytes, r->pos - (size_t)len, r->pos);
}

static int32_t take_millionths(reader *r)
{
	uint64_t n = take(r);
	r->bad = r->bad || n > 1000000;
	return (int32_t)n;
}

/* The texts of then, found among those of today: now[i] is the place of the i-th, UINT32_MAX where it is gone. */
static void read_texts(reader *r, uint64_t count, const keyed *today, size_t num_today, uint32_t *now, bool *known,
		       fl_dedup_weights *weights)
{
	for (uint64_t i = 0; i < count && !r->bad; i++) {
		keyed key = { .place = 0 };
		r->bad = r->bytes.len - r->pos < sizeof key.digest;
		if (r->bad)
			return;
		memcpy(key.digest, r->bytes.data + r->pos, sizeof key.digest);
		r->pos += sizeof key.digest;
		fl_dedup_weights sums = { take(r), take(r), take(r) };
		const keyed *found =
		    num_today == 0 ? NULL : bsearch(&key, today, num_today, sizeof *today, by_digest);
		now[i] = found ? found->place : UINT32_MAX;
		if (!found)
			continue;
		known[found->place] = true;
		weights[found->place] = sums;
	}
}

static void read_pairs(reader *r, uint64_t count, const uint32_t *now, uint64_t num_then, fl_pair *pairs, size_t *ret_count)
{
	for (uint64_t i = 0; i < count && !r->bad; i++) {
		uint64_t a = take(r), b = take(r);
		fl_pair p = { .score = take_millionths(r) };
		p.title = take_millionths(r);
		p.body = take_millionths(r);
		p.containment = take_millionths(r);
		p.differs = (uint32_t)take(r);
		p.only_a = take_text(r);
		p.only_b = take_text(r);
		p.shared = take_text(r);
		r->bad = r->bad || a >= num_then || b >= num_then || a == b;
		if (r->bad || now[a] == UINT32_MAX || now[b] == UINT32_MAX)
			continue;
		p.a = now[a];
		p.b = now[b];
		pairs[(*ret_count)++] = p;
	}
}

/* Dreams of today by digest, each digest once: the first that has it, as the first of its words is kept. */
static size_t sort_today(const fl_facts *facts, keyed *today)
{
	size_t kept = 0;
	for (size_t i = 0; i < facts->num_dreams; i++) {
		digest_of(&facts->dreams[i], today[i].digest);
		today[i].place = (uint32_t)i;
	}
	if (facts->num_dreams > 0)
		qsort(today, facts->num_dreams, sizeof *today, by_digest);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		if (kept == 0 || by_digest(&today[kept - 1], &today[i]) != 0)
			today[kept++] = today[i];
		else if (today[i].place < today[kept - 1].place)
			today[kept - 1].place = today[i].place;
	}
	return kept;
}

static fl_status read_known(fl_work *w, const fl_facts *facts, fl_str bytes, fl_dedup_known *ret, fl_error *err)
{
	reader r = { .bytes = bytes };
	size_t n = facts->num_dreams, num_pairs = 0;
	uint64_t then = take(&r);
	if (r.bad || then > bytes.len / 16)
		return FL_OK;
	keyed *today = fl_arena_array(&w->arena, n + 1, sizeof *today);
	uint32_t *now = fl_arena_array(&w->arena, (size_t)then + 1, sizeof *now);
	bool *known = fl_arena_array(&w->arena, n + 1, sizeof *known);
	fl_dedup_weights *weights = fl_arena_array(&w->arena, n + 1, sizeof *weights);
	if (!today || !now || !known || !weights)
		return fl_enomem(err);
	size_t num_today = sort_today(facts, today);
	read_texts(&r, then, today, num_today, now, known, weights);
	uint64_t count = take(&r);
	if (r.bad || count > bytes.len / 8)
		return FL_OK;
	fl_pair *pairs = fl_arena_array(&w->arena, (size_t)count + 1, sizeof *pairs);
	if (!pairs)
		return fl_enomem(err);
	read_pairs(&r, count, now, then, pairs, &num_pairs);
	if (!r.bad && r.pos == bytes.len)
		*ret = (fl_dedup_known){ known, weights, pairs, num_pairs };
	return FL_OK;
}

fl_status fl_look_back(fl_work *w, const fl_facts *facts, fl_looking_back *ret, fl_error *err)
{
	fl_str bytes;
	*ret = (fl_looking_back){ .has_idf = false };
	FL_TRY(fl_weights_get(w->store, &w->arena, &ret->weights, err));
	if (ret->weights.version == 0 || w->options.reweigh)
		return FL_OK;
	fl_digest digest = fl_sha256(ret->weights.counts);
	if (memcmp(&digest, &ret->weights.digest, sizeof digest) != 0)
		return fl_error_at(err, FL_EPARSE, fl_store_name(w->store), 0, 0,
				   "the round file is damaged: its weights are not those that were kept; 'dedup --reweigh' makes new ones");
	if (fl_idf_parse(ret->weights.counts, &w->arena, &ret->idf, NULL) != FL_OK)
		return fl_error_at(err, FL_ESTATE, fl_store_name(w->store), 0, 0,
				   "the weights of this round were made by another version of Florin; 'dedup --reweigh' makes new ones");
	ret->has_idf = true;
	fl_digest key = key_of(w, &ret->weights);
	FL_TRY(fl_known_get(w->store, &key, &w->arena, &bytes, err));
	return bytes.len == 0 ? FL_OK : read_known(w, facts, bytes, &ret->known, err);
}

/* ---- keeping ---------------------------------------------------------------------------------------------------- */

static void put_text(fl_buf *out, fl_str text)
{
	fl_buf_leb(out, text.len);
	fl_buf_str(out, text);
}

/* A member of a template is looked at anew: not all its pairs were kept. */
static bool is_known(const fl_dedup_result *found, size_t text)
{
	return found->weights[text].total > 0 && (!found->hub || found->hub[text] == FL_DENSE_NONE);
}

static void put_texts(const fl_facts *facts, const fl_dedup_result *found, uint32_t *place, fl_buf *out)
{
	uint32_t count = 0;
	for (size_t i = 0; i < facts->num_dreams; i++)
		if (is_known(found, i))
			place[i] = count++;
	fl_buf_leb(out, count);
	for (size_t i = 0; i < facts->num_dreams; i++) {
		uint8_t digest[16];
		if (!is_known(found, i))
			continue;
		digest_of(&facts->dreams[i], digest);
		fl_buf_add(out, digest, sizeof digest);
		fl_buf_leb(out, found->weights[i].total);
		fl_buf_leb(out, found->weights[i].title);
		fl_buf_leb(out, found->weights[i].body);
	}
}

/* Not those that were looked at only because a person decided on them. */
static bool is_kept(const fl_work *w, const fl_dedup_result *found, const fl_pair *p)
{
	return !p->exact && p->score >= w->spec->dup_candidates && is_known(found, p->a) && is_known(found, p->b);
}

static void put_pairs(const fl_work *w, const fl_dedup_result *found, const uint32_t *place, fl_buf *out)
{
	size_t count = 0;
	for (size_t i = 0; i < found->num_pairs; i++)
		count += is_kept(w, found, &found->pairs[i]);
	fl_buf_leb(out, count);
	for (size_t i = 0; i < found->num_pairs && out->len < KEPT_MAX; i++) {
		const fl_pair *p = &found->pairs[i];
		if (!is_kept(w, found, p))
			continue;
		const int32_t numbers[] = { p->score, p->title, p->body, p->containment };
		fl_buf_leb(out, place[p->a]);
		fl_buf_leb(out, place[p->b]);
		for (size_t k = 0; k < 4; k++)
			fl_buf_leb(out, (uint64_t)numbers[k]);
		fl_buf_leb(out, p->differs);
		put_text(out, p->only_a);
		put_text(out, p->only_b);
		put_text(out, p->shared);
	}
}

static fl_status keep_found(fl_work *w, const fl_facts *facts, const fl_weights *weights, const fl_dedup_result *found,
			    fl_error *err)
{
	fl_buf bytes;
	uint32_t *place = fl_arena_array(&w->arena, facts->num_dreams + 1, sizeof *place);
	if (!place)
		return fl_enomem(err);
	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	put_texts(facts, found, place, &bytes);
	put_pairs(w, found, place, &bytes);
	fl_status status = fl_buf_status(&bytes, err);
	fl_digest key = key_of(w, weights);
	if (status == FL_OK)
		status = bytes.len < KEPT_MAX ? fl_known_put(w->store, &key, fl_buf_view(&bytes), err)
					      : fl_known_drop(w->store, err);
	fl_buf_release(&bytes);
	return status;
}

static fl_status add_weights(fl_work *w, const fl_idf *idf, fl_weights *weights, fl_error *err)
{
	fl_buf bytes;
	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	fl_idf_print(idf, &bytes);
	fl_status status = fl_buf_status(&bytes, err);
	if (status == FL_OK) {
		*weights = (fl_weights){ weights->version + 1, fl_sha256(fl_buf_view(&bytes)), fl_buf_view(&bytes) };
		status = fl_weights_add(w->store, weights, err);
	}
	weights->counts = (fl_str){ NULL, 0 };
	fl_buf_release(&bytes);
	return status;
}

/* A table of few dreams knows few words. */
static void tell_outgrown(fl_work *w, const fl_looking_back *back, const fl_dedup_result *found, size_t num_dreams)
{
	size_t texts = 0;
	for (size_t i = 0; i < num_dreams; i++)
		texts += found->weights[i].total > 0;
	if (back->has_idf && texts / OUTGROWN > back->idf.texts)
		fl_report(&w->findings, FL_NOTE, "weights-outgrown", "", 0, 0, "",
			  "what words weigh was counted in %u dreams, and there are %zu by now; 'dedup --reweigh' counts again",
			  (unsigned)back->idf.texts, texts);
}

fl_status fl_look_keep(fl_work *w, const fl_facts *facts, fl_looking_back *back, const fl_dedup_result *found, fl_error *err)
{
	char name[40];
	if (!back->has_idf && !found->idf)
		return FL_OK; /* not one word */
	if (!back->has_idf)
		FL_TRY(add_weights(w, found->idf, &back->weights, err));
	tell_outgrown(w, back, found, facts->num_dreams);
	snprintf(name, sizeof name, "weights/%lld", (long long)back->weights.version);
	FL_TRY(fl_work_reads(w, fl_str_of(name), &back->weights.digest, err));
	return keep_found(w, facts, &back->weights, found, err);
}
