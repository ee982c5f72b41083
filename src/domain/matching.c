/* SPDX-License-Identifier: Apache-2.0
 *
 * matching.c - match.json, written and read.
 */
#include "domain/matching.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/bundle.h"

#define FORMAT        "florin-match/2"
#define FORMAT_BEFORE "florin-match/1" /* its proofs have no values */

static const char *const outcomes[] = { "optimal", "feasible", "infeasible" };
static const char *const limits[] = { "least", "money", "fixed", "most" };

const char *fl_assign_limit_name(fl_assign_limit limit)
{
	return limits[limit];
}

const char *fl_matching_outcome(fl_assign_outcome outcome)
{
	return outcomes[outcome];
}

/* ---- writing ----------------------------------------------------------------------------------------------------------- */

static void put_index(fl_json_writer *w, uint32_t i)
{
	fl_json_put_i64(w, i == UINT32_MAX ? -1 : (int64_t)i);
}

static void put_partners(fl_json_writer *w, const fl_matching *m)
{
	fl_json_put_key(w, "partners");
	fl_json_begin_array(w);
	for (size_t p = 0; p < m->c.num_partners; p++) {
		const fl_place *place = &m->c.places[p];
		fl_json_begin_object(w);
		fl_json_kv_str(w, "id", m->partners[p]);
		fl_json_kv_i64(w, "least", place->least);
		fl_json_kv_i64(w, "most", place->most);
		fl_json_put_key(w, "money");
		if (place->money < 0)
			fl_json_put_null(w);
		else
			fl_json_put_i64(w, place->money);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_dream(fl_json_writer *w, const fl_matching *m, size_t i, fl_buf *fits)
{
	uint32_t partner = m->a->outcome == FL_ASSIGN_INFEASIBLE ? FL_UNASSIGNED : m->a->partner[i];
	fl_buf_clear(fits);
	for (size_t k = m->c.start[i]; k < m->c.start[i + 1]; k++)
		fl_buf_printf(fits, "%s%u:%lld", k > m->c.start[i] ? " " : "", m->c.fits[k].partner, (long long)m->c.fits[k].fit);
	fl_json_begin_object(w);
	fl_json_kv_str(w, "id", m->dreams[i]);
	fl_json_kv_i64(w, "brings", m->c.brings ? m->c.brings[i] : 0);
	fl_json_kv_bool(w, "fixed", m->c.fixed && m->c.fixed[i]);
	fl_json_kv_str(w, "fits", fits->len > 0 ? fl_buf_view(fits) : FL_STR(""));
	fl_json_put_key(w, "partner");
	if (partner == FL_UNASSIGNED)
		fl_json_put_null(w);
	else
		fl_json_put_i64(w, partner);
	fl_json_end_object(w);
}

static void put_mends(fl_json_writer *w, const fl_assignment *a)
{
	fl_json_put_key(w, "mends");
	fl_json_begin_array(w);
	for (size_t n = 0; n < a->num_mends; n++) {
		const fl_assign_change *m = &a->mends[n];
		fl_json_begin_object(w);
		fl_json_kv_i64(w, "partner", m->partner);
		fl_json_kv_z(w, "limit", limits[m->limit]);
		fl_json_kv_i64(w, "now", m->now);
		fl_json_kv_i64(w, "to", m->to);
		fl_json_kv_bool(w, "sure", m->sure);
		fl_json_end_object(w);
	}
	fl_json_end_array(w);
}

static void put_conflict(fl_json_writer *w, const fl_assignment *a)
{
	if (a->outcome != FL_ASSIGN_INFEASIBLE)
		return;
	fl_json_put_key(w, "conflict");
	fl_json_begin_object(w);
	fl_json_put_key(w, "partners");
	fl_json_begin_array(w);
	for (size_t n = 0; n < a->num_conflict; n++)
		fl_json_put_i64(w, a->conflict[n]);
	fl_json_end_array(w);
	fl_json_kv_i64(w, "needed", a->needed);
	fl_json_kv_i64(w, "fitting", a->fitting);
	fl_json_kv_z(w, "kind", a->by_money ? "money" : a->over ? "fixed" : "least");
	put_mends(w, a);
	fl_json_end_object(w);
}

static void put_sets(fl_json_writer *w, const char *key, const int64_t *numbers, size_t count, size_t width)
{
	fl_json_put_key(w, key);
	fl_json_begin_array(w);
	for (size_t s = 0; s < count; s++) {
		fl_json_begin_array(w);
		for (size_t i = 0; i < width; i++)
			fl_json_put_i64(w, numbers[width * s + i]);
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
}

static void put_proof(fl_json_writer *w, const fl_matching *m)
{
	const fl_assign_proof *p = &m->a->proof;
	fl_json_put_key(w, "proof");
	fl_json_begin_object(w);
	fl_json_kv_i64(w, "scale", p->scale);
	fl_json_kv_i64(w, "fine", p->fine);
	fl_json_put_key(w, "nodes");
	fl_json_begin_array(w);
	for (size_t n = 0; n < p->num_nodes; n++) {
		fl_json_begin_array(w);
		put_index(w, p->nodes[n].dream);
		put_index(w, p->nodes[n].partner);
		put_index(w, p->nodes[n].yes);
		put_index(w, p->nodes[n].no);
		fl_json_end_array(w);
	}
	fl_json_end_array(w);
	put_sets(w, "prices", p->prices, p->num_sets, 2 * m->c.num_partners);
	put_sets(w, "values", p->values, p->num_values, m->c.num_dreams + m->c.num_partners);
	fl_json_end_object(w);
}

void fl_matching_print(fl_buf *out, const fl_matching *m)
{
	fl_json_writer w;
	fl_buf fits;
	fl_buf_init(&fits, FL_BUF_MAX_DEFAULT);
	fl_json_start(&w, out, false);
	fl_json_begin_object(&w);
	fl_json_kv_z(&w, "format", FORMAT);
	fl_json_kv_str(&w, "round", m->round);
	fl_json_kv_z(&w, "outcome", outcomes[m->a->outcome]);
	fl_json_kv_i64(&w, "total", m->a->total);
	fl_json_kv_i64(&w, "bound", m->a->bound);
	fl_json_put_key(&w, "unique");
	if (m->a->unique < 0)
		fl_json_put_null(&w);
	else
		fl_json_put_bool(&w, m->a->unique > 0);
	fl_json_kv_bool(&w, "settled", m->a->settled);
	put_partners(&w, m);
	fl_json_put_key(&w, "dreams");
	fl_json_begin_array(&w);
	for (size_t i = 0; i < m->c.num_dreams; i++)
		put_dream(&w, m, i, &fits);
	fl_json_end_array(&w);
	put_conflict(&w, m->a);
	put_proof(&w, m);
	fl_json_end_object(&w);
	fl_buf_putc(out, '\n');
	if (fits.status != FL_OK)
		out->status = fits.status; /* nothing was left out unseen */
	fl_buf_release(&fits);
}

/* ---- reading ----------------------------------------------------------------------------------------------------------- */

typedef struct reading {
	fl_arena *arena;
	fl_matching *m;
	fl_assignment *a;
	size_t *start;
	fl_fit *fits;
	size_t num_fits;
} reading;

static fl_status take_i64(fl_json v, int64_t least, int64_t most, int64_t *ret, fl_error *err)
{
	if (!fl_json_i64(v, ret) || *ret < least || *ret > most)
		return fl_json_error(v, err, FL_EPARSE, "a whole number from %lld to %lld is wanted here", (long long)least,
				     (long long)most);
	return FL_OK;
}

static fl_status take_index(fl_json v, size_t count, uint32_t *ret, fl_error *err)
{
	int64_t n;
	FL_TRY(take_i64(v, -1, (int64_t)count - 1, &n, err));
	*ret = n < 0 ? UINT32_MAX : (uint32_t)n;
	return FL_OK;
}

static fl_status take_array(fl_json object, const char *key, fl_json *ret, fl_error *err)
{
	return fl_json_need(object, key, FL_JSON_ARRAY, ret, err);
}

static fl_status read_partners(reading *r, fl_json root, fl_error *err)
{
	fl_json list;
	FL_TRY(take_array(root, "partners", &list, err));
	size_t count = fl_json_len(list);
	fl_str *ids = fl_arena_array(r->arena, count + 1, sizeof *ids);
	fl_place *places = fl_arena_array(r->arena, count + 1, sizeof *places);
	if (!ids || !places)
		return fl_enomem(err);
	if (count > FL_ASSIGN_PARTNERS)
		return fl_json_error(list, err, FL_ERANGE, "more than %d partners", FL_ASSIGN_PARTNERS);
	for (size_t p = 0; p < count; p++) {
		fl_json v = fl_json_at(list, p), money = fl_json_get(v, "money");
		FL_TRY(fl_bundle_need_text(v, "id", r->arena, &ids[p], err));
		FL_TRY(take_i64(fl_json_get(v, "least"), 0, INT64_C(1) << 40, &places[p].least, err));
		FL_TRY(take_i64(fl_json_get(v, "most"), places[p].least, INT64_C(1) << 40, &places[p].most, err));
		places[p].money = -1;
		if (fl_json_type_of(money) != FL_JSON_NULL)
			FL_TRY(take_i64(money, 0, INT64_MAX, &places[p].money, err));
	}
	r->m->partners = ids;
	r->m->c.places = places;
	r->m->c.num_partners = count;
	return FL_OK;
}

static bool take_digits(fl_str s, size_t *at, int64_t *ret)
{
	size_t from = *at;
	*ret = 0;
	for (; *at < s.len && s.data[*at] >= '0' && s.data[*at] <= '9' && *at - from < 12; ++*at)
		*ret = *ret * 10 + (s.data[*at] - '0');
	return *at > from;
}

/* "0:420 3:310", the best first. */
static fl_status read_fits(reading *r, fl_json v, bool fixed, fl_error *err)
{
	fl_str s = fl_json_text(v);
	size_t first = r->num_fits;
	for (size_t at = 0; at < s.len;) {
		int64_t p, fit = 0;
		bool good = take_digits(s, &at, &p) && at < s.len && s.data[at++] == ':' && take_digits(s, &at, &fit) &&
			    (at == s.len || (s.data[at++] == ' ' && at < s.len));
		if (!good || (size_t)p >= r->m->c.num_partners || fit > FL_ASSIGN_FIT_MAX || fit < (fixed ? 0 : 1))
			return fl_json_error(v, err, FL_EPARSE, "fits are written 'partner:fit partner:fit'");
		fl_fit *last = r->num_fits > first ? &r->fits[r->num_fits - 1] : NULL;
		if (last && (last->fit < fit || (last->fit == fit && last->partner >= (uint32_t)p)))
			return fl_json_error(v, err, FL_EPARSE, "the best fit comes first");
		r->fits[r->num_fits++] = (fl_fit){ (uint32_t)p, fit };
	}
	return FL_OK;
}

static size_t count_fits(fl_json list)
{
	size_t count = 0;
	for (size_t i = 0; i < fl_json_len(list); i++) {
		fl_str s = fl_json_text(fl_json_get(fl_json_at(list, i), "fits"));
		for (size_t k = 0; k < s.len; k++)
			count += s.data[k] == ':';
	}
	return count;
}

static fl_status read_dreams(reading *r, fl_json root, fl_error *err)
{
	fl_json list;
	FL_TRY(take_array(root, "dreams", &list, err));
	size_t count = fl_json_len(list);
	fl_str *ids = fl_arena_array(r->arena, count + 1, sizeof *ids);
	fl_money *brings = fl_arena_array(r->arena, count + 1, sizeof *brings);
	bool *fixed = fl_arena_array(r->arena, count + 1, sizeof *fixed);
	r->start = fl_arena_array(r->arena, count + 1, sizeof *r->start);
	r->fits = fl_arena_array(r->arena, count_fits(list) + 1, sizeof *r->fits);
	r->a->partner = fl_arena_array(r->arena, count + 1, sizeof *r->a->partner);
	if (!ids || !brings || !fixed || !r->start || !r->fits || !r->a->partner)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++) {
		fl_json v = fl_json_at(list, i), partner = fl_json_get(v, "partner");
		FL_TRY(fl_bundle_need_text(v, "id", r->arena, &ids[i], err));
		FL_TRY(take_i64(fl_json_get(v, "brings"), 0, INT64_MAX, &brings[i], err));
		fixed[i] = fl_json_bool(fl_json_get(v, "fixed"));
		FL_TRY(read_fits(r, fl_json_get(v, "fits"), fixed[i], err));
		r->start[i + 1] = r->num_fits;
		if (fixed[i] && r->start[i + 1] - r->start[i] != 1)
			return fl_json_error(v, err, FL_EPARSE, "a fixed dream has one fit");
		r->a->partner[i] = FL_UNASSIGNED;
		if (fl_json_type_of(partner) != FL_JSON_NULL)
			FL_TRY(take_index(partner, r->m->c.num_partners, &r->a->partner[i], err));
	}
	r->m->dreams = ids;
	r->m->c.num_dreams = count;
	r->m->c.start = r->start;
	r->m->c.fits = r->fits;
	r->m->c.brings = brings;
	r->m->c.fixed = fixed;
	return FL_OK;
}

static fl_status read_mends(reading *r, fl_json conflict, fl_error *err)
{
	fl_json list;
	if (fl_json_type_of(fl_json_get(conflict, "mends")) == FL_JSON_NULL)
		return FL_OK; /* of a time before there were any */
	FL_TRY(take_array(conflict, "mends", &list, err));
	r->a->mends = fl_arena_array(r->arena, fl_json_len(list) + 1, sizeof *r->a->mends);
	if (!r->a->mends)
		return fl_enomem(err);
	for (size_t n = 0; n < fl_json_len(list); n++) {
		fl_json v = fl_json_at(list, n);
		fl_assign_change *m = &r->a->mends[r->a->num_mends++];
		int limit = 0;
		int64_t p;
		FL_TRY(take_i64(fl_json_get(v, "partner"), 0, (int64_t)r->m->c.num_partners - 1, &p, err));
		FL_TRY(take_i64(fl_json_get(v, "now"), 0, INT64_MAX, &m->now, err));
		FL_TRY(take_i64(fl_json_get(v, "to"), 0, INT64_MAX, &m->to, err));
		while (limit < 4 && !fl_str_eqz(fl_json_text(fl_json_get(v, "limit")), limits[limit]))
			limit++;
		if (limit == 4)
			return fl_json_error(v, err, FL_EPARSE, "'limit' must be one of 'least', 'money', 'fixed', 'most'");
		m->partner = (uint32_t)p;
		m->limit = (fl_assign_limit)limit;
		m->sure = fl_json_bool(fl_json_get(v, "sure"));
	}
	return FL_OK;
}

static fl_status read_conflict(reading *r, fl_json root, fl_error *err)
{
	fl_json v, list;
	if (r->a->outcome != FL_ASSIGN_INFEASIBLE)
		return FL_OK;
	FL_TRY(fl_json_need(root, "conflict", FL_JSON_OBJECT, &v, err));
	FL_TRY(take_array(v, "partners", &list, err));
	fl_str kind = fl_json_text(fl_json_get(v, "kind"));
	r->a->by_money = fl_str_eqz(kind, "money");
	r->a->over = fl_str_eqz(kind, "fixed");
	FL_TRY(take_i64(fl_json_get(v, "needed"), 0, INT64_MAX, &r->a->needed, err));
	FL_TRY(take_i64(fl_json_get(v, "fitting"), 0, INT64_MAX, &r->a->fitting, err));
	r->a->conflict = fl_arena_array(r->arena, fl_json_len(list) + 1, sizeof *r->a->conflict);
	if (!r->a->conflict)
		return fl_enomem(err);
	for (size_t n = 0; n < fl_json_len(list); n++) {
		int64_t p;
		FL_TRY(take_i64(fl_json_at(list, n), 0, (int64_t)r->m->c.num_partners - 1, &p, err));
		r->a->conflict[r->a->num_conflict++] = (uint32_t)p;
	}
	return read_mends(r, v, err);
}

static fl_status read_nodes(reading *r, fl_json list, fl_error *err)
{
	size_t count = fl_json_len(list);
	fl_assign_node *nodes = fl_arena_array(r->arena, count + 1, sizeof *nodes);
	if (!nodes)
		return fl_enomem(err);
	for (size_t n = 0; n < count; n++) {
		fl_json v = fl_json_at(list, n);
		FL_TRY(take_index(fl_json_at(v, 0), r->m->c.num_dreams, &nodes[n].dream, err));
		FL_TRY(take_index(fl_json_at(v, 1), r->m->c.num_partners, &nodes[n].partner, err));
		FL_TRY(take_index(fl_json_at(v, 2), INT32_MAX, &nodes[n].yes, err));
		FL_TRY(take_index(fl_json_at(v, 3), INT32_MAX, &nodes[n].no, err));
	}
	r->a->proof.nodes = nodes;
	r->a->proof.num_nodes = count;
	return FL_OK;
}

static fl_status read_sets(reading *r, fl_json list, size_t width, const char *what, const int64_t **ret, size_t *ret_count, fl_error *err)
{
	int64_t *numbers = fl_arena_array(r->arena, width * fl_json_len(list) + 1, sizeof *numbers);
	if (!numbers)
		return fl_enomem(err);
	for (size_t s = 0; s < fl_json_len(list); s++) {
		fl_json set = fl_json_at(list, s);
		if (fl_json_len(set) != width)
			return fl_json_error(set, err, FL_EPARSE, "%s", what);
		for (size_t i = 0; i < width; i++)
			FL_TRY(take_i64(fl_json_at(set, i), INT64_MIN, INT64_MAX, &numbers[width * s + i], err));
	}
	*ret = numbers;
	*ret_count = fl_json_len(list);
	return FL_OK;
}

static fl_status read_proof(reading *r, fl_json root, bool has_values, fl_error *err)
{
	fl_json v, list;
	fl_assign_proof *proof = &r->a->proof;
	size_t partners = r->m->c.num_partners;
	FL_TRY(fl_json_need(root, "proof", FL_JSON_OBJECT, &v, err));
	FL_TRY(take_i64(fl_json_get(v, "scale"), 0, INT64_MAX, &proof->scale, err));
	FL_TRY(take_i64(fl_json_get(v, "fine"), 0, INT64_MAX, &proof->fine, err));
	FL_TRY(take_array(v, "nodes", &list, err));
	FL_TRY(read_nodes(r, list, err));
	FL_TRY(take_array(v, "prices", &list, err));
	FL_TRY(read_sets(r, list, 2 * partners, "a set of prices has two for every partner", &proof->prices, &proof->num_sets, err));
	if (!has_values)
		return FL_OK;
	FL_TRY(take_array(v, "values", &list, err));
	return read_sets(r, list, r->m->c.num_dreams + partners, "a set of values has one for every dream and every partner", &proof->values,
			 &proof->num_values, err);
}

static fl_status read_root(reading *r, fl_json root, fl_error *err)
{
	fl_str outcome = fl_json_text(fl_json_get(root, "outcome"));
	fl_json unique = fl_json_get(root, "unique");
	int n = 0;
	bool before = fl_str_eqz(fl_json_text(fl_json_get(root, "format")), FORMAT_BEFORE);
	FL_TRY(fl_bundle_need_format(root, before ? FORMAT_BEFORE : FORMAT, err));
	FL_TRY(fl_bundle_need_text(root, "round", r->arena, &r->m->round, err));
	while (n < 3 && !fl_str_eqz(outcome, outcomes[n]))
		n++;
	if (n == 3)
		return fl_json_error(root, err, FL_EPARSE, "'outcome' must be one of 'optimal', 'feasible', 'infeasible'");
	r->a->outcome = (fl_assign_outcome)n;
	FL_TRY(take_i64(fl_json_get(root, "total"), 0, INT64_MAX, &r->a->total, err));
	FL_TRY(take_i64(fl_json_get(root, "bound"), 0, INT64_MAX, &r->a->bound, err));
	r->a->unique = fl_json_type_of(unique) == FL_JSON_NULL ? -1 : fl_json_bool(unique);
	r->a->settled = fl_json_bool(fl_json_get(root, "settled"));
	FL_TRY(read_partners(r, root, err));
	FL_TRY(read_dreams(r, root, err));
	FL_TRY(read_conflict(r, root, err));
	return read_proof(r, root, !before, err);
}

fl_status fl_matching_read(fl_str text, const char *source, fl_arena *arena, fl_matching *ret, fl_error *err)
{
	fl_json_doc *doc = NULL;
	reading r = { .arena = arena, .m = ret, .a = fl_arena_array(arena, 1, sizeof(fl_assignment)) };
	*ret = (fl_matching){ .a = r.a };
	if (!r.a)
		return fl_enomem(err);
	FL_TRY(fl_json_parse(text, source, &doc, err));
	fl_status status = read_root(&r, fl_json_root(doc), err);
	fl_json_free(doc);
	return status;
}
