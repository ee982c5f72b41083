/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_suggest.c - how well packs classify that 'florin rules suggest' mines. Printed, never judged.
 *
 *     bench_suggest                 the figures
 *     bench_suggest write FILE      also write the pack that is mined from all messages
 *
 * Messages of citizens in seven classes (civic-zh of the shared data). Cross-validated figures come first: a pack is mined from the
 * tokenised messages that are none of those to be judged, and from four of five parts of the others (parts by the hash of
 * the id); the part left over is judged, each message once. Then a pack that never saw any of them, and the pack of
 * examples/citizen-messages, which was mined from all.
 */
#include "base/alloc.h"
#include "base/hash.h"
#include "base/vec.h"
#include "classify/suggest.h"
#include "classify/tag.h"
#include "shared_data.h"
#include "text/normalise.h"

#include <time.h>

#define PARTS      5
#define HEAD_WORDS 8
#define LABELS_MAX 64
#define TWICE      2  /* a message with a title of its own counts as so many of the others */
#define NO_PART    PARTS

typedef struct message {
	fl_str id, title, body; /* normalised from 'title' and 'body' of the file */
	fl_str fields[2];
	uint32_t label;
	int part;
} message;

typedef FL_VEC(message) messages;

typedef struct corpus {
	fl_arena arena;
	fl_buf dev_text, train_text, struck;
	messages train, dev;
	fl_str labels[LABELS_MAX];
	size_t num_labels;
} corpus;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t label_of(corpus *c, fl_str name)
{
	for (size_t i = 0; i < c->num_labels; i++)
		if (fl_str_eq(c->labels[i], name))
			return (uint32_t)i;
	c->labels[c->num_labels] = name;
	return (uint32_t)c->num_labels++;
}

static int part_of(fl_str id)
{
	fl_digest d = fl_sha256(id);
	uint64_t n = 0;

	for (int i = 0; i < 8; i++)
		n = n << 8 | d.bytes[i];
	return (int)(n % PARTS);
}

static fl_str without_blanks(corpus *c, fl_str s)
{
	char *copy = fl_arena_alloc(&c->arena, s.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] != ' ')
			copy[len++] = s.data[i];
	return (fl_str){ copy, len };
}

/* The words of a message begin with those of its title: about so many. */
static size_t head_of(fl_str words)
{
	size_t n = 0, i = 0;

	for (; i < words.len; i++)
		if (words.data[i] == ' ' && ++n == HEAD_WORDS)
			break;
	return i;
}

static bool add(corpus *c, messages *to, message m)
{
	fl_error err = FL_ERROR_INIT;
	fl_normal n;

	if (fl_normalise(m.title, FL_NORMAL_MATCH, &c->arena, &n, &err) != FL_OK)
		return false;
	m.fields[0] = n.text;
	if (fl_normalise(m.body, FL_NORMAL_MATCH, &c->arena, &n, &err) != FL_OK)
		return false;
	m.fields[1] = n.text;
	return fl_vec_push(to, m);
}

static bool read_file(const char *name, fl_buf *text)
{
	char path[1000];
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(text, 1 << 28);
	return shared_path(name, path, sizeof path) && fl_file_read(path, text, &err) == FL_OK;
}

static bool read_civic(corpus *c)
{
	size_t pos = 0;
	fl_str line;
	fl_error err = FL_ERROR_INIT;
	bool ok = true;

	fl_buf_init(&c->struck, 1 << 20);
	if (fl_file_read(FLORIN_SOURCE_DIR "/examples/citizen-messages/struck.txt", &c->struck, &err) != FL_OK)
		return false;
	if (!read_file("civic-zh/dev.tsv", &c->dev_text) || !read_file("civic-zh/train_tokenised.tsv", &c->train_text))
		return false;
	next_line(fl_buf_view(&c->dev_text), &pos, &line);
	while (ok && next_line(fl_buf_view(&c->dev_text), &pos, &line)) {
		message m = { .id = tsv_field(line, 0), .title = tsv_field(line, 1), .body = tsv_field(line, 2) };
		m.label = label_of(c, tsv_field(line, 3));
		m.part = part_of(m.id);
		ok = add(c, &c->dev, m);
	}
	pos = 0;
	next_line(fl_buf_view(&c->train_text), &pos, &line);
	while (ok && next_line(fl_buf_view(&c->train_text), &pos, &line)) {
		fl_str words = tsv_field(line, 0);
		size_t title = head_of(words);
		message m = { .title = without_blanks(c, fl_str_slice(words, 0, title)),
			      .body = without_blanks(c, fl_str_slice(words, title, words.len)) };
		m.label = label_of(c, tsv_field(line, 1));
		ok = tsv_field(line, 2).len > 0 || add(c, &c->train, m);
	}
	return ok;
}

/* ---- judgement --------------------------------------------------------------------------------------------- */

static bool is_struck(const corpus *c, fl_str word)
{
	size_t pos = 0;
	fl_str line;

	while (next_line(fl_buf_view(&c->struck), &pos, &line))
		if (fl_str_eq(line, word))
			return true;
	return false;
}

/* What a person struck is left out: names of officials and places, halves of words. */
static void strike(const corpus *c, fl_suggestion *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->num_words; i++)
		if (!is_struck(c, s->words[i].text))
			s->words[kept++] = s->words[i];
	s->num_words = kept;
}

/* ---- one pack ---------------------------------------------------------------------------------------------- */

/* Mine from the training messages, and from the others that are not of the part (-1: from none of them). */
static fl_pack *mine(const corpus *c, int part, const fl_suggest_settings *settings, fl_buf *json)
{
	fl_arena arena = FL_ARENA_INIT;
	size_t n = 0, all = c->train.len + TWICE * c->dev.len;
	fl_term_text *texts = fl_arena_array(&arena, all, sizeof *texts);
	uint32_t *labels = fl_arena_array(&arena, all, sizeof *labels);
	fl_suggestion s;
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;

	for (size_t i = 0; i < c->train.len + c->dev.len; i++) {
		const message *m = i < c->train.len ? &c->train.items[i] : &c->dev.items[i - c->train.len];
		if (i >= c->train.len && (part < 0 || m->part == part))
			continue;
		for (int k = 0; k < (i < c->train.len ? 1 : TWICE); k++) {
			texts[n] = (fl_term_text){ m->fields, 2 };
			labels[n++] = m->label;
		}
	}
	fl_buf_init(json, 1 << 26);
	if (fl_suggest(texts, labels, n, c->num_labels, settings, &arena, &s, &err) == FL_OK) {
		fl_suggest_names names = { FL_STR("citizen-messages"), FL_STR("topic"), c->labels };
		strike(c, &s);
		if (fl_suggest_write(&s, &names, NULL, json, &err) == FL_OK)
			(void)!fl_pack_parse(fl_buf_view(json), "mined", &pack, &err);
		printf("  mined %zu words from %zu messages\n", s.num_words, n);
	}
	if (!pack)
		fprintf(stderr, "%s:%lld: %s\n", err.source, (long long)err.line, err.message);
	fl_arena_release(&arena);
	return pack;
}

typedef struct figures {
	size_t hits[LABELS_MAX], said[LABELS_MAX], all[LABELS_MAX];
	size_t right, unclear, count;
} figures;

/* Judge the messages of a part (-1: all). */
static void judge(const corpus *c, const fl_pack *pack, int part, figures *f)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	fl_text_field *fields = fl_arena_array(&arena, 2 * c->dev.len, sizeof *fields);
	fl_tag_input *inputs = fl_arena_array(&arena, c->dev.len, sizeof *inputs);
	const message **judged = fl_arena_array(&arena, c->dev.len, sizeof *judged);
	fl_tagging *t;
	size_t n = 0;

	for (size_t i = 0; i < c->dev.len; i++) {
		const message *m = &c->dev.items[i];
		if (part >= 0 && m->part != part)
			continue;
		fields[2 * n] = (fl_text_field){ FL_STR("title"), m->title };
		fields[2 * n + 1] = (fl_text_field){ FL_STR("body"), m->body };
		inputs[n] = (fl_tag_input){ &fields[2 * n], 2 };
		judged[n++] = m;
	}
	if (fl_tag(&pack, 1, inputs, n, 2, &arena, &t, &err) != FL_OK) {
		fprintf(stderr, "%s\n", err.message);
		fl_arena_release(&arena);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		f->count++;
		f->all[judged[i]->label]++;
		f->unclear += t[i].unclear;
		for (size_t l = 0; l < c->num_labels; l++) {
			size_t at = t[i].category.len - c->labels[l].len;
			if (t[i].category.len <= c->labels[l].len ||
			    !fl_str_eq(fl_str_slice(t[i].category, at, t[i].category.len), c->labels[l]))
				continue;
			f->said[l]++;
			f->hits[l] += l == judged[i]->label;
			f->right += l == judged[i]->label;
		}
	}
	fl_arena_release(&arena);
}

static void print_figures(const corpus *c, const figures *f)
{
	double sum = 0;

	for (size_t l = 0; l < c->num_labels; l++) {
		double p = f->said[l] ? (double)f->hits[l] / (double)f->said[l] : 0;
		double r = f->all[l] ? (double)f->hits[l] / (double)f->all[l] : 0;
		double f1 = p + r > 0 ? 2 * p * r / (p + r) : 0;
		sum += f1;
		printf("  precision %.3f recall %.3f F1 %.3f  of %3zu  %.*s\n", p, r, f1, f->all[l],
		       FL_STR_ARG(c->labels[l]));
	}
	printf("  macro-F1 %.4f, accuracy %.4f of %zu messages, %zu unclear\n", sum / (double)c->num_labels,
	       (double)f->right / (double)f->count, f->count, f->unclear);
}

static bool write_pack(const fl_buf *json, const char *path)
{
	fl_error err = FL_ERROR_INIT;

	if (fl_file_replace(path, fl_buf_view(json), &err) == FL_OK)
		return true;
	fprintf(stderr, "%s: %s\n", err.source, err.message);
	return false;
}

/* Five packs, each judged on the part that it was not mined from; each message counts once. */
static bool cross_validate(const corpus *c, const fl_suggest_settings *settings)
{
	figures f = { 0 };

	printf("cross-validated, %d parts:\n", PARTS);
	for (int part = 0; part < PARTS; part++) {
		fl_buf json;
		fl_pack *pack = mine(c, part, settings, &json);
		if (pack)
			judge(c, pack, part, &f);
		fl_pack_free(pack);
		fl_buf_release(&json);
		if (!pack)
			return false;
	}
	print_figures(c, &f);
	return true;
}

/* One pack, mined from all but 'part' (NO_PART: from everything), on all messages of dev.tsv. */
static bool judge_one(const corpus *c, int part, const char *what, const fl_suggest_settings *settings, const char *path)
{
	figures f = { 0 };
	fl_buf json;
	fl_pack *pack = mine(c, part, settings, &json);
	bool ok = pack != NULL;

	printf("%s:\n", what);
	if (ok) {
		judge(c, pack, -1, &f);
		print_figures(c, &f);
		printf("  pack of %.1f KB\n", (double)json.len / 1e3);
	}
	ok = ok && (!path || write_pack(&json, path));
	fl_pack_free(pack);
	fl_buf_release(&json);
	return ok;
}

/* The pack in examples/, on the messages that it was mined from, among others. */
static bool judge_shipped(const corpus *c)
{
	const char *path = FLORIN_SOURCE_DIR "/examples/citizen-messages/pack.json";
	figures f = { 0 };
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	fl_buf json;

	fl_buf_init(&json, 1 << 26);
	if (fl_file_read(path, &json, &err) == FL_OK)
		(void)!fl_pack_parse(fl_buf_view(&json), path, &pack, &err);
	fl_buf_release(&json);
	if (!pack) {
		fprintf(stderr, "%s: %s\n", path, err.message);
		return false;
	}
	printf("examples/citizen-messages/pack.json, mined from all messages, which are judged:\n");
	judge(c, pack, -1, &f);
	print_figures(c, &f);
	fl_pack_free(pack);
	return true;
}

int main(int argc, char **argv)
{
	static corpus c;
	fl_suggest_settings settings = { .least = 5, .words = 5000, .pair_words = 0, .title_factor = 3, .threads = 2 };
	double began = now();
	bool ok;

	if (argc > 3 || (argc > 1 && strcmp(argv[1], "write") != 0)) {
		fprintf(stderr, "bench_suggest [write FILE]\n");
		return 2;
	}
	ok = read_civic(&c);
	if (ok && argc > 1)
		ok = judge_one(&c, NO_PART, "mined from all messages, which are then judged", &settings, argc > 2 ? argv[2] : NULL);
	else if (ok)
		ok = cross_validate(&c, &settings) &&
		     judge_one(&c, -1, "mined from training messages only", &settings, NULL) &&
		     judge_shipped(&c);
	printf("%.1f s\n", now() - began);
	fl_vec_release(&c.train);
	fl_vec_release(&c.dev);
	fl_buf_release(&c.dev_text);
	fl_buf_release(&c.train_text);
	fl_buf_release(&c.struck);
	fl_arena_release(&c.arena);
	return ok ? 0 : 1;
}
