/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_tag.c - how fast the three shipped packs tag real messages. Printed, never judged.
 *
 *     bench_tag [DREAMS] [THREADS]      default 8000 1
 *
 * The messages are those of the shared data (FLORIN_DATA or ../shared/data), repeated until there are enough: title
 * and body, Chinese, about 1 KB each. Five runs of fl_tag, the fastest counts; loading the packs is told apart.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/vec.h"
#include "classify/tag.h"
#include "shared_data.h"

#include <sys/resource.h>
#include <time.h>

#define RUNS 5

typedef FL_VEC(fl_text_field) fields;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static fl_pack *load(const char *name)
{
	char path[500];
	fl_buf json;
	fl_pack *pack = NULL;
	fl_error err = FL_ERROR_INIT;

	snprintf(path, sizeof path, "%s/rules/%s.json", FLORIN_SOURCE_DIR, name);
	fl_buf_init(&json, 1 << 24);
	if (fl_file_read(path, &json, &err) != FL_OK || fl_pack_parse(fl_buf_view(&json), path, &pack, &err) != FL_OK)
		fprintf(stderr, "%s: %s\n", path, err.message);
	fl_buf_release(&json);
	return pack;
}

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
	return ret->len > 0;
}

static void measure(const fl_pack *const *packs, size_t num_packs, const char *what, const fl_tag_input *inputs,
		    size_t count, size_t bytes, int threads)
{
	double best = 1e9;
	size_t matches = 0, unclear = 0, limits = 0;

	for (int run = 0; run < RUNS; run++) {
		fl_arena arena = FL_ARENA_INIT;
		fl_tagging *t = NULL;
		fl_error err = FL_ERROR_INIT;
		double began = now(), took;
		if (fl_tag(packs, num_packs, inputs, count, threads, &arena, &t, &err) != FL_OK) {
			fprintf(stderr, "%s\n", err.message);
			return;
		}
		took = now() - began;
		best = took < best ? took : best;
		matches = unclear = limits = 0;
		for (size_t i = 0; i < count; i++) {
			matches += t[i].num_matches;
			unclear += t[i].unclear;
			limits += t[i].limits_hit;
		}
		fl_arena_release(&arena);
	}
	printf("%-16s %6zu messages %5.1f MB %7.1f ms %6.1f MB/s  %zu matches, %zu unclear, %zu limits\n", what,
	       count, (double)bytes / 1e6, best * 1e3, (double)bytes / 1e6 / best, matches, unclear, limits);
}

int main(int argc, char **argv)
{
	static const char *const names[] = { "public-interest", "serves", "intake" };
	static const char *const files[] = { "near-duplicates-zh/messages.tsv", "civic-zh/dev.tsv" };
	size_t count = argc > 1 ? (size_t)atol(argv[1]) : 8000;
	int threads = argc > 2 ? atoi(argv[2]) : 1;
	const fl_pack *packs[3];
	double began = now();

	for (int i = 0; i < 3; i++)
		if (!(packs[i] = load(names[i])))
			return 1;
	printf("three packs loaded in %.1f ms\n", (now() - began) * 1e3);
	for (int f = 0; f < 2; f++) {
		fl_buf text;
		fields all = { 0 };
		fl_tag_input *inputs = fl_alloc_array(count, sizeof *inputs);
		size_t bytes = 0;
		if (inputs && read_messages(files[f], &text, &all)) {
			for (size_t i = 0; i < count; i++) {
				inputs[i] = (fl_tag_input){ &all.items[2 * i % all.len], 2 };
				bytes += inputs[i].fields[0].text.len + inputs[i].fields[1].text.len;
			}
			printf("%s\n", files[f]);
			for (int i = 0; i < 3; i++)
				measure(&packs[i], 1, names[i], inputs, count, bytes, threads);
			measure(packs, 3, "all three", inputs, count, bytes, threads);
		}
		fl_free(inputs);
		fl_vec_release(&all);
		fl_buf_release(&text);
	}
	for (int i = 0; i < 3; i++)
		fl_pack_free((fl_pack *)packs[i]);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory %ld MB\n", usage.ru_maxrss / 1024);
	return 0;
}
