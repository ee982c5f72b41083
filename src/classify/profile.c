/* SPDX-License-Identifier: Apache-2.0
 *
 * profile.c - run patterns one by one under the caller's clock.
 *
 * Of each pattern the runs that hit and those that do not are timed apart: a pattern that costs much without hitting
 * wants a text that must stand in it, one that costs much in hitting is merely frequent. What the prefilter answers
 * by itself is no run. Exceptions and captures are run here whenever they could be, so they seem dearer than they
 * are.
 */
#include "classify/profile.h"

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"
#include "classify/scan.h"

#include <stdlib.h>

#define SHOWN 40 /* patterns, in words */

typedef struct cost {
	uint32_t pack, rule, pattern;
	int64_t runs, hits; /* on a field; of these with a hit */
	int64_t hit_ns, miss_ns;
	int64_t limits;
} cost;

struct fl_profile {
	const fl_pack *const *packs;
	size_t num_packs;
	fl_clock clock;
	fl_arena arena;
	cost **costs; /* [pack][pattern] */
	size_t num_costs;
	fl_matcher matcher;
	fl_scan *scans; /* of each pack */
	int64_t dreams, bytes, normalise_ns, prefilter_ns, decide_ns;
};

static fl_status open_costs(fl_profile *p, fl_error *err)
{
	p->costs = fl_arena_array(&p->arena, p->num_packs + 1, sizeof *p->costs);
	p->scans = fl_arena_array(&p->arena, p->num_packs + 1, sizeof *p->scans);
	if (!p->costs || !p->scans)
		return fl_enomem(err);
	for (uint32_t k = 0; k < p->num_packs; k++) {
		const fl_pack *pack = p->packs[k];
		p->costs[k] = fl_arena_array(&p->arena, pack->num_patterns + 1, sizeof **p->costs);
		if (!p->costs[k])
			return fl_enomem(err);
		fl_scan_init(&p->scans[k], pack, &p->matcher, true);
		p->num_costs += pack->num_patterns;
		for (uint32_t r = 0; r < pack->num_rules; r++) {
			const fl_rule *rule = &pack->rules[r];
			uint32_t end = rule->first + rule->num_hits + rule->num_excepts + rule->num_captures;
			for (uint32_t i = rule->first; i < end; i++)
				p->costs[k][i] = (cost){ .pack = k, .rule = r, .pattern = i };
		}
	}
	return fl_matcher_open(&p->matcher, err);
}

fl_status fl_profile_open(const fl_pack *const *packs, size_t num_packs, fl_clock clock, fl_profile **ret,
			  fl_error *err)
{
	fl_profile *p = fl_alloc(sizeof *p);
	fl_status status;

	if (!p)
		return fl_enomem(err);
	p->packs = packs;
	p->num_packs = num_packs;
	p->clock = clock;
	status = open_costs(p, err);
	if (status == FL_OK)
		*ret = p;
	else
		fl_profile_free(p);
	return status;
}

void fl_profile_free(fl_profile *profile)
{
	if (!profile)
		return;
	for (size_t i = 0; profile->scans && i < profile->num_packs; i++)
		fl_scan_release(&profile->scans[i]);
	if (profile->matcher.memory)
		fl_matcher_close(&profile->matcher);
	fl_arena_release(&profile->arena);
	fl_free(profile);
}

/* ---- one dream --------------------------------------------------------------------------------------------- */

static fl_status time_pattern(fl_profile *p, fl_scan *scan, cost *c, fl_error *err)
{
	for (size_t field = 0; field < scan->num_fields; field++) {
		const fl_slot *slot = fl_scan_slot(scan, field, c->pattern);
		const fl_literals *lit = &scan->pack->patterns[c->pattern].literals;
		int64_t before, took;
		if (lit->whole || (lit->count && !slot->possible)) /* nothing is run */
			continue;
		before = p->clock();
		FL_TRY(fl_scan_run(scan, c->pattern, field, err));
		took = p->clock() - before;
		c->runs++;
		c->hits += slot->count > 0;
		c->limits += slot->limit;
		*(slot->count > 0 ? &c->hit_ns : &c->miss_ns) += took;
	}
	return FL_OK;
}

static fl_status time_pack(fl_profile *p, uint32_t k, const fl_scan_field *fields, size_t num_fields, fl_error *err)
{
	const fl_pack *pack = p->packs[k];
	fl_scan *scan = &p->scans[k];
	int64_t before = p->clock();

	FL_TRY(fl_scan_texts(scan, fields, num_fields, err));
	p->prefilter_ns += p->clock() - before;
	for (uint32_t i = 0; i < pack->num_patterns; i++)
		if (pack->rules[p->costs[k][i].rule].status == FL_RULE_ACTIVE)
			FL_TRY(time_pattern(p, scan, &p->costs[k][i], err));
	before = p->clock();
	for (uint32_t r = 0; r < pack->num_rules; r++) {
		fl_truth truth;
		if (pack->rules[r].status == FL_RULE_ACTIVE)
			FL_TRY(fl_scan_rule(scan, &pack->rules[r], &truth, err));
	}
	p->decide_ns += p->clock() - before;
	return FL_OK;
}

fl_status fl_profile_add(fl_profile *p, const fl_tag_input *input, fl_error *err)
{
	fl_scan_field fields[FL_TAG_FIELDS_MAX];
	fl_scan_origin origins[FL_TAG_FIELDS_MAX];
	fl_arena arena = FL_ARENA_INIT;
	fl_status status = FL_OK;
	int64_t before = p->clock();

	if (input->num_fields > FL_TAG_FIELDS_MAX)
		return fl_error_set(err, FL_ERANGE, "more than %d fields of text", FL_TAG_FIELDS_MAX);
	for (size_t i = 0; i < input->num_fields && status == FL_OK; i++) {
		origins[i].original = input->fields[i].text;
		p->bytes += (int64_t)origins[i].original.len;
		status = fl_normalise(origins[i].original, FL_NORMAL_MATCH, &arena, &origins[i].normal, err);
		fields[i] = (fl_scan_field){ input->fields[i].name, origins[i].normal.text, &origins[i] };
	}
	p->normalise_ns += p->clock() - before;
	p->dreams++;
	for (uint32_t k = 0; k < p->num_packs && status == FL_OK; k++)
		status = time_pack(p, k, fields, input->num_fields, err);
	fl_arena_release(&arena);
	return status;
}

/* ---- results ----------------------------------------------------------------------------------------------- */

static int by_time(const void *x, const void *y) /* the dearest first */
{
	const cost *a = x, *b = y;
	int64_t left = a->hit_ns + a->miss_ns, right = b->hit_ns + b->miss_ns;

	if (left != right)
		return left > right ? -1 : 1;
	if (a->pack != b->pack)
		return a->pack < b->pack ? -1 : 1;
	return (a->pattern > b->pattern) - (a->pattern < b->pattern);
}

static fl_status sorted(const fl_profile *p, cost **ret, fl_error *err)
{
	size_t n = 0;

	*ret = fl_alloc_array(p->num_costs + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t k = 0; k < p->num_packs; k++)
		for (size_t i = 0; i < p->packs[k]->num_patterns; i++)
			(*ret)[n++] = p->costs[k][i];
	if (n > 1)
		qsort(*ret, n, sizeof **ret, by_time);
	return FL_OK;
}

static fl_str name_of(const fl_profile *p, const cost *c)
{
	const fl_pattern *pattern = &p->packs[c->pack]->patterns[c->pattern];

	return pattern->kind == FL_PATTERN_EXCEPT ? FL_STR(FL_MATCH_EXCEPT) : pattern->name;
}

static void put_cost(fl_json_writer *j, const fl_profile *p, const cost *c)
{
	fl_json_begin_object(j);
	fl_json_kv_str(j, "pack", p->packs[c->pack]->id);
	fl_json_kv_str(j, "rule", p->packs[c->pack]->rules[c->rule].id);
	fl_json_kv_str(j, "pattern", name_of(p, c));
	fl_json_kv_i64(j, "runs", c->runs);
	fl_json_kv_i64(j, "hits", c->hits);
	fl_json_kv_i64(j, "match_ns", c->hit_ns);
	fl_json_kv_i64(j, "no_match_ns", c->miss_ns);
	fl_json_kv_i64(j, "limits_hit", c->limits);
	fl_json_end_object(j);
}

fl_status fl_profile_write_json(const fl_profile *p, fl_buf *buf, fl_error *err)
{
	fl_json_writer j;
	cost *costs;

	FL_TRY(sorted(p, &costs, err));
	fl_json_start(&j, buf, false);
	fl_json_begin_object(&j);
	fl_json_kv_i64(&j, "rows", p->dreams);
	fl_json_kv_i64(&j, "bytes", p->bytes);
	fl_json_kv_i64(&j, "normalise_ns", p->normalise_ns);
	fl_json_kv_i64(&j, "prefilter_ns", p->prefilter_ns);
	fl_json_kv_i64(&j, "decide_ns", p->decide_ns);
	fl_json_put_key(&j, "patterns");
	fl_json_begin_array(&j);
	for (size_t i = 0; i < p->num_costs; i++)
		put_cost(&j, p, &costs[i]);
	fl_json_end_array(&j);
	fl_json_end_object(&j);
	fl_buf_putc(buf, '\n');
	fl_free(costs);
	return fl_buf_status(buf, err);
}

static void say_ms(fl_buf *buf, int64_t ns)
{
	fl_buf_printf(buf, " %8lld.%03d", (long long)(ns / 1000000), (int)(ns / 1000 % 1000));
}

fl_status fl_profile_write_words(const fl_profile *p, fl_buf *buf, fl_error *err)
{
	cost *costs;

	FL_TRY(sorted(p, &costs, err));
	fl_buf_printf(buf, "rows %lld, bytes %lld; milliseconds: normalise", (long long)p->dreams,
		      (long long)p->bytes);
	say_ms(buf, p->normalise_ns);
	fl_buf_puts(buf, ", prefilter");
	say_ms(buf, p->prefilter_ns);
	fl_buf_puts(buf, ", decide");
	say_ms(buf, p->decide_ns);
	fl_buf_puts(buf, "\n\n    match ms  no match ms     runs     hits  limits  rule, pattern\n");
	for (size_t i = 0; i < p->num_costs && i < SHOWN && costs[i].runs; i++) {
		const cost *c = &costs[i];
		say_ms(buf, c->hit_ns);
		say_ms(buf, c->miss_ns);
		fl_buf_printf(buf, " %8lld %8lld %7lld  ", (long long)c->runs, (long long)c->hits,
			      (long long)c->limits);
		fl_buf_safe(buf, p->packs[c->pack]->rules[c->rule].id);
		fl_buf_puts(buf, ", ");
		fl_buf_safe(buf, name_of(p, c));
		fl_buf_putc(buf, '\n');
	}
	fl_free(costs);
	return fl_buf_status(buf, err);
}
