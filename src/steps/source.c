/* SPDX-License-Identifier: Apache-2.0
 *
 * source.c - from INPUT to the documents of a round: round.json as given and as it governs, and the rule packs.
 *
 * What the round says is checked in domain/round.c, what a .pb file means in ingest/. The files with dreams and
 * flowers are left to step_import.c.
 */
#include "steps/source.h"

#include "base/buf.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/file.h"
#include "base/spelling.h"
#include "base/str.h"
#include "ingest/ingest.h"
#include "steps/scenario_kept.h"
#include "steps/shelf.h"
#include "steps/source_aliases.h"

#include <stdio.h>

fl_status fl_source_read(const char *path, size_t max, fl_arena *arena, fl_str *ret_bytes, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, max);
	fl_status status = fl_file_read(path, &buf, err);
	if (status == FL_OK) {
		*ret_bytes = fl_arena_str(arena, fl_buf_view(&buf));
		status = ret_bytes->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&buf);
	return status;
}

static const fl_embedded *find_shipped(fl_str name)
{
	for (const fl_embedded *e = fl_embedded_packs; e->name; e++) {
		fl_str file = fl_str_of(e->name);
		if (file.len == name.len + 5 && fl_str_starts(file, name) &&
		    fl_str_eqz(fl_str_slice(file, name.len, file.len), ".json"))
			return e;
	}
	return NULL;
}

const char *fl_rules_shipped(size_t i, char name[64])
{
	const fl_embedded *e = fl_embedded_packs;
	while (e->name && i > 0) {
		e++;
		i--;
	}
	if (!e->name)
		return NULL;
	snprintf(name, 64, "%.*s", (int)(strlen(e->name) - strlen(".json")), e->name);
	return name;
}

static fl_status no_pack(fl_str name, const char *path, const char *beside, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_spelling near;
	fl_spelling_begin(&near, name);
	for (const fl_embedded *e = fl_embedded_packs; e->name; e++)
		fl_spelling_try(&near, (fl_str){ e->name, strlen(e->name) - strlen(".json") });
	return fl_error_at(err, FL_ENOTFOUND, beside, 0, 0, "rule pack '%.*s' is neither shipped nor the file '%s'%s",
			   FL_STR_ARG(name), path, fl_spelling_hint(&near, hint));
}

bool fl_source_is_shipped(fl_str name)
{
	return find_shipped(name) != NULL;
}

fl_status fl_source_pack(fl_str name, const char *beside, fl_arena *arena, fl_str *ret_path, fl_str *ret_bytes,
			 fl_error *err)
{
	fl_buf path;
	fl_str given = name;
	const fl_embedded *shipped = find_shipped(name);
	if (shipped) {
		*ret_path = FL_STR("");
		*ret_bytes = (fl_str){ shipped->bytes, shipped->len };
		return FL_OK;
	}
	fl_buf_init(&path, 1 << 16);
	fl_status status = FL_OK;
	if (beside)
		status = fl_path_beside(beside, given, &path, err);
	else
		fl_buf_str(&path, given);
	if (status == FL_OK)
		status = fl_buf_status(&path, err);
	if (status == FL_OK && !fl_file_exists(path.data))
		status = no_pack(name, path.data, beside, err);
	if (status == FL_OK) {
		*ret_path = fl_arena_str(arena, fl_buf_view(&path));
		status = ret_path->data ? fl_source_read(path.data, FL_ROUND_FILE_MAX, arena, ret_bytes, err)
					: fl_enomem(err);
	}
	fl_buf_release(&path);
	return status;
}

static bool is_pabulib(const char *path)
{
	fl_str name = fl_str_of(path);
	return name.len > 3 && fl_str_eqz(fl_str_slice(name, name.len - 3, name.len), ".pb");
}

static fl_str file_name(fl_str path)
{
	size_t from = path.len;
	while (from > 0 && path.data[from - 1] != '/')
		from--;
	return fl_str_slice(path, from, path.len);
}

/* The round that a .pb file means. */
static fl_status round_of_pabulib(fl_source *source, const char *path, fl_str *ret_json, fl_digest *ret_digest,
				  fl_error *err)
{
	fl_buf bytes, json;
	fl_pabulib *pb = NULL;
	fl_buf_init(&bytes, FL_DATA_FILE_MAX);
	fl_buf_init(&json, FL_ROUND_FILE_MAX);
	fl_status status = fl_file_read(path, &bytes, err);
	if (status == FL_OK)
		status = fl_pabulib_parse(fl_buf_view(&bytes), path, &pb, err);
	if (status == FL_OK)
		status = fl_pabulib_round(pb, &json, err);
	if (status == FL_OK)
		status = fl_buf_status(&json, err);
	if (status == FL_OK) {
		*ret_digest = fl_sha256(fl_buf_view(&bytes));
		*ret_json = fl_arena_str(&source->arena, fl_buf_view(&json));
		status = ret_json->data ? FL_OK : fl_enomem(err);
	}
	fl_pabulib_free(pb);
	fl_buf_release(&bytes);
	fl_buf_release(&json);
	return status;
}

static fl_status change(fl_source *source, fl_str assignment, fl_str *json, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, FL_ROUND_FILE_MAX);
	fl_status status = fl_round_patch(*json, "round.json", assignment, &buf, err);
	if (status == FL_OK)
		status = fl_buf_status(&buf, err);
	if (status == FL_OK) {
		*json = fl_arena_str(&source->arena, fl_buf_view(&buf));
		status = json->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&buf);
	return status;
}

/* Lines of a changed text are not those of the file: name the change as it was given instead. */
static fl_status blame(const char *option, const char *value, fl_status status, const fl_error *inner, fl_error *err)
{
	fl_buf as_given;
	if (status == FL_ENOMEM)
		return fl_enomem(err);
	fl_buf_init(&as_given, 1 << 20);
	fl_buf_printf(&as_given, "%s '%s'", option, value);
	if (fl_buf_status(&as_given, NULL) == FL_OK)
		option = as_given.data;
	fl_error_at(err, status, option, 0, 0, "%s", inner->message);
	fl_buf_release(&as_given);
	return fl_error_argument(err, status);
}

/* Lay one change over the text. The round must parse after all of them, not between: a minimum and its maximum may be
 * raised one after the other. */
static fl_status lay(fl_source *source, const char *option, const char *value, fl_str *json, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_status status = change(source, fl_str_of(value), json, &inner);
	return status == FL_OK ? FL_OK : blame(option, value, status, &inner, err);
}

static fl_status lay_policy(fl_source *source, const char *policy, fl_str *json, fl_error *err)
{
	fl_error inner = FL_ERROR_INIT;
	fl_buf assignment;
	fl_buf_init(&assignment, 1 << 20);
	fl_buf_printf(&assignment, "policy.name=%s", policy);
	fl_status status = fl_buf_status(&assignment, &inner);
	if (status == FL_OK)
		status = change(source, fl_buf_view(&assignment), json, &inner);
	fl_buf_release(&assignment);
	return status == FL_OK ? FL_OK : blame("--policy", policy, status, &inner, err);
}

/* Which change spoils the round: the one after the last state that still parses. Its own error is told. */
static fl_status parse_changed(fl_source *source, const fl_settings *settings, const fl_str *steps, fl_error *err)
{
	size_t at = settings->num_set + 1;
	fl_error spoilt = FL_ERROR_INIT;
	fl_status status = fl_round_parse(steps[at], "changed", &source->spec, &spoilt);
	if (status == FL_OK)
		return FL_OK;
	while (--at > 0) {
		fl_round_spec *spec = NULL;
		fl_error earlier = FL_ERROR_INIT;
		fl_status parsed = fl_round_parse(steps[at], "changed", &spec, &earlier);
		fl_round_free(spec);
		if (parsed == FL_OK)
			break;
		status = parsed;
		spoilt = earlier;
	}
	return at == 0 ? blame("--policy", settings->policy ? settings->policy : "", status, &spoilt, err)
		       : blame("--set", settings->set[at - 1], status, &spoilt, err);
}

/* Lay the changes over the text, the policy first; *json is the changed one. steps[0] is the text as it was given,
 * steps[1] with the policy, then with one more change each. */
static fl_status apply(fl_source *source, const fl_settings *settings, fl_str *json, fl_error *err)
{
	fl_str *steps = fl_arena_array(&source->arena, settings->num_set + 2, sizeof(*steps));
	if (!steps)
		return fl_enomem(err);
	steps[0] = *json;
	if (settings->policy)
		FL_TRY(lay_policy(source, settings->policy, json, err));
	steps[1] = *json;
	for (size_t i = 0; i < settings->num_set; i++) {
		FL_TRY(lay(source, "--set", settings->set[i], json, err));
		steps[i + 2] = *json;
	}
	return parse_changed(source, settings, steps, err);
}

static void add_document(fl_source *source, const char *role, fl_str name, fl_str path, fl_str bytes)
{
	source->documents[source->num_documents++] = (fl_document){
		.role = fl_str_of(role), .name = name, .path = path, .digest = fl_sha256(bytes), .bytes = bytes
	};
}

static fl_status keep_found(fl_source *source, const fl_shelf *shelf, fl_error *err)
{
	size_t count = source->num_documents;
	fl_document *all = fl_arena_array(&source->arena, count + shelf->found.len + 1, sizeof(*all));
	if (!all)
		return fl_enomem(err);
	memcpy(all, source->documents, count * sizeof(*all));
	for (size_t i = 0; i < shelf->found.len; i++) {
		fl_document *d = &all[count++];
		*d = shelf->found.items[i];
		d->name = fl_arena_str(&source->arena, d->name);
		d->path = fl_arena_str(&source->arena, d->path);
		d->bytes = fl_arena_str(&source->arena, d->bytes);
		if (!d->name.data || !d->path.data || !d->bytes.data)
			return fl_enomem(err);
	}
	source->documents = all;
	source->num_documents = count;
	return FL_OK;
}

/* The packs that the packs of the round extend are documents of the round, too: as they were, else as they are found. */
static fl_status add_bases(fl_source *source, const fl_document *documents, size_t num_documents, fl_error *err)
{
	fl_shelf shelf = { .documents = documents, .num_documents = num_documents, .files = true };
	fl_pack_finder finder = fl_shelf_finder(&shelf);
	size_t count = source->num_documents;
	fl_status status = FL_OK;
	for (size_t i = 0; status == FL_OK && i < count; i++) {
		const fl_document *d = &source->documents[i];
		if (fl_str_eqz(d->role, "pack"))
			status = fl_pack_walk(d->bytes, d->path.len ? d->path.data : d->name.data, &finder, err);
	}
	if (status == FL_OK)
		status = keep_found(source, &shelf, err);
	fl_shelf_release(&shelf);
	return status;
}

static fl_status add_packs(fl_source *source, const char *path, fl_error *err)
{
	for (size_t i = 0; i < source->spec->num_rules; i++) {
		fl_str found, bytes, name = source->spec->rules[i];
		FL_TRY(fl_source_pack(name, path, &source->arena, &found, &bytes, err));
		add_document(source, "pack", name, found, bytes);
	}
	return add_bases(source, NULL, 0, err);
}

/* A model of the foundation's own: out of the documents, else the file beside the round. */
static fl_status add_model(fl_source *source, const fl_document *documents, size_t num_documents, const char *beside,
			   fl_error *err)
{
	const fl_policy *policy = &source->spec->policy;
	fl_buf path;
	fl_str found = FL_STR(""), bytes = FL_STR("");
	if (policy->kind != FL_POLICY_MODEL)
		return FL_OK;
	for (size_t i = 0; i < num_documents; i++)
		if (fl_str_eqz(documents[i].role, FL_ROLE_MODEL) && fl_str_eq(documents[i].name, policy->model)) {
			source->documents[source->num_documents++] = documents[i];
			return FL_OK;
		}
	fl_buf_init(&path, 1 << 16);
	fl_status status = fl_path_beside(beside, policy->model, &path, err);
	if (status == FL_OK)
		status = fl_buf_status(&path, err);
	if (status == FL_OK && !fl_file_exists(path.data))
		status = fl_error_at(err, FL_ENOTFOUND, beside, 0, 0, "there is no model '%s'", path.data);
	if (status == FL_OK) {
		found = fl_arena_str(&source->arena, fl_buf_view(&path));
		status = found.data ? fl_source_read(path.data, FL_MODEL_FILE_MAX, &source->arena, &bytes, err)
				    : fl_enomem(err);
	}
	if (status == FL_OK)
		add_document(source, FL_ROLE_MODEL, policy->model, found, bytes);
	fl_buf_release(&path);
	return status;
}

static fl_status apply_scenario(fl_source *source, fl_json scenario, fl_str *json, fl_error *err);

/* Each scenario laid over the round gives a round. Lines of that text are those of no file: the scenario is named. */
static fl_status check_scenarios(fl_source *source, fl_str round, const char *name, fl_error *err)
{
	fl_json_doc *doc = NULL;
	fl_status status = fl_json_parse(round, name, &doc, err);
	fl_json all = status == FL_OK ? fl_json_get(fl_json_root(doc), "scenarios") : (fl_json){ NULL, NULL };
	for (size_t i = 0; status == FL_OK && i < fl_json_len(all); i++) {
		fl_error inner = FL_ERROR_INIT;
		fl_round_spec *spec = NULL;
		fl_str json = round, key = fl_json_key(all, i);
		status = apply_scenario(source, fl_json_at(all, i), &json, &inner);
		if (status == FL_OK)
			status = fl_round_parse(json, "scenario", &spec, &inner);
		fl_round_free(spec);
		if (status != FL_OK)
			status = fl_json_error(fl_json_at(all, i), err, status, "scenario '%.*s': %s", FL_STR_ARG(key), inner.message);
	}
	fl_json_free(doc);
	return status;
}

/* Where --set changes the scenarios themselves; others may no longer fit what it changes, and need not. */
static fl_status check_changed_scenarios(fl_source *source, fl_str given, const char *name, fl_str governs, fl_error *err)
{
	fl_json_doc *before = NULL;
	FL_TRY(fl_json_parse(given, name, &before, err));
	bool same = fl_source_same_member(fl_json_root(before), fl_json_root(source->json), FL_STR("scenarios"));
	fl_json_free(before);
	fl_error inner = FL_ERROR_INIT;
	fl_status status = same ? FL_OK : check_scenarios(source, governs, name, &inner);
	return status == FL_OK ? FL_OK : fl_error_argument(err, fl_error_at(err, status, "--set", 0, 0, "%s", inner.message));
}

static fl_status parse_round(fl_source *source, const char *name, fl_str given, const fl_settings *settings,
			     fl_str *ret_governs, fl_error *err)
{
	bool changed = settings && (settings->policy || settings->num_set);
	*ret_governs = given;
	FL_TRY(fl_round_parse(given, name, &source->spec, err));
	FL_TRY(check_scenarios(source, given, name, err));
	if (changed) {
		fl_round_free(source->spec);
		source->spec = NULL;
		FL_TRY(apply(source, settings, ret_governs, err));
	}
	FL_TRY(fl_json_parse(*ret_governs, name, &source->json, err));
	return changed ? check_changed_scenarios(source, given, name, *ret_governs, err) : FL_OK;
}

fl_status fl_source_load(fl_source *source, const char *path, const fl_settings *settings, fl_error *err)
{
	fl_document table;
	*source = (fl_source){ 0 };
	fl_str given, governs, name = fl_arena_str(&source->arena, fl_str_of(path));
	fl_digest digest = { { 0 } };
	bool pabulib = is_pabulib(path);
	if (!name.data)
		return fl_enomem(err);
	if (pabulib)
		FL_TRY(round_of_pabulib(source, path, &given, &digest, err));
	else
		FL_TRY(fl_source_read(path, FL_ROUND_FILE_MAX, &source->arena, &given, err));
	FL_TRY(parse_round(source, name.data, given, settings, &governs, err));
	FL_TRY(fl_source_lay_aliases(source, name.data, &governs, &table, err));
	source->documents = fl_arena_array(&source->arena, source->spec->num_rules + 4, sizeof(fl_document));
	if (!source->documents)
		return fl_enomem(err);
	add_document(source, pabulib ? "pabulib" : "source", file_name(name), name, pabulib ? FL_STR("") : given);
	if (pabulib)
		source->documents[0].digest = digest;
	add_document(source, "round", FL_STR("round.json"), FL_STR(""), governs);
	if (table.bytes.data)
		source->documents[source->num_documents++] = table;
	FL_TRY(add_model(source, NULL, 0, name.data, err));
	return add_packs(source, name.data, err);
}

/* ---- scenarios -------------------------------------------------------------------------------------------------- */

static fl_status keep(fl_source *source, const fl_buf *buf, fl_str *ret, fl_error *err)
{
	FL_TRY(fl_buf_status(buf, err));
	*ret = fl_arena_str(&source->arena, fl_buf_view(buf));
	return ret->data ? FL_OK : fl_enomem(err);
}

static fl_status merge(fl_source *source, fl_json patch, fl_str *json, fl_error *err)
{
	fl_buf buf;
	fl_buf_init(&buf, FL_ROUND_FILE_MAX);
	fl_status status = fl_round_merge(*json, "round.json", patch, &buf, err);
	if (status == FL_OK)
		status = keep(source, &buf, json, err);
	fl_buf_release(&buf);
	return status;
}

/* The merge patch of the scenario, then its assignments. */
static fl_status apply_scenario(fl_source *source, fl_json scenario, fl_str *json, fl_error *err)
{
	static const char without_set[] = "{\"set\":null}";
	fl_json set = fl_json_get(scenario, "set");
	fl_json_doc *none = NULL;
	fl_status status = merge(source, scenario, json, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_str_of(without_set), "scenario", &none, err);
	if (status == FL_OK)
		status = merge(source, fl_json_root(none), json, err);
	for (size_t i = 0; status == FL_OK && i < fl_json_len(set); i++)
		status = change(source, fl_json_text(fl_json_at(set, i)), json, err);
	fl_json_free(none);
	return status;
}

static fl_status print_member(fl_json root, fl_str key, fl_buf *buf, fl_error *err)
{
	fl_json_writer w;
	fl_buf_clear(buf);
	fl_json_start(&w, buf, false);
	for (size_t i = 0; i < fl_json_len(root); i++)
		if (fl_str_eq(fl_json_key(root, i), key))
			fl_json_put_value(&w, fl_json_at(root, i), true);
	return fl_buf_status(buf, err);
}

bool fl_source_same_member(fl_json a, fl_json b, fl_str key)
{
	fl_buf x, y;
	fl_buf_init(&x, FL_ROUND_FILE_MAX);
	fl_buf_init(&y, FL_ROUND_FILE_MAX);
	bool same = print_member(a, key, &x, NULL) == FL_OK && print_member(b, key, &y, NULL) == FL_OK &&
		    fl_str_eq(fl_buf_view(&x), fl_buf_view(&y));
	fl_buf_release(&x);
	fl_buf_release(&y);
	return same;
}

/* Assignments on the command line can name anything; files and identity stay those of the round. */
static fl_status refuse_other_facts(fl_json before, fl_json after, fl_error *err)
{
	for (int side = 0; side < 2; side++) {
		fl_json root = side == 0 ? before : after;
		for (size_t i = 0; i < fl_json_len(root); i++) {
			fl_str key = fl_json_key(root, i);
			if (!fl_scenario_may_change(key) && !fl_source_same_member(before, after, key))
				return fl_error_set(err, FL_EARGUMENT, "a scenario cannot change '%.*s'", FL_STR_ARG(key));
		}
	}
	return FL_OK;
}

static fl_status find_pack(fl_source *source, const fl_document *documents, size_t num_documents, const char *beside,
			   fl_str name, fl_error *err)
{
	fl_str path, bytes;
	for (size_t i = 0; i < num_documents; i++)
		if (fl_str_eqz(documents[i].role, "pack") && fl_str_eq(documents[i].name, name)) {
			source->documents[source->num_documents++] = documents[i];
			return FL_OK;
		}
	FL_TRY(fl_source_pack(name, beside, &source->arena, &path, &bytes, err));
	add_document(source, "pack", name, path, bytes);
	return FL_OK;
}

/* So that the scenario can be run again by its name: what changes it stands in its round, as a round says it. */
static fl_status keep_changes(fl_source *source, fl_str name, const fl_settings *settings, fl_json again, fl_str *json, fl_error *err)
{
	fl_buf text;
	fl_json_doc *patch = NULL;
	fl_buf_init(&text, FL_ROUND_FILE_MAX);
	fl_status status = fl_scenario_print(name, settings, again, &text, err);
	if (status == FL_OK)
		status = fl_json_parse(fl_buf_view(&text), "scenario", &patch, err);
	if (status == FL_OK)
		status = merge(source, fl_json_root(patch), json, err);
	fl_json_free(patch);
	fl_buf_release(&text);
	return status;
}

static fl_status change_round(fl_source *source, fl_json before, fl_str name, fl_json again, const fl_settings *settings, fl_str *json,
			      fl_error *err)
{
	fl_json scenario = fl_round_scenario(before, name);
	bool named = fl_json_present(scenario), given = settings && (settings->policy || settings->num_set);
	if (!named && !given)
		scenario = again;
	if (name.len > 0 && !fl_json_present(scenario) && !given) /* the file under this name is none of a scenario */
		return fl_error_set(err, FL_ENOTFOUND, "nothing says what scenario '%.*s' changes", FL_STR_ARG(name));
	if (fl_json_present(scenario))
		FL_TRY(apply_scenario(source, scenario, json, err));
	if (given)
		FL_TRY(apply(source, settings, json, err));
	else
		FL_TRY(fl_round_parse(*json, "scenario", &source->spec, err));
	if (source->spec->alias_table)
		return fl_error_set(err, FL_EINVAL, "a scenario lists 'organisations.aliases' itself: it names no file of them");
	FL_TRY(fl_json_parse(*json, "scenario", &source->json, err));
	FL_TRY(refuse_other_facts(before, fl_json_root(source->json), err));
	if (name.len == 0 || named)
		return FL_OK;
	FL_TRY(keep_changes(source, name, given ? settings : NULL, again, json, err));
	fl_json_free(source->json);
	source->json = NULL;
	return fl_json_parse(*json, "scenario", &source->json, err);
}

fl_status fl_source_scenario(fl_source *source, const fl_document *documents, size_t num_documents, fl_str name, fl_str kept,
			     const fl_settings *settings, fl_error *err)
{
	const fl_document *first = NULL, *round = NULL;
	fl_json_doc *before = NULL, *then = NULL;
	fl_json again = { NULL, NULL };
	*source = (fl_source){ 0 };
	for (size_t i = 0; i < num_documents; i++) {
		if (fl_str_eqz(documents[i].role, "source") || fl_str_eqz(documents[i].role, "pabulib"))
			first = &documents[i];
		if (fl_str_eqz(documents[i].role, "round"))
			round = &documents[i];
	}
	if (!first || !round)
		return fl_error_set(err, FL_ESTATE, "the round file holds no round yet");
	fl_str path = fl_arena_str(&source->arena, first->path), json = round->bytes;
	if (!path.data)
		return fl_enomem(err);
	fl_status status = fl_json_parse(json, "round.json", &before, err);
	if (status == FL_OK && kept.len > 0)
		status = fl_json_parse(kept, "scenario", &then, err);
	if (status == FL_OK && kept.len > 0)
		again = fl_round_scenario(fl_json_root(then), name);
	if (status == FL_OK)
		status = change_round(source, fl_json_root(before), name, again, settings, &json, err);
	fl_json_free(then);
	fl_json_free(before);
	if (status != FL_OK)
		return status;
	source->documents = fl_arena_array(&source->arena, source->spec->num_rules + 4, sizeof(fl_document));
	if (!source->documents)
		return fl_enomem(err);
	source->documents[source->num_documents++] = *first;
	add_document(source, "round", FL_STR("round.json"), FL_STR(""), json);
	for (size_t i = 0; i < num_documents; i++)
		if (fl_str_eqz(documents[i].role, FL_ROLE_ALIASES))
			source->documents[source->num_documents++] = documents[i];
	FL_TRY(add_model(source, documents, num_documents, path.data, err));
	for (size_t i = 0; i < source->spec->num_rules; i++)
		FL_TRY(find_pack(source, documents, num_documents, path.data, source->spec->rules[i], err));
	return add_bases(source, documents, num_documents, err);
}

void fl_source_release(fl_source *source)
{
	fl_json_free(source->json);
	fl_round_free(source->spec);
	fl_arena_release(&source->arena);
	*source = (fl_source){ 0 };
}
