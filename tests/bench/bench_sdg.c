/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_sdg.c - how well the shipped pack 'sdg' says whether a text is about a goal. Printed, never judged.
 *
 *     bench_sdg
 *
 * English snippets that experts checked against one goal each (sdg-benchmark of the shared data): is it about this goal? The
 * fifth of the rows with sha256(id) mod 5 = 0 (first 8 bytes) was not read while the pack was written, and comes first; then the
 * four fifths that were, and all rows.
 */
#include "base/alloc.h"
#include "base/hash.h"
#include "base/vec.h"
#include "classify/tag.h"
#include "ingest/table.h"
#include "shared_data.h"

#define GOALS 17
#define PARTS 5

typedef struct snippet {
	fl_text_field text;
	int goal;
	bool holds, kept;
} snippet;

typedef struct benchmark {
	fl_arena arena;
	FL_VEC(snippet) rows;
} benchmark;

typedef struct figures {
	size_t yes_right, yes_wrong, no_right, no_wrong;
} figures;

static bool is_kept(fl_str id)
{
	fl_digest d = fl_sha256(id);
	uint64_t n = 0;

	for (int i = 0; i < 8; i++)
		n = n << 8 | d.bytes[i];
	return n % PARTS == 0;
}

static fl_status add(void *user, const fl_table_row *row, fl_error *err)
{
	benchmark *b = user;
	snippet s = { .text = { FL_STR("text"), fl_arena_str(&b->arena, row->texts[0]) },
		      .goal = atoi(row->texts[1].data),
		      .holds = fl_str_eqz(row->texts[2], "True"),
		      .kept = is_kept(row->id) };

	(void)err;
	return s.text.text.data && s.goal >= 1 && s.goal <= GOALS && fl_vec_push(&b->rows, s) ? FL_OK : FL_ENOMEM;
}

static fl_pack *load(fl_buf *json)
{
	const char *path = FLORIN_SOURCE_DIR "/rules/sdg.json";
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	fl_buf_init(json, 1 << 24);
	if (fl_file_read(path, json, &err) != FL_OK || fl_pack_parse(fl_buf_view(json), path, &pack, &err) != FL_OK)
		fprintf(stderr, "%s: %s\n", path, err.message);
	return pack;
}

static bool has_goal(const fl_tagging *t, int goal)
{
	char tag[16];

	snprintf(tag, sizeof tag, "sdg:%d", goal);
	for (size_t i = 0; i < t->num_tags; i++)
		if (fl_str_eqz(t->tags[i], tag))
			return true;
	return false;
}

static double share(size_t n, size_t d)
{
	return d ? 100.0 * (double)n / (double)d : 0;
}

static void print(const char *what, const figures *f)
{
	size_t rows = f->yes_right + f->yes_wrong + f->no_right + f->no_wrong;

	printf("%-16s %4zu rows  accuracy %5.1f  precision %5.1f  recall %5.1f\n", what, rows,
	       share(f->yes_right + f->no_right, rows), share(f->yes_right, f->yes_right + f->yes_wrong),
	       share(f->yes_right, f->yes_right + f->no_wrong));
}

/* Of the rows kept unread, of the others, or of both. */
static void judge(const benchmark *b, const fl_tagging *t, const char *title, bool unread, bool others)
{
	figures all = { 0 }, of[GOALS + 1] = { { 0 } };
	double accuracy = 0;

	for (size_t i = 0; i < b->rows.len; i++) {
		const snippet *s = &b->rows.items[i];
		bool yes = has_goal(&t[i], s->goal);
		figures *goals[] = { &all, &of[s->goal] };
		for (int k = 0; k < 2 && (s->kept ? unread : others); k++) {
			goals[k]->yes_right += yes && s->holds;
			goals[k]->yes_wrong += yes && !s->holds;
			goals[k]->no_right += !yes && !s->holds;
			goals[k]->no_wrong += !yes && s->holds;
		}
	}
	print(title, &all);
	for (int g = 1; g <= GOALS; g++) {
		char name[20];
		snprintf(name, sizeof name, "  goal %d", g);
		accuracy += share(of[g].yes_right + of[g].no_right,
				  of[g].yes_right + of[g].yes_wrong + of[g].no_right + of[g].no_wrong) /
			    GOALS;
		print(name, &of[g]);
	}
	printf("  mean accuracy over the goals %.1f\n", accuracy);
}

int main(void)
{
	static const fl_str columns[] = { { "text", 4 }, { "sdg", 3 }, { "label", 5 } };
	benchmark b = { .arena = FL_ARENA_INIT };
	fl_table_reader reader = { .row = add, .user = &b };
	fl_ingest_counts counts;
	fl_error err = FL_ERROR_INIT;
	fl_tagging *t = NULL;
	fl_tag_input *inputs;
	fl_buf json;
	char path[1000];
	fl_pack *pack = load(&json);

	if (!pack)
		return 1;
	if (!shared_path("sdg-benchmark/dev.csv", path, sizeof path))
		return 0;
	if (fl_table_read(path, columns, 3, FL_STR("id"), &reader, &counts, &err) != FL_OK ||
	    !(inputs = fl_arena_array(&b.arena, b.rows.len, sizeof *inputs))) {
		fprintf(stderr, "%s: %s\n", path, err.message);
		return 1;
	}
	for (size_t i = 0; i < b.rows.len; i++)
		inputs[i] = (fl_tag_input){ &b.rows.items[i].text, 1 };
	if (fl_tag((const fl_pack *const *)&pack, 1, inputs, b.rows.len, 1, &b.arena, &t, &err) != FL_OK) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	judge(&b, t, "kept unread", true, false);
	judge(&b, t, "read", false, true);
	judge(&b, t, "all rows", true, true);
	fl_pack_free(pack);
	fl_vec_release(&b.rows);
	fl_buf_release(&json);
	fl_arena_release(&b.arena);
	return 0;
}
