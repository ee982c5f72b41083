/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c - look at rule packs without a round: lint and test.
 */
#include "base/error.h"
#include "base/str.h"
#include "steps/packs.h"
#include "steps/shelf.h"
#include "steps/source.h"
#include "steps/step.h"

/* Passes findings on and counts those that are more than notes. */
typedef struct counting {
	const fl_listener *to;
	int64_t count;
} counting;

static void count_finding(void *user, const fl_finding *finding)
{
	counting *c = user;
	c->count += finding->severity != FL_NOTE;
	if (c->to && c->to->report)
		c->to->report(c->to->user, finding);
}

static fl_status lint_pack(fl_str bytes, const char *name, const fl_listener *findings, fl_rules_summary *sum,
			   fl_error *err)
{
	fl_pack *pack = NULL;
	fl_error inner = FL_ERROR_INIT;
	size_t warnings;
	fl_shelf shelf = { .files = true };
	fl_pack_finder finder = fl_shelf_finder(&shelf);
	fl_status status = fl_pack_parse_with(bytes, name, &finder, &pack, &inner);
	fl_shelf_release(&shelf);
	if (status == FL_EPARSE || status == FL_EINVAL || status == FL_ERANGE || status == FL_EVERSION ||
	    status == FL_ENOTFOUND) {
		fl_report(findings, FL_ERROR, "pack-unusable", inner.source[0] ? inner.source : name, inner.line,
			  inner.column, "", "%s", inner.message);
		return FL_OK;
	}
	if (status != FL_OK)
		return fl_error_at(err, status, inner.source, inner.line, inner.column, "%s", inner.message);
	sum->rules += (int64_t)fl_pack_num_rules(pack);
	status = fl_pack_lint(pack, findings, &warnings, err);
	fl_pack_free(pack);
	return status;
}

fl_status fl_rules_lint(const char *const *packs, size_t num_packs, const fl_options *options,
			fl_rules_summary *ret_summary, fl_error *err)
{
	counting c = { options ? &options->findings : NULL, 0 };
	fl_listener findings = { count_finding, &c };
	fl_arena arena = FL_ARENA_INIT;
	fl_status status = FL_OK;
	*ret_summary = (fl_rules_summary){ .packs = (int64_t)num_packs };
	for (size_t i = 0; status == FL_OK && i < num_packs; i++) {
		fl_str path, bytes;
		status = fl_source_pack(fl_str_of(packs[i]), NULL, &arena, &path, &bytes, err);
		if (status == FL_OK)
			status = lint_pack(bytes, packs[i], &findings, ret_summary, err);
	}
	ret_summary->findings = c.count;
	fl_arena_release(&arena);
	return status;
}

fl_status fl_rules_test(const char *const *packs, size_t num_packs, const fl_options *options,
			fl_rules_summary *ret_summary, fl_error *err)
{
	counting c = { options ? &options->findings : NULL, 0 };
	fl_listener findings = { count_finding, &c };
	fl_packs loaded;
	*ret_summary = (fl_rules_summary){ .packs = (int64_t)num_packs };
	fl_status status = fl_packs_from_names(&loaded, packs, num_packs, fl_options_threads(options), err);
	for (size_t i = 0; status == FL_OK && i < loaded.len; i++) {
		size_t run = 0, failed = 0;
		status = fl_pack_test(loaded.items[i], &findings, &run, &failed, err);
		ret_summary->examples += (int64_t)run;
	}
	ret_summary->rules = loaded.num_rules;
	ret_summary->findings = c.count;
	fl_packs_release(&loaded);
	return status;
}
