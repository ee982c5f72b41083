/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_dedup.c - how fast duplicates are found, and how well. Printed, never judged.
 *
 *     bench_dedup [THREADS]              speed and quality on the shared data (FLORIN_DATA or ../shared/data)
 *     bench_dedup [THREADS] grow N...    speed on N generated dreams of about 136 grams, at 0.5 and 0.7
 *     bench_dedup [THREADS] later N...   200 more dreams than N, with and without what was found among the N, at 0.2
 *     bench_dedup [THREADS] worst        a million identical texts, empty ones, texts of one character; one text of 10 MB;
 *                                        every dream by one organisation that begins them all with the same words
 *     bench_dedup [THREADS] pairs FILE   every pair of a TSV file with title and body in columns 2 and 3
 *
 * Quality: the labelled pairs of near-duplicates-zh, each weighted by how many pairs its band has in the whole set,
 * as the README of the data says (bands of the Jaccard similarity of character 3-grams of title and body). A pair
 * counts as found when its verdict is not "different"; a pair that the join leaves out is different and scores what
 * it scores.
 */
#include "base/file.h"
#include "dedup/corpus.h"
#include "dedup/dedup.h"
#include "domain/dream.h"
#include "shared_data.h"
#include "text/ngram.h"
#include "text/normalise.h"

#include <sys/resource.h>
#include <time.h>

#define ROWS_MAX 2000000

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double cpu(void) /* of all threads */
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static long peak_mb(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss / 1024;
}

static void die(const fl_error *err)
{
	fprintf(stderr, "bench_dedup: %s\n", err->message);
	exit(1);
}

/* ---- tables ------------------------------------------------------------------------------------------------ */

typedef struct table {
	fl_buf bytes;
	fl_dedup_text *texts;
	size_t count;
} table;

/* Columns of the title and the body; -1 none. False when the file is not there. */
static bool table_read(const char *path, int title, int body, table *ret)
{
	fl_error err = FL_ERROR_INIT;
	fl_str line;
	size_t pos = 0;

	fl_buf_init(&ret->bytes, FL_BUF_MAX_DEFAULT);
	if (fl_file_read(path, &ret->bytes, &err) != FL_OK)
		die(&err);
	ret->texts = fl_alloc_array(ROWS_MAX, sizeof *ret->texts);
	ret->count = 0;
	fl_str all = fl_buf_view(&ret->bytes);
	next_line(all, &pos, &line);
	while (ret->count < ROWS_MAX && next_line(all, &pos, &line))
		ret->texts[ret->count++] = (fl_dedup_text){
			.id = tsv_field(line, 0),
			.title = title < 0 ? FL_STR("") : tsv_field(line, (size_t)title),
			.body = body < 0 ? FL_STR("") : tsv_field(line, (size_t)body),
			.submitted = FL_TIME_NONE,
		};
	return true;
}

static void table_free(table *t)
{
	fl_free(t->texts);
	fl_buf_release(&t->bytes);
}

static void run(const char *name, const table *t, int32_t candidates, int threads, fl_arena *arena,
		fl_dedup_result *ret)
{
	fl_dedup_options options;
	fl_error err = FL_ERROR_INIT;
	size_t verdicts[3] = { 0 }, merged = 0, exact = 0;
	double start = now(), busy = cpu();

	fl_dedup_defaults(&options);
	options.candidates = candidates;
	if (options.same < candidates)
		options.same = candidates;
	options.threads = threads;
	options.max_pairs = (size_t)50 * 1000 * 1000;
	if (fl_dedup(t->texts, t->count, &options, arena, ret, &err) != FL_OK)
		die(&err);
	for (size_t i = 0; i < ret->num_pairs; i++) {
		verdicts[ret->pairs[i].verdict]++;
		exact += ret->pairs[i].exact;
	}
	for (size_t i = 0; i < t->count; i++)
		merged += ret->representative[i] != i;
	printf("%-26s %8zu texts  at %.2f  %7.3f s (cpu %.3f s)  %5ld MB  %7zu pairs: %zu exact, %zu same, %zu review, %zu "
	       "different; "
	       "%zu merged\n",
	       name, t->count, candidates / 1e6, now() - start, cpu() - busy, peak_mb(), ret->num_pairs, exact,
	       verdicts[FL_PAIR_SAME] - exact, verdicts[FL_PAIR_REVIEW], verdicts[FL_PAIR_DIFFERENT], merged);
	fflush(stdout);
}

/* ---- quality ----------------------------------------------------------------------------------------------- */

typedef struct label {
	size_t a, b;
	int label, band;
	double weight;
	int32_t score;
	fl_pair_verdict verdict;
} label;

#define BANDS 8
static const double band_pairs[BANDS] = {
	947, 108, 61, 41, 31, 39, 43, 84
}; /* in the whole set: README of the data */

static size_t find_text(const table *t, fl_str id)
{
	for (size_t i = 0; i < t->count; i++)
		if (fl_str_eq(t->texts[i].id, id))
			return i;
	return 0;
}

static int band_of(const table *t, size_t a, size_t b)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	uint64_t *grams[2];
	size_t len[2], both = 0, text[2] = { a, b };

	for (int k = 0; k < 2; k++) {
		fl_buf all;
		fl_normal normal;
		fl_buf_init(&all, FL_BUF_MAX_DEFAULT);
		fl_buf_str(&all, t->texts[text[k]].title);
		fl_buf_str(&all, t->texts[text[k]].body);
		if (fl_normalise(fl_buf_view(&all), FL_NORMAL_COMPARE, &arena, &normal, &err) != FL_OK ||
		    fl_ngrams(normal.text, 3, &arena, &grams[k], &len[k], &err) != FL_OK)
			die(&err);
		fl_buf_release(&all);
	}
	for (size_t i = 0, j = 0; i < len[0] && j < len[1];) {
		uint64_t x = grams[0][i], y = grams[1][j];
		both += x == y;
		i += x <= y;
		j += y <= x;
	}
	int band = (int)(10 * both / (len[0] + len[1] - both)) - 1;
	fl_arena_release(&arena);
	return band < 0 ? 0 : band >= BANDS ? BANDS - 1 : band;
}

static size_t read_labels(const char *path, const table *t, label *labels, size_t max)
{
	fl_buf bytes;
	fl_error err = FL_ERROR_INIT;
	fl_str line;
	size_t pos = 0, n = 0, in_band[BANDS] = { 0 };

	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	if (fl_file_read(path, &bytes, &err) != FL_OK)
		die(&err);
	next_line(fl_buf_view(&bytes), &pos, &line);
	while (n < max && next_line(fl_buf_view(&bytes), &pos, &line)) {
		label *l = &labels[n++];
		*l = (label){ .a = find_text(t, tsv_field(line, 0)),
			      .b = find_text(t, tsv_field(line, 1)),
			      .label = tsv_field(line, 2).data[0] - '0',
			      .verdict = FL_PAIR_DIFFERENT };
		l->band = band_of(t, l->a, l->b);
		in_band[l->band]++;
	}
	for (size_t i = 0; i < n; i++)
		labels[i].weight = band_pairs[labels[i].band] / (double)in_band[labels[i].band];
	fl_buf_release(&bytes);
	return n;
}

static void score_labels(const table *t, label *labels, size_t n, const fl_dedup_result *result)
{
	fl_corpus corpus;
	fl_error err = FL_ERROR_INIT;

	if (fl_corpus_build(t->texts, t->count, &(fl_corpus_options){ .threads = 1 }, &corpus, &err) != FL_OK)
		die(&err);
	size_t *set = fl_alloc_array(t->count, sizeof *set);
	for (size_t i = 0; i < corpus.sets.count; i++)
		set[corpus.text[i]] = i;
	for (size_t i = 0; i < n; i++) {
		size_t x = set[corpus.first[labels[i].a]], y = set[corpus.first[labels[i].b]];
		fl_overlap o = fl_gram_overlap(&corpus.sets, x, y);
		labels[i].score = fl_gram_score(&corpus.sets, x, y, &o);
		for (size_t p = 0; p < result->num_pairs; p++) {
			const fl_pair *q = &result->pairs[p];
			if ((q->a == labels[i].a && q->b == labels[i].b) ||
			    (q->a == labels[i].b && q->b == labels[i].a))
				labels[i].verdict = q->verdict;
		}
	}
	fl_free(set);
	fl_corpus_release(&corpus);
}

static double f1(const label *labels, size_t n, int32_t threshold) /* < 0: by the verdict */
{
	double hit = 0, wrong = 0, missed = 0;

	for (size_t i = 0; i < n; i++) {
		bool is = labels[i].label == 2;
		bool found = threshold < 0 ? labels[i].verdict != FL_PAIR_DIFFERENT : labels[i].score >= threshold;
		hit += is && found ? labels[i].weight : 0;
		wrong += !is && found ? labels[i].weight : 0;
		missed += is && !found ? labels[i].weight : 0;
	}
	return 2 * hit / (2 * hit + wrong + missed);
}

static double area(const label *labels, size_t n)
{
	double won = 0, all = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			if (labels[i].label != 2 || labels[j].label == 2)
				continue;
			double w = labels[i].weight * labels[j].weight;
			all += w;
			won += labels[i].score > labels[j].score ? w : labels[i].score == labels[j].score ? w / 2 : 0;
		}
	return won / all;
}

static void print_quality(const char *path, const table *t, const fl_dedup_result *result)
{
	label labels[1000];
	size_t n = read_labels(path, t, labels, 1000), wrong = 0, merged = 0;

	score_labels(t, labels, n, result);
	for (size_t i = 0; i < n; i++) {
		wrong += labels[i].label != 2 && labels[i].verdict == FL_PAIR_SAME;
		merged += labels[i].label == 2 && labels[i].verdict == FL_PAIR_SAME;
	}
	printf("labelled pairs: %zu; weighted F1 by verdict %.3f, area under ROC %.3f; verdict same: %zu of label 2, "
	       "%zu of "
	       "others\n",
	       n, f1(labels, n, -1), area(labels, n), merged, wrong);
	printf("weighted F1 by threshold:");
	for (int32_t at = 140000; at <= 300000; at += 20000)
		printf(" %.2f:%.3f", at / 1e6, f1(labels, n, at));
	putchar('\n');
}

/* ---- shared data ------------------------------------------------------------------------------------------- */

static void shared(int threads)
{
	char path[4096];
	table t;
	fl_dedup_result result;
	fl_arena arena = FL_ARENA_INIT;

	if (shared_path("near-duplicates-zh/messages.tsv", path, sizeof path) && table_read(path, 1, 2, &t)) {
		run("messages, title and body", &t, 200000, threads, &arena, &result);
		if (shared_path("near-duplicates-zh/pairs_dev.tsv", path, sizeof path))
			print_quality(path, &t, &result);
		table_free(&t);
		fl_arena_release(&arena);
	}
	if (shared_path("civic-zh/train_tokenised.tsv", path, sizeof path) && table_read(path, 0, -1, &t)) {
		for (size_t i = 0; i < t.count; i++) { /* short dreams: the first 60 bytes or so */
			fl_str *s = &t.texts[i].title;
			while (s->len > 60 || (s->len > 0 && s->len > 57 && (s->data[s->len] & 0xC0) == 0x80))
				s->len--;
		}
		run("short Chinese dreams", &t, 200000, threads, &arena, &result);
		table_free(&t);
		fl_arena_release(&arena);
	}
	if (shared_path("decidim-barcelona/proposals.tsv", path, sizeof path) && table_read(path, 1, 2, &t)) {
		run("Barcelona proposals", &t, 200000, threads, &arena, &result);
		fl_arena_release(&arena);
		run("Barcelona proposals", &t, 500000, threads, &arena, &result);
		table_free(&t);
		fl_arena_release(&arena);
	}
}

static void pairs(const char *path, int threads)
{
	table t;
	fl_dedup_result result;
	fl_arena arena = FL_ARENA_INIT;
	static const char *const verdicts[] = { "same", "review", "different" };

	table_read(path, 1, 2, &t);
	run(path, &t, 200000, threads, &arena, &result);
	for (size_t i = 0; i < result.num_pairs; i++) {
		const fl_pair *p = &result.pairs[i];
		printf("%.*s\t%.*s\t%s\t%s\t%d\t%d\t%d\t%d\t%u\t%.*s\t%.*s\t[%.*s]\t[%.*s]\n",
		       FL_STR_ARG(t.texts[p->a].id), FL_STR_ARG(t.texts[p->b].id), verdicts[p->verdict],
		       p->exact ? "exact" : "near", p->score, p->title, p->body, p->containment, p->differs,
		       FL_STR_ARG(t.texts[p->a].title), FL_STR_ARG(t.texts[p->b].title), FL_STR_ARG(p->only_a),
		       FL_STR_ARG(p->only_b));
	}
	table_free(&t);
	fl_arena_release(&arena);
}

/* ---- generated texts --------------------------------------------------------------------------------------- */

static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* A Han character, frequent ones often: the cube of a uniform number over 3,000 characters. */
static size_t put_han(char *out, uint64_t *seed)
{
	uint64_t u = next_random(seed) % 3000;

	return fl_utf8_put((uint32_t)(0x4e00 + u * u / 3000 * u / 3000), out);
}

/* Texts of 137 characters; one in five is a copy of an earlier one with some characters changed. */
static void generate(size_t count, table *ret)
{
	enum { CHARS = 137, BYTES = CHARS * 3 };
	char *bytes = fl_alloc_array(count, BYTES);
	uint64_t seed = 1;

	*ret = (table){ .texts = fl_alloc_array(count, sizeof *ret->texts), .count = count };
	for (size_t i = 0; i < count; i++) {
		char *text = bytes + i * BYTES;
		if (i > 0 && next_random(&seed) % 5 == 0) {
			memcpy(text, bytes + next_random(&seed) % i * BYTES, BYTES);
			for (uint64_t k = next_random(&seed) % 30; k > 0; k--)
				put_han(text + next_random(&seed) % CHARS * 3, &seed);
		} else {
			for (size_t c = 0; c < CHARS; c++)
				put_han(text + 3 * c, &seed);
		}
		ret->texts[i] =
		    (fl_dedup_text){ .id = { text, 30 }, .title = { text, BYTES }, .submitted = FL_TIME_NONE };
	}
	fl_buf_init(&ret->bytes, 0);
	ret->bytes.data = bytes;
}

static double look(const fl_dedup_text *texts, size_t count, const fl_dedup_options *options, fl_arena *arena,
		   fl_dedup_result *ret)
{
	fl_error err = FL_ERROR_INIT;
	double busy = cpu();

	if (fl_dedup(texts, count, options, arena, ret, &err) != FL_OK)
		die(&err);
	return cpu() - busy;
}

static void later(size_t count, int threads)
{
	enum { MORE = 200 };
	table t;
	fl_dedup_result first, full, quick;
	fl_arena arena = FL_ARENA_INIT;
	fl_dedup_options options;
	bool *known = fl_alloc_array(count + MORE, sizeof *known);
	fl_dedup_weights *weights = fl_alloc_array(count + MORE, sizeof *weights);
	size_t n = 0;

	generate(count + MORE, &t);
	fl_dedup_defaults(&options);
	options.threads = threads;
	options.make_idf = true;
	(void)look(t.texts, count, &options, &arena, &first);
	for (size_t i = 0; i < count; i++) {
		known[i] = true;
		weights[i] = first.weights[i];
	}
	for (size_t i = 0; i < first.num_pairs; i++) {
		if (first.pairs[i].exact)
			known[first.pairs[i].b] = false;
		else
			first.pairs[n++] = first.pairs[i];
	}
	options.make_idf = false;
	options.idf = first.idf;
	double whole = look(t.texts, count + MORE, &options, &arena, &full);
	options.known = &(fl_dedup_known){ known, weights, first.pairs, n };
	double part = look(t.texts, count + MORE, &options, &arena, &quick);
	printf("%zu dreams and 200 more at 0.20: all anew %.3f s of cpu, only the new ones %.3f s (1 : %.1f); %zu pairs, %zu\n",
	       count, whole, part, whole / part, full.num_pairs, quick.num_pairs);
	fl_free(known);
	fl_free(weights);
	fl_arena_release(&arena);
	table_free(&t);
}

/* 100,000 dreams that begin with the same 60 characters. */
static void one_organisation(int threads)
{
	enum { MANY = 100000, SAME = 60 * 3 };
	table t;
	fl_dedup_result result;
	fl_arena arena = FL_ARENA_INIT;
	char same[SAME];
	uint64_t seed = 5;

	for (size_t i = 0; i < SAME; i += 3)
		put_han(same + i, &seed);
	generate(MANY, &t);
	for (size_t i = 0; i < MANY; i++) {
		memcpy(t.bytes.data + i * 411, same, SAME);
		t.texts[i].organisation = FL_STR("春苗社");
	}
	run("one organisation, one preamble", &t, 200000, threads, &arena, &result);
	fl_arena_release(&arena);
	table_free(&t);
}

static void worst(int threads)
{
	enum { MANY = 1000000, LONG = 10 * 1000 * 1000 };
	table t = { .texts = fl_alloc_array(MANY, sizeof *t.texts), .count = MANY };
	fl_dedup_result result;
	fl_arena arena = FL_ARENA_INIT;
	char *longest = fl_alloc_array(LONG, 1);
	uint64_t seed = 7;

	for (size_t i = 0; i < MANY; i++)
		t.texts[i] = (fl_dedup_text){ .title = FL_STR("为孩子们培养1000个守护生命的急救员"),
					      .submitted = FL_TIME_NONE };
	run("a million identical", &t, 200000, threads, &arena, &result);
	fl_arena_release(&arena);
	for (size_t i = 0; i < MANY; i++)
		t.texts[i].title = FL_STR("");
	run("a million empty", &t, 200000, threads, &arena, &result);
	fl_arena_release(&arena);
	for (size_t i = 0; i + 3 <= LONG; i += 3)
		put_han(longest + i, &seed);
	t.count = 3;
	t.texts[0].title = (fl_str){ longest, LONG - LONG % 3 };
	t.texts[1].title = (fl_str){ longest, (LONG - LONG % 3) / 2 / 3 * 3 };
	t.texts[2].title = FL_STR("一个字");
	run("one text of 10 MB", &t, 200000, threads, &arena, &result);
	fl_arena_release(&arena);
	t.count = MANY;
	for (size_t i = 0; i < MANY; i++) {
		size_t len = put_han(longest + 3 * i, &seed);
		t.texts[i].title = (fl_str){ longest + 3 * i, len };
	}
	run("a million of one character", &t, 200000, threads, &arena, &result);
	fl_arena_release(&arena);
	one_organisation(threads);
	fl_free(longest);
	fl_free(t.texts);
}

int main(int argc, char **argv)
{
	int threads = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 2;
	const char *what = argc > 2 ? argv[2] : "";

	if (strcmp(what, "pairs") == 0 && argc > 3)
		pairs(argv[3], threads);
	else if (strcmp(what, "later") == 0)
		for (int i = 3; i < argc; i++)
			later((size_t)strtoull(argv[i], NULL, 10), threads);
	else if (strcmp(what, "worst") == 0)
		worst(threads);
	else if (strcmp(what, "grow") == 0)
		for (int i = 3; i < argc; i++)
			for (int32_t at = 500000; at <= 700000; at += 200000) {
				table t;
				fl_dedup_result result;
				fl_arena arena = FL_ARENA_INIT;
				generate((size_t)strtoull(argv[i], NULL, 10), &t);
				run("generated", &t, at, threads, &arena, &result);
				fl_arena_release(&arena);
				table_free(&t);
			}
	else
		shared(threads);
	return 0;
}
