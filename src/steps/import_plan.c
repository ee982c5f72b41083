/* SPDX-License-Identifier: Apache-2.0
 *
 * import_plan.c - which files an import reads, and which of them stand in the round file already.
 *
 * The order of the files is the order of the ledger: dreams, flowers and earnings as round.json lists them, partners, then what was added on
 * the command line, in the order in which it was added. Dreams are all read again when one of their files has changed. A file
 * of the ledger is carried over from the last import when it, how it is read, the dreams and all files before it are the same:
 * so the ledger is always the one that reading everything in this order would give. Added files are always carried: nobody
 * knows whether they can be read again.
 *
 * Whether a file is the same is told by its digest. It is computed beforehand only where a file of that name and size is known;
 * any other is new, and its digest is computed while it is read.
 */
#include "steps/import.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "steps/source.h"

#define PIECE ((size_t)1 << 18)

/* ---- where a file lies --------------------------------------------------------------------------------------------- */

static fl_status path_of(fl_importing *im, fl_str file, fl_str *ret, fl_error *err)
{
	fl_buf path;
	fl_work *w = im->w;
	const fl_document *source = fl_work_document(w, "source"), *pabulib = fl_work_document(w, "pabulib");
	fl_buf_init(&path, 1 << 16);
	fl_status status = FL_OK;
	if (im->base) { /* as if the round lay in that folder */
		fl_buf folder;
		fl_buf_init(&folder, 1 << 16);
		if (strcmp(im->base, ".") != 0)
			fl_buf_printf(&folder, "%s/", im->base);
		fl_buf_puts(&folder, "round.json");
		status = fl_buf_status(&folder, err);
		if (status == FL_OK)
			status = fl_path_beside(folder.data, file, &path, err);
		fl_buf_release(&folder);
	} else if (source) {
		status = fl_path_beside(source->path.data, file, &path, err);
	} else {
		fl_buf_str(&path, pabulib ? pabulib->path : file);
	}
	if (status == FL_OK)
		status = fl_buf_status(&path, err);
	if (status == FL_OK) {
		*ret = fl_arena_str(&w->arena, fl_buf_view(&path));
		status = ret->data ? FL_OK : fl_enomem(err);
	}
	fl_buf_release(&path);
	return status;
}

static fl_status digest_stream(fl_reader *reader, fl_digest *ret, fl_error *err)
{
	fl_hasher h;
	size_t len = PIECE;
	char *piece = fl_alloc(PIECE);
	fl_status status = piece ? FL_OK : fl_enomem(err);
	fl_hasher_init(&h);
	while (status == FL_OK && len > 0) {
		status = fl_reader_read(reader, piece, PIECE, &len, err);
		if (status == FL_OK)
			fl_hasher_add(&h, piece, len);
	}
	*ret = fl_hasher_final(&h);
	fl_free(piece);
	return status;
}

/* Is a file of this role, name and size in the governing import? For an added one the name plays no part. */
static bool is_familiar(const fl_importing *im, const fl_file_record *file, int64_t size)
{
	for (size_t i = 0; i < im->num_before; i++) {
		const fl_file_record *b = &im->before[i];
		if (fl_str_eq(b->role, file->role) && b->size == size && (file->added || fl_str_eq(b->path, file->path)))
			return true;
	}
	return false;
}

/* Does the file lie there? Its digest, where it may be one that is known. */
static fl_status look_at(fl_importing *im, const fl_entrance *e, fl_file_record *file, bool *ret_known, fl_error *err)
{
	fl_reader *reader = NULL;
	fl_file_state state = { .size = -1 };
	FL_TRY(fl_reader_open(e->path.data, &reader, err));
	fl_status status = fl_reader_state(reader, &state, err);
	*ret_known = status == FL_OK && !im->w->options.force && is_familiar(im, file, state.size);
	if (*ret_known)
		status = digest_stream(reader, &file->digest, err);
	if (*ret_known)
		file->size = state.size;
	fl_reader_close(reader);
	return status;
}

/* ---- how a file is read -------------------------------------------------------------------------------------------- */

static void put_input(fl_json_writer *j, const fl_input *input)
{
	fl_json_kv_str(j, "delimiter", input->delimiter);
	fl_json_kv_str(j, "encoding", input->encoding);
	fl_json_kv_str(j, "format", input->format);
	if (input->sheet.len > 0)
		fl_json_kv_str(j, "sheet", input->sheet);
	fl_json_kv_bool(j, "minor", input->request_minor);
	fl_json_kv_bool(j, "amount", input->count_amount);
	fl_json_kv_bool(j, "down", input->round_down);
	if (input->capacity >= 0)
		fl_json_kv_i64(j, "capacity", input->capacity);
	fl_json_put_key(j, "only");
	fl_json_begin_array(j);
	for (size_t i = 0; i < 2 * input->num_only; i++)
		fl_json_put_str(j, input->only[i]);
	fl_json_end_array(j);
	fl_json_put_key(j, "columns");
	fl_json_begin_array(j);
	for (size_t i = 0; i < 2 * input->num_columns; i++)
		fl_json_put_str(j, input->columns[i]);
	fl_json_end_array(j);
}

/* Everything but the bytes that decides what the rows say. */
static fl_status settings_of(const fl_importing *im, const fl_input *input, bool dreams, fl_digest *ret, fl_error *err)
{
	const fl_round_spec *spec = im->w->spec;
	fl_json_writer j;
	fl_buf buf;
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_json_start(&j, &buf, false);
	fl_json_begin_object(&j);
	fl_json_kv_i64(&j, "zone", spec->offset_minutes);
	if (dreams || (input && input->count_amount)) {
		fl_json_kv_z(&j, "currency", spec->currency.code);
		fl_json_kv_i64(&j, "digits", spec->currency.minor_digits);
	}
	if (input)
		put_input(&j, input);
	fl_json_end_object(&j);
	fl_status status = fl_buf_status(&buf, err);
	*ret = fl_sha256(fl_buf_view(&buf));
	fl_buf_release(&buf);
	return status;
}

/* ---- entering files ------------------------------------------------------------------------------------------------ */

static fl_entrance *next_entrance(fl_importing *im, fl_str name, const char *role, fl_file_record **ret_file)
{
	size_t i = im->w->num_files++;
	*ret_file = &im->w->files[i];
	**ret_file = (fl_file_record){ .role = fl_str_of(role), .path = name, .rule = FL_STR(""), .encoding = FL_STR("") };
	return &im->entrances[i];
}

static fl_status enter_dreams(fl_importing *im, const fl_input *input, fl_str name, fl_error *err)
{
	fl_file_record *file;
	fl_entrance *e = next_entrance(im, name, "dreams", &file);
	e->input = input;
	e->known = true;
	FL_TRY(path_of(im, name, &e->path, err));
	FL_TRY(fl_source_read(e->path.data, FL_DATA_FILE_MAX, &im->w->arena, &e->bytes, err));
	file->digest = fl_sha256(e->bytes);
	file->size = (int64_t)e->bytes.len;
	return settings_of(im, input, true, &file->settings, err);
}

static fl_status enter_partners(fl_importing *im, const fl_input *input, fl_error *err)
{
	fl_file_record *file;
	fl_entrance *e = next_entrance(im, input->file, "partners", &file);
	e->input = input;
	e->known = true;
	FL_TRY(path_of(im, input->file, &e->path, err));
	FL_TRY(fl_source_read(e->path.data, FL_DATA_FILE_MAX, &im->w->arena, &e->bytes, err));
	file->digest = fl_sha256(e->bytes);
	file->size = (int64_t)e->bytes.len;
	return settings_of(im, input, true, &file->settings, err);
}

static fl_status enter_ledger(fl_importing *im, const fl_input *input, const char *role, fl_error *err)
{
	fl_file_record *file;
	fl_entrance *e = next_entrance(im, input->file, role, &file);
	e->input = input;
	FL_TRY(path_of(im, input->file, &e->path, err));
	FL_TRY(look_at(im, e, file, &e->known, err));
	return settings_of(im, input, false, &file->settings, err);
}

/* A file of the last import, as it is. */
static void carry(fl_importing *im, const fl_file_record *before)
{
	fl_file_record *file;
	fl_entrance *e = next_entrance(im, before->path, "", &file);
	*file = *before;
	file->id = 0;
	e->carried = e->known = true;
}

static fl_status enter_pabulib(fl_importing *im, const fl_document *pb, fl_error *err)
{
	fl_work *w = im->w;
	FL_TRY(enter_dreams(im, NULL, pb->name, err));
	w->files[1] = w->files[0];
	w->files[1].role = FL_STR("flowers");
	im->entrances[1] = im->entrances[0];
	w->num_files = 2;
	return FL_OK;
}

static fl_status enter_round(fl_importing *im, fl_error *err)
{
	const fl_document *pb = fl_work_document(im->w, "pabulib");
	const fl_round_spec *spec = im->w->spec;
	if (pb)
		return enter_pabulib(im, pb, err);
	for (size_t i = 0; i < spec->num_dreams; i++)
		FL_TRY(enter_dreams(im, &spec->dreams[i], spec->dreams[i].file, err));
	for (size_t i = 0; i < spec->num_flowers; i++)
		FL_TRY(enter_ledger(im, &spec->flowers[i], "flowers", err));
	for (size_t i = 0; i < spec->num_earned; i++)
		FL_TRY(enter_ledger(im, &spec->earned[i], "earned", err));
	for (size_t i = 0; i < spec->num_partners; i++)
		FL_TRY(enter_partners(im, &spec->partners[i], err));
	if (spec->num_dreams == 0)
		return fl_error_at(err, FL_EINVAL, "round.json", 0, 0, "the round names no file with dreams");
	return FL_OK;
}

/* ---- added files --------------------------------------------------------------------------------------------------- */

static fl_status input_of(fl_importing *im, const fl_ledger_input *added, const fl_input **ret, fl_error *err)
{
	fl_input *input = fl_arena_array(&im->w->arena, 1, sizeof *input);
	if (!input)
		return fl_enomem(err);
	*input = (fl_input){ .file = fl_str_of(added->path),
			     .encoding = FL_STR(""),
			     .delimiter = FL_STR(""),
			     .capacity = -1,
			     .format = fl_str_of(added->format ? added->format
						 : strcmp(added->path, "-") == 0 ? "csv"
										 : "") };
	*ret = input;
	return FL_OK;
}

/* The bytes of a file that is in the ledger already add nothing, whatever its name. */
static bool is_there(const fl_importing *im, const fl_file_record *file)
{
	for (size_t i = 0; i + 1 < im->w->num_files; i++) {
		const fl_file_record *other = &im->w->files[i];
		if (fl_str_eq(other->role, file->role) && other->size == file->size &&
		    memcmp(other->digest.bytes, file->digest.bytes, sizeof file->digest.bytes) == 0)
			return true;
	}
	return false;
}

static fl_status enter_added(fl_importing *im, const fl_ledger_input *added, fl_error *err)
{
	fl_file_record *file;
	fl_entrance *e = next_entrance(im, fl_str_of(added->path), added->earned ? "earned" : "flowers", &file);
	file->added = true;
	FL_TRY(input_of(im, added, &e->input, err));
	e->path = e->input->file;
	FL_TRY(settings_of(im, e->input, false, &file->settings, err));
	if (strcmp(added->path, "-") == 0)
		return FL_OK;
	FL_TRY(look_at(im, e, file, &e->known, err));
	if (!e->known)
		return FL_OK;
	e->known = false; /* it is to be read, unless: */
	if (is_there(im, file)) {
		fl_report(&im->w->findings, FL_NOTE, "file-repeated", added->path, 0, 0, "",
			  "these bytes are in the ledger already: the file adds nothing");
		*e = (fl_entrance){ 0 };
		im->w->num_files--;
	}
	file->digest = (fl_digest){ { 0 } };
	file->size = 0;
	return FL_OK;
}

/* ---- what need not be read again ----------------------------------------------------------------------------------- */

static bool same_file(const fl_file_record *a, const fl_file_record *b)
{
	return fl_str_eq(a->role, b->role) && fl_str_eq(a->path, b->path) && a->added == b->added && a->size == b->size &&
	       memcmp(a->digest.bytes, b->digest.bytes, sizeof a->digest.bytes) == 0 &&
	       memcmp(a->settings.bytes, b->settings.bytes, sizeof a->settings.bytes) == 0;
}

static size_t count_role(const fl_file_record *files, size_t count, const char *role)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		n += fl_str_eqz(files[i].role, role);
	return n;
}

/* Dreams come first in both lists. */
static bool same_dreams(const fl_importing *im)
{
	size_t count = count_role(im->w->files, im->w->num_files, "dreams");
	if (count != count_role(im->before, im->num_before, "dreams"))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!same_file(&im->w->files[i], &im->before[i]))
			return false;
	return true;
}

/* Partners are known by their ids across files: all of them stay as they are, or all are read again. */
static void carry_partners_as_one(fl_importing *im)
{
	size_t count = 0, carried = 0;
	for (size_t i = 0; i < im->w->num_files; i++) {
		count += fl_import_is(im, i, "partners");
		carried += fl_import_is(im, i, "partners") && im->entrances[i].carried;
	}
	for (size_t i = 0; i < im->w->num_files && carried < count; i++)
		if (fl_import_is(im, i, "partners")) {
			im->entrances[i].carried = false;
			im->w->files[i].origin = 0;
		}
}

static void carry_what_is_the_same(fl_importing *im)
{
	if (im->w->options.force || fl_work_document(im->w, "pabulib") || im->num_before == 0 || !same_dreams(im))
		return;
	for (size_t i = 0; i < im->w->num_files && i < im->num_before; i++) {
		fl_file_record *file = &im->w->files[i];
		if (!im->entrances[i].known || !same_file(file, &im->before[i]))
			return;
		*file = im->before[i];
		file->id = 0;
		im->entrances[i].carried = true;
	}
}

/* What was added in earlier imports, behind what the round names. */
static void carry_added(fl_importing *im)
{
	for (size_t i = 0; i < im->num_before; i++)
		if (im->before[i].added)
			carry(im, &im->before[i]);
}

/* ---- the plan ------------------------------------------------------------------------------------------------------ */

/* What a later import must also mean to read, and how, to go on with this one. */
static fl_status digest_plan(fl_importing *im, fl_error *err)
{
	fl_json_writer j;
	fl_buf buf;
	char hex[65];
	fl_buf_init(&buf, FL_BUF_MAX_DEFAULT);
	fl_json_start(&j, &buf, false);
	fl_json_begin_array(&j);
	fl_json_put_z(&j, fl_version());
	for (size_t i = 0; i < im->w->num_files; i++) {
		const fl_file_record *file = &im->w->files[i];
		fl_json_put_str(&j, file->role);
		fl_json_put_str(&j, file->path);
		fl_json_put_i64(&j, im->entrances[i].carried ? file->origin : 0);
		fl_digest_hex(&file->settings, hex);
		fl_json_put_z(&j, hex);
		fl_digest_hex(&file->digest, hex);
		fl_json_put_z(&j, fl_str_eqz(file->role, "dreams") || fl_str_eqz(file->role, "partners") ? hex : "");
		fl_json_put_i64(&j, im->entrances[i].behind);
	}
	fl_json_end_array(&j);
	fl_status status = fl_buf_status(&buf, err);
	im->plan = fl_sha256(fl_buf_view(&buf));
	fl_buf_release(&buf);
	return status;
}

fl_status fl_import_plan(fl_importing *im, fl_error *err)
{
	fl_work *w = im->w;
	size_t most = w->spec->num_dreams + w->spec->num_flowers + w->spec->num_earned +
		      w->spec->num_partners + 2;
	FL_TRY(fl_files_load(w->store, &w->arena, &im->before, &im->num_before, err));
	most += im->num_before + im->num_added;
	im->entrances = fl_arena_array(&w->arena, most, sizeof *im->entrances);
	w->files = fl_arena_array(&w->arena, most, sizeof *w->files);
	if (!im->entrances || !w->files)
		return fl_enomem(err);
	if (!im->adding) {
		FL_TRY(enter_round(im, err));
		carry_what_is_the_same(im);
		carry_partners_as_one(im);
		carry_added(im);
	} else {
		for (size_t i = 0; i < im->num_before; i++)
			carry(im, &im->before[i]);
	}
	for (size_t i = 0; i < im->num_added; i++)
		FL_TRY(enter_added(im, &im->added[i], err));
	for (size_t i = 0; i < w->num_files && !fl_work_document(w, "pabulib"); i++)
		if (!fl_import_is(im, i, "dreams") && !fl_import_is(im, i, "partners"))
			FL_TRY(fl_import_find_grown(im, i, err));
	return digest_plan(im, err);
}
