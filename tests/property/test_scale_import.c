/* SPDX-License-Identifier: Apache-2.0
 *
 * The large real round of the shared data, imported through a mapping of columns, against the obvious way: cut the
 * file at tabs and add up. Skipped where the data is absent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "ingest_sink.h"
#include "shared_data.h"

enum { ID, SOURCE, PROJECT, NAME, CATEGORY, CITY, COST, VOTES, SCORE, THRESHOLD, SELECTED, FIELDS };

typedef struct sums {
	int64_t rows, request, flowers, with_threshold, threshold, title_bytes, region_bytes, tag_bytes;
} sums;

static int64_t number(fl_str s)
{
	int64_t value = 0;

	for (size_t i = 0; i < s.len; i++)
		value = value * 10 + (s.data[i] - '0');
	return value;
}

/* Bytes of the elements between commas, each counted once. */
static int64_t bytes_of_tags(fl_str list)
{
	fl_str seen[64];
	size_t count = 0, from = 0;
	int64_t bytes = 0;

	for (size_t i = 0; i <= list.len; i++) {
		if (i < list.len && list.data[i] != ',')
			continue;
		fl_str tag = fl_str_trim(fl_str_slice(list, from, i));
		size_t k = 0;
		while (k < count && !fl_str_eq(seen[k], tag))
			k++;
		if (k == count && count < 64) {
			seen[count++] = tag;
			bytes += (int64_t)tag.len;
		}
		from = i + 1;
	}
	return bytes;
}

static sums add_up(fl_str text)
{
	sums all = { 0 };
	fl_str line;
	size_t pos = 0;

	next_line(text, &pos, &line); /* the header */
	while (next_line(text, &pos, &line)) {
		fl_str score = tsv_field(line, SCORE), threshold = tsv_field(line, THRESHOLD);
		all.rows++;
		all.request += number(tsv_field(line, COST));
		all.flowers += number(score.len ? score : tsv_field(line, VOTES));
		all.with_threshold += threshold.len > 0;
		all.threshold += number(threshold);
		all.title_bytes += (int64_t)fl_str_trim(tsv_field(line, NAME)).len;
		all.region_bytes += (int64_t)tsv_field(line, CITY).len;
		all.tag_bytes += bytes_of_tags(tsv_field(line, CATEGORY));
	}
	return all;
}

static fl_status add_dream(void *user, const fl_dream *d, fl_error *err)
{
	sums *all = user;

	(void)err;
	all->rows++;
	all->request += d->request;
	all->flowers += d->stated_flowers;
	all->with_threshold += d->threshold >= 0;
	all->threshold += d->threshold >= 0 ? d->threshold : 0;
	all->title_bytes += (int64_t)d->title.len;
	all->region_bytes += (int64_t)d->region.len;
	for (size_t i = 0; i < d->num_tags; i++)
		all->tag_bytes += (int64_t)d->tags[i].len;
	return FL_OK;
}

static void test_scale_import__every_project_arrives_as_it_stands(void **state)
{
	const fl_str columns[] = {
		FL_STR("id"),       FL_STR("id"),     FL_STR("title"),       FL_STR("name"),    FL_STR("tags"),
		FL_STR("category"), FL_STR("region"), FL_STR("city"),        FL_STR("request"), FL_STR("cost_grosze"),
		FL_STR("flowers"),  FL_STR("score"),  FL_STR("flowers"),     FL_STR("votes"),   FL_STR("ignore"),
		FL_STR("selected"), FL_STR("ignore"), FL_STR("source_file"), FL_STR("ignore"),  FL_STR("project_id")
	};
	const fl_input input = { .file = FL_STR("projects_pln.tsv"),
				 .encoding = FL_STR("utf-8"),
				 .columns = columns,
				 .num_columns = sizeof columns / sizeof *columns / 2,
				 .request_minor = true };
	const fl_currency pln = { "PLN", 2 };
	char path[2000];
	sums want, got = { 0 };
	fl_buf bytes;
	kept k;

	(void)state;
	if (!shared_path("scale/projects_pln.tsv", path, sizeof path))
		skip();
	kept_init(&k);
	fl_buf_init(&bytes, FL_BUF_MAX_DEFAULT);
	assert_int_equal(fl_file_read(path, &bytes, &k.err), FL_OK);
	want = add_up(fl_buf_view(&bytes));
	fl_ingest_sink sink = { .dream = add_dream, .user = &got };
	k.status = fl_ingest_dreams(fl_buf_view(&bytes), &input, &pln, 0, &sink, &k.counts, &k.err);
	if (k.status != FL_OK)
		fail_msg("%s", k.err.message);
	assert_int_equal(k.counts.rejected, 0);
	assert_int_equal(got.rows, 30579);
	assert_memory_equal(&got, &want, sizeof got);
	fl_buf_release(&bytes);
	kept_release(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scale_import__every_project_arrives_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
