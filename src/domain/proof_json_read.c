/* SPDX-License-Identifier: Apache-2.0
 *
 * proof_json_read.c - a proof from its text (the format: proof_json.c).
 *
 * What is read may come from anyone: sizes are those of the text itself (every array is as long as it is written),
 * indices are checked here, numbers have a greatest length, and exponents, signs and zero denominators have no way
 * in.
 */
#include "domain/proof_json.h"
#include "domain/proof_words.h"

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

#include <string.h>

/* The number of a word in such a table, or its length. */
static size_t find_word(const char *const *words, size_t count, fl_str word)
{
	size_t k = 0;
	while (k < count && !fl_str_eqz(word, words[k]))
		k++;
	return k;
}

static fl_status read_array(fl_json object, const char *key, fl_json *ret, size_t *ret_len, fl_error *err)
{
	FL_TRY(fl_json_need(object, key, FL_JSON_ARRAY, ret, err));
	*ret_len = fl_json_len(*ret);
	if (*ret_len >= UINT32_MAX)
		return fl_json_error(*ret, err, FL_ERANGE, "'%s' is too long", key);
	return FL_OK;
}

/* An index below 'end', and not below 'begin'. */
static fl_status read_index(fl_json v, size_t begin, size_t end, const char *what, uint32_t *ret, fl_error *err)
{
	int64_t index;
	if (!fl_json_i64(v, &index))
		return fl_json_error(v, err, FL_EPARSE, "expected the number of a %s", what);
	if (index < 0 || (uint64_t)index >= end || (uint64_t)index < begin)
		return fl_json_error(v, err, FL_EPARSE, "there is no such %s here", what);
	*ret = (uint32_t)index;
	return FL_OK;
}

static fl_status read_list(fl_json v, size_t least, size_t most, const char *what, fl_error *err)
{
	if (fl_json_type_of(v) != FL_JSON_ARRAY || fl_json_len(v) < least || fl_json_len(v) > most)
		return fl_json_error(v, err, FL_EPARSE, "this does not make a %s", what);
	return FL_OK;
}

static fl_status read_rows(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json rows;
	size_t count;
	FL_TRY(read_array(root, "rows", &rows, &count, err));
	proof->rows = fl_arena_array(&proof->arena, count + 1, sizeof *proof->rows);
	if (!proof->rows)
		return fl_enomem(err);
	for (size_t k = 0; k < count; k++) {
		if (fl_json_type_of(fl_json_at(rows, k)) != FL_JSON_STRING)
			return fl_json_error(fl_json_at(rows, k), err, FL_EPARSE, "expected the name of a limit");
		proof->rows[k] = fl_arena_str(&proof->arena, fl_json_text(fl_json_at(rows, k)));
		if (!proof->rows[k].data)
			return fl_enomem(err);
	}
	proof->num_rows = count;
	return FL_OK;
}

static fl_status read_set(fl_json list, fl_proof *proof, fl_multiplier_set *set, fl_error *err)
{
	size_t rows = proof->num_rows + proof->num_cuts;
	FL_TRY(read_list(list, 0, rows, "set of multipliers", err));
	set->items = fl_arena_array(&proof->arena, fl_json_len(list) + 1, sizeof *set->items);
	if (!set->items)
		return fl_enomem(err);
	for (size_t j = 0; j < fl_json_len(list); j++) {
		fl_json pair = fl_json_at(list, j);
		fl_multiplier *item = &set->items[j];
		FL_TRY(read_list(pair, 2, 2, "multiplier: a row and its y", err));
		FL_TRY(read_index(fl_json_at(pair, 0), 0, rows, "row or cut", &item->row, err));
		mpq_init(item->y);
		set->len = j + 1; /* fl_proof_free clears it from here on */
		FL_TRY(fl_proof_number_read(fl_json_at(pair, 1), item->y, err));
	}
	return FL_OK;
}

static fl_status read_sets(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json sets;
	size_t count;
	FL_TRY(read_array(root, "sets", &sets, &count, err));
	proof->sets = fl_arena_array(&proof->arena, count + 1, sizeof *proof->sets);
	if (!proof->sets)
		return fl_enomem(err);
	proof->num_sets = count;
	for (size_t s = 0; s < count; s++)
		FL_TRY(read_set(fl_json_at(sets, s), proof, &proof->sets[s], err));
	return FL_OK;
}

/* Lists of dreams: columns or sides. */
static fl_status read_dream_lists(fl_json lists, size_t count, const char *what, fl_proof *proof, fl_proof_column **ret,
				  size_t least, fl_error *err)
{
	*ret = fl_arena_array(&proof->arena, count + 1, sizeof **ret);
	if (!*ret)
		return fl_enomem(err);
	for (size_t c = 0; c < count; c++) {
		fl_json list = fl_json_at(lists, c);
		fl_proof_column *column = &(*ret)[c];
		FL_TRY(read_list(list, least, proof->num_candidates, what, err));
		column->len = (uint32_t)fl_json_len(list);
		column->dreams = fl_arena_array(&proof->arena, column->len + (size_t)1, sizeof *column->dreams);
		if (!column->dreams)
			return fl_enomem(err);
		for (uint32_t j = 0; j < column->len; j++)
			FL_TRY(read_index(fl_json_at(list, j), 0, proof->num_candidates, "dream", &column->dreams[j],
					  err));
	}
	return FL_OK;
}

static fl_status read_columns(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json columns;
	size_t count;
	FL_TRY(read_array(root, "columns", &columns, &count, err));
	FL_TRY(read_dream_lists(columns, count, "column: a list of dreams", proof, &proof->columns, 1, err));
	proof->num_columns = count;
	return FL_OK;
}

/* How many cuts there are: sets may name them before they are read. */
static fl_status count_cuts(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json cuts;
	if (!fl_json_present(fl_json_get(root, "cuts")))
		return FL_OK;
	FL_TRY(read_array(root, "cuts", &cuts, &proof->num_cuts, err));
	proof->cuts = fl_arena_array(&proof->arena, proof->num_cuts + 1, sizeof *proof->cuts);
	return proof->cuts ? FL_OK : fl_enomem(err);
}

static fl_status read_cuts(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json sides;
	size_t count;
	if (proof->num_cuts == 0 && fl_json_present(fl_json_get(root, "sides")))
		return fl_json_error(fl_json_get(root, "sides"), err, FL_EPARSE, "there are sides, but no cuts");
	if (proof->num_cuts == 0)
		return FL_OK;
	FL_TRY(read_array(root, "sides", &sides, &count, err));
	FL_TRY(read_dream_lists(sides, count, "side: a list of dreams", proof, &proof->sides, 0, err));
	proof->num_sides = count;
	for (size_t c = 0; c < proof->num_cuts; c++) {
		fl_json v = fl_json_at(fl_json_get(root, "cuts"), c);
		fl_proof_cut *cut = &proof->cuts[c];
		FL_TRY(read_list(v, 4, 4, "cut: 'mir', its set of multipliers, divisor and side", err));
		if (!fl_str_eqz(fl_json_text(fl_json_at(v, 0)), "mir"))
			return fl_json_error(v, err, FL_EPARSE, "a cut is a 'mir'");
		FL_TRY(read_index(fl_json_at(v, 1), 0, proof->num_sets, "set of multipliers", &cut->multipliers, err));
		if (!fl_json_i64(fl_json_at(v, 2), &cut->divisor) || cut->divisor <= 0)
			return fl_json_error(v, err, FL_EPARSE, "the divisor of a cut is a whole number above 0");
		FL_TRY(read_index(fl_json_at(v, 3), 0, proof->num_sides, "side", &cut->side, err));
	}
	return FL_OK;
}

static fl_status read_branch(fl_json v, size_t number, size_t count, const fl_proof *proof, fl_proof_node *node,
			     fl_error *err)
{
	FL_TRY(read_list(v, 5, 5, "branch: column, number, two children", err));
	node->kind = FL_NODE_BRANCH;
	FL_TRY(read_index(fl_json_at(v, 1), 0, proof->num_columns, "column", &node->column, err));
	FL_TRY(read_index(fl_json_at(v, 2), 0, UINT32_MAX, "number of dreams", &node->at_most, err));
	FL_TRY(read_index(fl_json_at(v, 3), number + 1, count, "later node", &node->child[0], err));
	return read_index(fl_json_at(v, 4), number + 1, count, "later node", &node->child[1], err);
}

static fl_status read_nodes(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json nodes;
	size_t count;
	FL_TRY(read_array(root, "nodes", &nodes, &count, err));
	proof->nodes = fl_arena_array(&proof->arena, count + 1, sizeof *proof->nodes);
	if (!proof->nodes)
		return fl_enomem(err);
	for (size_t n = 0; n < count; n++) {
		fl_json v = fl_json_at(nodes, n);
		fl_str kind = fl_json_text(fl_json_at(v, 0));
		fl_proof_node *node = &proof->nodes[n];
		if (fl_str_eqz(kind, "branch")) {
			FL_TRY(read_branch(v, n, count, proof, node, err));
			continue;
		}
		size_t word = find_word(fl_proof_leaf_words, sizeof fl_proof_leaf_words / sizeof *fl_proof_leaf_words, kind);
		if (word == sizeof fl_proof_leaf_words / sizeof *fl_proof_leaf_words)
			return fl_json_error(v, err, FL_EPARSE,
					     "a node is a 'branch', or a leaf: 'bound', 'empty' or 'count'");
		node->kind = (fl_node_kind)word;
		FL_TRY(read_list(v, 2, 2, "leaf: its kind and its set of multipliers", err));
		FL_TRY(
		    read_index(fl_json_at(v, 1), 0, proof->num_sets, "set of multipliers", &node->multipliers, err));
	}
	proof->num_nodes = count;
	return FL_OK;
}

static fl_status read_stage(fl_json v, fl_proof *proof, fl_error *err)
{
	fl_proof_stage *stage = &proof->stages[proof->num_stages];
	FL_TRY(read_list(v, 4, 4, "stage: its kind, level, set of multipliers and dreams", err));
	size_t words = sizeof fl_proof_stage_words / sizeof *fl_proof_stage_words;
	size_t word = find_word(fl_proof_stage_words, words, fl_json_text(fl_json_at(v, 0)));
	if (word == words)
		return fl_json_error(v, err, FL_EPARSE, "a stage is 'target', 'spare', 'rise' or 'fall'");
	stage->kind = (fl_stage_kind)word;
	mpq_init(stage->level);
	proof->num_stages++; /* fl_proof_free clears it from here on */
	FL_TRY(fl_proof_number_read(fl_json_at(v, 1), stage->level, err));
	FL_TRY(read_index(fl_json_at(v, 2), 0, proof->num_sets, "set of multipliers", &stage->multipliers, err));
	return read_index(fl_json_at(v, 3), 0, UINT32_MAX, "number of dreams", &stage->pinned, err);
}

static fl_status read_stages(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json stages;
	size_t count;
	if (!fl_json_present(fl_json_get(root, "stages")))
		return FL_OK;
	FL_TRY(read_array(root, "stages", &stages, &count, err));
	proof->stages = fl_arena_array(&proof->arena, count + 1, sizeof *proof->stages);
	if (!proof->stages)
		return fl_enomem(err);
	for (size_t i = 0; i < count; i++)
		FL_TRY(read_stage(fl_json_at(stages, i), proof, err));
	return FL_OK;
}

/* A fraction in (0, 1), found among those there are or added to them. Equal texts are one fraction. */
static fl_status read_rest(fl_json v, fl_map *seen, size_t most, fl_proof *proof, uint32_t *ret, fl_error *err)
{
	size_t stands;
	if (!fl_map_put(seen, fl_json_text(v), proof->num_rests, &stands))
		return fl_enomem(err);
	if (stands == proof->num_rests) {
		if (!proof->rests)
			proof->rests = fl_arena_array(&proof->arena, most, sizeof *proof->rests);
		if (!proof->rests)
			return fl_enomem(err);
		mpq_ptr rest = proof->rests[proof->num_rests++];
		mpq_init(rest);
		FL_TRY(fl_proof_number_read(v, rest, err));
		if (mpq_sgn(rest) <= 0 || mpq_cmp_ui(rest, 1, 1) >= 0)
			return fl_json_error(v, err, FL_EPARSE,
					     "the fraction of a minor unit is not between 0 and 1");
	}
	*ret = (uint32_t)stands + 1;
	return FL_OK;
}

static fl_status read_unrounded(fl_json root, fl_proof *proof, fl_error *err)
{
	fl_json list;
	size_t count, next = 0;
	fl_map seen = { 0 };
	fl_status status = read_array(root, "unrounded", &list, &count, err);
	proof->unrounded = fl_arena_array(&proof->arena, proof->num_candidates + 1, sizeof *proof->unrounded);
	if (status == FL_OK && !proof->unrounded)
		status = fl_enomem(err);
	for (size_t j = 0; j < count && status == FL_OK; j++) {
		fl_json v = fl_json_at(list, j);
		uint32_t dream = 0;
		fl_exact x = { 0, 0 };
		status = read_list(v, 2, 3, "line of the solution: dream, minor units, fraction", err);
		if (status == FL_OK)
			status =
			    read_index(fl_json_at(v, 0), next, proof->num_candidates, "later dream", &dream, err);
		if (status == FL_OK && (!fl_json_i64(fl_json_at(v, 1), &x.whole) || x.whole < 0))
			status = fl_json_error(v, err, FL_EPARSE, "expected an amount in minor units");
		if (status == FL_OK && fl_json_len(v) == 3)
			status = read_rest(fl_json_at(v, 2), &seen, count, proof, &x.rest, err);
		if (status == FL_OK)
			proof->unrounded[dream] = x;
		next = (size_t)dream + 1;
	}
	fl_map_release(&seen);
	return status;
}

static fl_status read_head(fl_json root, size_t num_candidates, fl_proof *proof, fl_error *err)
{
	static const char *const keys[] = { "format", "candidates", "optimum", "bound",     "unique", "rows",
					    "sets",   "columns",    "nodes",   "unrounded", "stages", "sides", "cuts", NULL };
	fl_json v;
	int64_t count;
	FL_TRY(fl_json_need(root, "format", FL_JSON_STRING, &v, err));
	if (!fl_str_eqz(fl_json_text(v), FL_PROOF_FORMAT))
		return fl_json_error(v, err, FL_EVERSION, "this is not in the format '%s'", FL_PROOF_FORMAT);
	FL_TRY(fl_json_only(root, keys, err));
	FL_TRY(fl_json_take_i64(root, "candidates", -1, 0, INT64_MAX, &count, err));
	if (count < 0 || (uint64_t)count != num_candidates)
		return fl_json_error(root, err, FL_EINVAL, "the proof is of a round with another number of dreams");
	proof->num_candidates = num_candidates;
	FL_TRY(fl_proof_number_read(fl_json_get(root, "optimum"), proof->optimum, err));
	v = fl_json_get(root, "bound");
	proof->has_bound = fl_json_type_of(v) != FL_JSON_NULL;
	if (proof->has_bound)
		FL_TRY(fl_proof_number_read(v, proof->bound, err));
	v = fl_json_get(root, "unique");
	if (fl_json_type_of(v) != FL_JSON_NULL && fl_json_type_of(v) != FL_JSON_BOOL)
		return fl_json_error(v, err, FL_EPARSE, "'unique' must be true, false or null");
	proof->unique = fl_json_type_of(v) == FL_JSON_NULL ? -1 : fl_json_bool(v);
	return FL_OK;
}

static fl_status read_proof(fl_json root, size_t num_candidates, fl_proof *proof, fl_error *err)
{
	FL_TRY(read_head(root, num_candidates, proof, err));
	FL_TRY(read_rows(root, proof, err));
	FL_TRY(count_cuts(root, proof, err));
	FL_TRY(read_sets(root, proof, err));
	FL_TRY(read_cuts(root, proof, err));
	FL_TRY(read_columns(root, proof, err));
	FL_TRY(read_nodes(root, proof, err));
	FL_TRY(read_stages(root, proof, err));
	return read_unrounded(root, proof, err);
}

fl_status fl_proof_read(fl_str text, const char *source, size_t num_candidates, fl_proof **ret_proof, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_proof *proof = NULL;
	fl_status status = fl_json_parse(text, source, &doc, err);
	if (status != FL_OK)
		return status;
	if (num_candidates >= UINT32_MAX)
		status = fl_error_set(err, FL_ERANGE, "too many dreams");
	else
		proof = fl_proof_new();
	if (status == FL_OK && !proof)
		status = fl_enomem(err);
	if (status == FL_OK)
		status = read_proof(fl_json_root(doc), num_candidates, proof, err);
	fl_json_free(doc);
	if (status == FL_OK)
		*ret_proof = proof;
	else
		fl_proof_free(proof);
	return status;
}
