/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_rules.c - 500 rules over a million Chinese messages, beside a plain loop of PCRE2 in the same run. Printed, never
 * judged, except that the hits of both must be the same.
 *
 *     bench_rules [DREAMS] [THREADS]      default 1000000 2
 *
 * The rules have the form that people give them: each has the name of a topic of the shared data (FLORIN_DATA or
 * ../shared/data) and six words as one pattern, and as another one of three words near one of three others. The words are
 * those of two to four characters that stand in 2 to 12 of the 7,860 messages of the training set. The messages are
 * repeated until there are enough. The plain loop has each pattern compiled with the JIT and searches for it in text that
 * is normalised already, which costs it nothing; Florin's time is all of fl_tag: normalising, finding, deciding, scoring,
 * evidence. Throughput is in bytes of the messages as they were sent.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/parallel.h"
#include "base/vec.h"
#include "classify/scan.h"
#include "classify/tag.h"
#include "make_pack.h"
#include "shared_data.h"

#include <time.h>

#define RULES 500
#define WORDS 12   /* of a rule */
#define BATCH 4096 /* dreams tagged together, as 'florin rules apply' does */

typedef FL_VEC(fl_text_field) fields;

typedef struct speed { /* megabytes a second */
	double wall, cpu; /* cpu: of all threads together */
} speed;

static double seconds_of(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static speed since(const speed *began, double megabytes)
{
	return (speed){ megabytes / (seconds_of(CLOCK_MONOTONIC) - began->wall),
			megabytes / (seconds_of(CLOCK_PROCESS_CPUTIME_ID) - began->cpu) };
}

static speed begin(void)
{
	return (speed){ seconds_of(CLOCK_MONOTONIC), seconds_of(CLOCK_PROCESS_CPUTIME_ID) };
}

/* ---- rules ------------------------------------------------------------------------------------------------- */

typedef struct word {
	fl_str text;
	size_t messages, last; /* in how many it stands; the last one */
} word;
typedef FL_VEC(word) words;

static bool is_han(fl_str text)
{
	for (size_t pos = 0; pos < text.len;) {
		int32_t c = fl_utf8_next(text, &pos);
		if (c < 0x4E00 || c > 0x9FFF)
			return false;
	}
	return text.len >= 6 && text.len <= 12;
}

static int rarest_last(const void *a, const void *b)
{
	const word *x = a, *y = b;
	return x->messages != y->messages ? (x->messages < y->messages ? 1 : -1) : fl_str_cmp(x->text, y->text);
}

/* The words of the training set that are neither very rare nor frequent. */
static bool read_words(fl_buf *text, words *ret)
{
	char path[1000];
	fl_map map = { 0 };
	fl_str line;
	size_t pos = 0, kept = 0;

	if (!shared_path("civic-zh/train_tokenised.tsv", path, sizeof path) || fl_file_read(path, text, NULL) != FL_OK)
		return false;
	for (size_t n = 1; next_line(fl_buf_view(text), &pos, &line); n++) {
		fl_str tokens = tsv_field(line, 0);
		for (size_t i = 0, from = 0; i <= tokens.len; i++) {
			word w = { fl_str_slice(tokens, from, i), 1, n };
			size_t at;
			if (i < tokens.len && tokens.data[i] != ' ')
				continue;
			from = i + 1;
			if (!is_han(w.text) || !fl_map_put(&map, w.text, ret->len, &at))
				continue;
			if (at == ret->len && !fl_vec_push(ret, w))
				return false;
			ret->items[at].messages += ret->items[at].last != n;
			ret->items[at].last = n;
		}
	}
	fl_map_release(&map);
	for (size_t i = 0; i < ret->len; i++)
		if (ret->items[i].messages >= 2 && ret->items[i].messages <= 12)
			ret->items[kept++] = ret->items[i];
	ret->len = kept;
	qsort(ret->items, kept, sizeof *ret->items, rarest_last);
	return kept >= WORDS * RULES;
}

static void add_words(fl_buf *rules, const words *all, size_t rule, size_t from, size_t to, const char *between)
{
	for (size_t i = from; i < to; i++)
		fl_buf_printf(rules, "%s%.*s", i > from ? between : "", FL_STR_ARG(all->items[i * RULES + rule].text));
}

static void add_rule(fl_buf *rules, const words *all, size_t n, fl_str topic)
{
	fl_buf_printf(rules, "%s{\"id\": \"r%zu\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\",",
		      n ? ",\n" : "", n);
	fl_buf_printf(rules, " \"tags\": [\"for:t%zu\"], \"patterns\": {\"name\": [\"%.*s\", \"", n, FL_STR_ARG(topic));
	add_words(rules, all, n, 0, 6, "\", \"");
	fl_buf_puts(rules, "\"], \"near\": \"(?:");
	add_words(rules, all, n, 6, 9, "|");
	fl_buf_puts(rules, ").{0,6}(?:");
	add_words(rules, all, n, 9, WORDS, "|");
	fl_buf_puts(rules, ")\"}}");
}

static fl_pack *make_rules(void)
{
	char path[1000];
	fl_buf text, tokens, rules;
	words all = { 0 };
	fl_error err = FL_ERROR_INIT;
	fl_str line;
	size_t pos = 0, n = 0;
	fl_pack *pack = NULL;

	fl_buf_init(&text, 1 << 24);
	fl_buf_init(&tokens, 1 << 28);
	fl_buf_init(&rules, 1 << 24);
	if (read_words(&tokens, &all) && shared_path("civic-zh/topic_tree.tsv", path, sizeof path) &&
	    fl_file_read(path, &text, &err) == FL_OK) {
		next_line(fl_buf_view(&text), &pos, &line);
		while (n < RULES && next_line(fl_buf_view(&text), &pos, &line))
			add_rule(&rules, &all, n++, tsv_field(line, tsv_field(line, 2).len > 6 ? 2 : 1));
		if (parse_pack("", rules.data, &pack, &err) != FL_OK)
			fprintf(stderr, "%s\n", err.message);
	}
	fl_vec_release(&all);
	fl_buf_release(&text);
	fl_buf_release(&tokens);
	fl_buf_release(&rules);
	return pack;
}

/* ---- messages ---------------------------------------------------------------------------------------------- */

static bool read_messages(const char *name, fl_buf *text, fields *ret)
{
	char path[1000];
	fl_error err = FL_ERROR_INIT;
	size_t pos = 0;
	fl_str line;

	fl_buf_init(text, 1 << 28);
	if (!shared_path(name, path, sizeof path) || fl_file_read(path, text, &err) != FL_OK)
		return false;
	next_line(fl_buf_view(text), &pos, &line);
	while (next_line(fl_buf_view(text), &pos, &line)) {
		fl_text_field title = { FL_STR("title"), tsv_field(line, 1) },
			      body = { FL_STR("body"), tsv_field(line, 2) };
		if (!fl_vec_push(ret, title) || !fl_vec_push(ret, body))
			return false;
	}
	return true;
}

/* ---- the plain loop ---------------------------------------------------------------------------------------- */

typedef struct looping {
	const fl_pack *pack;
	pcre2_code **codes;
	const fl_normal *texts;
	uint64_t *counts, *sums; /* of the hits of each text */
} looping;

static uint64_t mixed(uint64_t sum, size_t pattern, size_t start, size_t end)
{
	return (sum ^ (pattern * 0x9E3779B97F4A7C15u + start * 0xBF58476D1CE4E5B9u + end)) * 0x94D049BB133111EBu + 1;
}

static fl_status loop_slice(void *user, int worker, size_t begin, size_t end, fl_error *err)
{
	looping *l = user;
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);

	(void)worker;
	(void)err;
	for (size_t i = begin; i < end; i++) {
		fl_str text = l->texts[i].text;
		for (size_t p = 0; p < l->pack->num_patterns; p++) {
			for (size_t from = 0; pcre2_match(l->codes[p], (PCRE2_SPTR)text.data, text.len, from, PCRE2_NOTEMPTY, data,
							  NULL) > 0;) {
				from = at[1];
				l->counts[i]++;
				l->sums[i] = mixed(l->sums[i], p, at[0], at[1]);
			}
		}
	}
	pcre2_match_data_free(data);
	return FL_OK;
}

static pcre2_code *compiled(fl_str text)
{
	int error;
	PCRE2_SIZE offset;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.data, text.len,
					 PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF, &error, &offset, NULL);
	if (code)
		pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

/* Florin's hits of every pattern, as the loop counts them; the number of texts in which they differ. */
static size_t compare(const looping *l, const fields *all)
{
	fl_matcher matcher = { 0 };
	fl_scan scan;
	fl_error err = FL_ERROR_INIT;
	size_t different = 0;

	if (fl_matcher_open(&matcher, &err) != FL_OK)
		return all->len;
	fl_scan_init(&scan, l->pack, &matcher, true);
	for (size_t i = 0; i < all->len; i++) {
		fl_scan_field field = { .name = all->items[i].name, .text = l->texts[i].text };
		uint64_t count = 0, sum = 0;
		if (fl_scan_texts(&scan, &field, 1, &err) != FL_OK)
			return all->len;
		for (uint32_t p = 0; p < l->pack->num_patterns; p++) {
			if (fl_scan_run(&scan, p, 0, &err) != FL_OK)
				return all->len;
			for (const fl_hit *h = fl_scan_first(&scan, fl_scan_slot(&scan, 0, p)); h; h = fl_scan_next(&scan, h)) {
				count++;
				sum = mixed(sum, p, h->span.start, h->span.end);
			}
		}
		different += count != l->counts[i] || sum != l->sums[i];
	}
	fl_scan_release(&scan);
	fl_matcher_close(&matcher);
	return different;
}

/* The texts once. */
static speed run_loop(looping *l, const fields *all, double megabytes, int threads)
{
	fl_error err = FL_ERROR_INIT;
	speed began = begin();

	memset(l->counts, 0, all->len * sizeof *l->counts);
	memset(l->sums, 0, all->len * sizeof *l->sums);
	if (fl_parallel_for(all->len, 16, threads, loop_slice, l, &err) != FL_OK)
		return (speed){ 0, 0 };
	return since(&began, megabytes);
}

/* ---- Florin ------------------------------------------------------------------------------------------------ */

static speed run_tag(const fl_pack *pack, const fields *all, size_t count, int threads, size_t *matches)
{
	size_t messages = all->len / 2;
	double bytes = 0;
	speed began = begin();
	fl_tag_input inputs[BATCH];

	*matches = 0;
	for (size_t from = 0; from < count; from += BATCH) {
		size_t n = count - from < BATCH ? count - from : BATCH;
		fl_arena arena = FL_ARENA_INIT;
		fl_tagging *t = NULL;
		fl_error err = FL_ERROR_INIT;
		for (size_t i = 0; i < n; i++) {
			inputs[i] = (fl_tag_input){ &all->items[2 * ((from + i) % messages)], 2 };
			bytes += (double)(inputs[i].fields[0].text.len + inputs[i].fields[1].text.len);
		}
		if (fl_tag(&pack, 1, inputs, n, threads, &arena, &t, &err) != FL_OK) {
			fprintf(stderr, "%s\n", err.message);
			return (speed){ 0, 0 };
		}
		for (size_t i = 0; i < n; i++)
			*matches += t[i].num_matches;
		fl_arena_release(&arena);
	}
	return since(&began, bytes / 1e6);
}

/* ---- all --------------------------------------------------------------------------------------------------- */

static int compare_and_measure(looping *l, const fields *all, size_t count, int threads)
{
	double megabytes = 0;
	speed loop[2], tag[2];
	size_t hits = 0, matches, different;

	for (size_t i = 0; i < all->len; i++)
		megabytes += (double)all->items[i].text.len / 1e6;
	printf("%zu rules, %zu patterns; %zu messages, %.1f MB, repeated to %zu dreams\n", l->pack->num_rules,
	       l->pack->num_patterns, all->len / 2, megabytes, count);
	for (int both = 0; both < 2; both++)
		loop[both] = run_loop(l, all, megabytes, both ? threads : 1);
	for (size_t i = 0; i < all->len; i++)
		hits += l->counts[i];
	different = compare(l, all);
	for (int both = 0; both < 2; both++)
		tag[both] = run_tag(l->pack, all, both ? count : count / 4, both ? threads : 1, &matches);
	printf("hits: %zu, texts in which they differ: %zu\n", hits, different);
	printf("%-24s %10s %10s   %s\n", "MB/s", "1 thread", threads == 2 ? "2 threads" : "all", "of processor time, 1 thread");
	printf("%-24s %10.2f %10.2f   %.2f\n", "plain PCRE2 loop", loop[0].wall, loop[1].wall, loop[0].cpu);
	printf("%-24s %10.1f %10.1f   %.1f\n", "florin", tag[0].wall, tag[1].wall, tag[0].cpu);
	printf("%-24s %10.1f %10.1f   %.1f\n", "times as fast", tag[0].wall / loop[0].wall, tag[1].wall / loop[1].wall,
	       tag[0].cpu / loop[0].cpu);
	printf("%-24s %10s %10.1f\n", "beside one loop", "", tag[1].wall / loop[0].wall);
	return different ? 1 : 0;
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? (size_t)atol(argv[1]) : 1000000;
	int threads = argc > 2 ? atoi(argv[2]) : 2;
	fl_buf text[2];
	fields all = { 0 };
	fl_arena arena = FL_ARENA_INIT;
	fl_error err = FL_ERROR_INIT;
	looping l = { .pack = make_rules() };
	fl_normal *normals;

	if (!l.pack || !read_messages("near-duplicates-zh/messages.tsv", &text[0], &all) ||
	    !read_messages("civic-zh/dev.tsv", &text[1], &all))
		return 1;
	normals = fl_arena_array(&arena, all.len, sizeof *normals);
	l.codes = fl_arena_array(&arena, l.pack->num_patterns, sizeof(pcre2_code *));
	l.counts = fl_arena_array(&arena, all.len, sizeof *l.counts);
	l.sums = fl_arena_array(&arena, all.len, sizeof *l.sums);
	for (size_t i = 0; i < all.len; i++)
		if (fl_normalise(all.items[i].text, FL_NORMAL_MATCH, &arena, &normals[i], &err) != FL_OK)
			return 1;
	for (size_t p = 0; p < l.pack->num_patterns; p++)
		if (!(l.codes[p] = compiled(l.pack->patterns[p].text)))
			return 1;
	l.texts = normals;
	int status = compare_and_measure(&l, &all, count, threads);
	for (size_t p = 0; p < l.pack->num_patterns; p++)
		pcre2_code_free(l.codes[p]);
	fl_pack_free((fl_pack *)l.pack);
	fl_arena_release(&arena);
	fl_vec_release(&all);
	fl_buf_release(&text[0]);
	fl_buf_release(&text[1]);
	return status;
}
