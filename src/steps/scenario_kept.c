/* SPDX-License-Identifier: Apache-2.0
 *
 * scenario_kept.c - the scenarios beside a round file: what each changes, and which name was meant.
 */
#include "steps/scenario_kept.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "domain/round.h"
#include "steps/scenario.h"
#include "store/records.h"

#include <dirent.h>

static void put_set(fl_json_writer *w, const fl_settings *settings)
{
	fl_json_begin_object(w);
	fl_json_put_key(w, "set");
	fl_json_begin_array(w);
	if (settings->policy) {
		fl_buf text;
		fl_buf_init(&text, 1 << 20);
		fl_buf_printf(&text, "policy.name=%s", settings->policy);
		fl_json_put_str(w, fl_buf_view(&text));
		fl_buf_release(&text);
	}
	for (size_t i = 0; i < settings->num_set; i++)
		fl_json_put_z(w, settings->set[i]);
	fl_json_end_array(w);
	fl_json_end_object(w);
}

fl_status fl_scenario_print(fl_str name, const fl_settings *settings, fl_json again, fl_buf *ret, fl_error *err)
{
	fl_json_writer w;
	fl_json_start(&w, ret, false);
	fl_json_begin_object(&w);
	fl_json_put_key(&w, "scenarios");
	fl_json_begin_object(&w);
	fl_json_put_key_str(&w, name);
	if (settings)
		put_set(&w, settings);
	else
		fl_json_put_value(&w, again, false);
	fl_json_end_object(&w);
	fl_json_end_object(&w);
	return fl_buf_status(ret, err);
}

static fl_status load_round(const char *path, fl_arena *arena, fl_str *ret_json, fl_error *err)
{
	fl_store *store = NULL;
	fl_document *documents;
	size_t count = 0;
	fl_status status = fl_store_open(path, FL_STORE_READ, &store, err);
	if (status == FL_OK)
		status = fl_documents_load(store, arena, &documents, &count, err);
	for (size_t i = 0; status == FL_OK && i < count; i++)
		if (fl_str_eqz(documents[i].role, "round"))
			*ret_json = documents[i].bytes;
	fl_store_close(store);
	return status;
}

fl_status fl_scenario_kept(const char *round_path, const char *name, fl_arena *arena, fl_str *ret_json, fl_error *err)
{
	fl_buf path;
	*ret_json = FL_STR("");
	fl_buf_init(&path, 1 << 16);
	fl_status status = fl_scenario_path(round_path, name, &path, err);
	if (status == FL_OK && fl_file_exists(path.data))
		status = load_round(path.data, arena, ret_json, err);
	fl_buf_release(&path);
	return status;
}

/* Those that were run lie in the folder of scenarios. */
static void try_run(fl_spelling *near, const char *round_path, fl_arena *names)
{
	fl_buf folder;
	fl_buf_init(&folder, 1 << 16);
	DIR *dir = fl_scenario_path(round_path, NULL, &folder, NULL) == FL_OK ? opendir(folder.data) : NULL;
	for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
		fl_str file = fl_str_of(e->d_name), ending = FL_STR(".florin");
		if (file.len <= ending.len || !fl_str_eq(fl_str_slice(file, file.len - ending.len, file.len), ending))
			continue;
		fl_str kept = fl_arena_str(names, fl_str_slice(file, 0, file.len - ending.len));
		if (kept.data)
			fl_spelling_try(near, kept);
	}
	if (dir)
		closedir(dir);
	fl_buf_release(&folder);
}

const char *fl_scenario_near(const char *round_path, const char *name, fl_str round, bool official, char hint[FL_SPELLING_HINT])
{
	fl_arena names = FL_ARENA_INIT;
	fl_spelling near;
	fl_json_doc *doc = NULL;
	fl_spelling_begin(&near, fl_str_of(name));
	if (round.len > 0 && fl_json_parse(round, "round.json", &doc, NULL) == FL_OK) {
		fl_json all = fl_json_get(fl_json_root(doc), "scenarios");
		for (size_t i = 0; i < fl_json_len(all); i++)
			fl_spelling_try(&near, fl_json_key(all, i));
	}
	try_run(&near, round_path, &names);
	if (official)
		fl_spelling_try(&near, FL_STR("official"));
	fl_spelling_hint(&near, hint);
	fl_json_free(doc);
	fl_arena_release(&names);
	return hint;
}

fl_status fl_scenario_check_known(const char *round_path, const char *name, fl_str round, fl_str kept, const fl_settings *settings, fl_error *err)
{
	char hint[FL_SPELLING_HINT];
	fl_json_doc *doc = NULL;
	if (kept.len > 0 || (settings && (settings->policy || settings->num_set > 0)))
		return FL_OK;
	FL_TRY(fl_json_parse(round, "round.json", &doc, err));
	bool known = fl_json_present(fl_round_scenario(fl_json_root(doc), fl_str_of(name)));
	fl_json_free(doc);
	return known ? FL_OK
		     : fl_error_set(err, FL_ENOTFOUND,
				    "there is no scenario '%s' under \"scenarios\" of the round, none of that name was run, and no --set or --policy "
				    "says what it changes%s",
				    name, fl_scenario_near(round_path, name, round, false, hint));
}
