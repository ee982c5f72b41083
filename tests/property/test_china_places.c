/* SPDX-License-Identifier: Apache-2.0
 *
 * test_china_places.c - the pack 'china-places' against its table: every unit in every form of its name, alone, with its
 * province, in traditional characters, in English, as the name of a road, and every two of them one behind the other.
 *
 * Where two names touch, a third may begin inside the first: 湖南通辽 holds 南通. The exceptions of the pack know the common cases;
 * how many of all pairs they do not know is bounded here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "classify/tag.h"
#include "shared_data.h"

#define UNITS_MAX  400
#define PROVINCES  34
#define PREFECTURES 333
#define WRONG_MAX  200 /* of 367 x 367 pairs without anything between them */

typedef struct unit {
	fl_str province, name, full, hant, english;
	bool weak; /* its short name is a word, too */
	char tag[80], province_tag[80];
} unit;

typedef struct places {
	unit units[UNITS_MAX];
	size_t count, provinces;
	fl_buf table, json;
	fl_pack *pack;
} places;

static void read_text(const char *path, fl_buf *ret)
{
	fl_error err = FL_ERROR_INIT;

	fl_buf_init(ret, 1 << 24);
	if (fl_file_read(path, ret, &err) != FL_OK)
		fail_msg("%s: %s", path, err.message);
}

static void add_unit(places *p, fl_str line)
{
	unit *u = &p->units[p->count++];
	fl_str id = tsv_field(line, 0), parent = tsv_field(line, 1);

	assert_true(p->count < UNITS_MAX);
	*u = (unit){ .full = tsv_field(line, 2), .hant = tsv_field(line, 3), .name = tsv_field(line, 4), .english = tsv_field(line, 5) };
	u->weak = u->name.data[0] == '*';
	u->name = fl_str_slice(u->name, u->weak, u->name.len);
	p->provinces += parent.len == 0;
	if (parent.len == 0) {
		snprintf(u->tag, sizeof u->tag, "region:%.*s", FL_STR_ARG(id));
		snprintf(u->province_tag, sizeof u->province_tag, "region:%.*s", FL_STR_ARG(id));
		u->province = u->name;
		return;
	}
	snprintf(u->tag, sizeof u->tag, "region:%.*s.%.*s", FL_STR_ARG(parent), FL_STR_ARG(id));
	snprintf(u->province_tag, sizeof u->province_tag, "region:%.*s", FL_STR_ARG(parent));
	for (size_t i = 0; i + 1 < p->count; i++)
		if (strcmp(p->units[i].tag, u->province_tag) == 0)
			u->province = p->units[i].name;
	assert_true(u->province.len > 0); /* a province stands before what is in it */
}

static int load(void **state)
{
	static places p;
	fl_error err = FL_ERROR_INIT;
	fl_str line;
	size_t at = 0;

	read_text(FLORIN_SOURCE_DIR "/rules/china-places/places.tsv", &p.table);
	read_text(FLORIN_SOURCE_DIR "/rules/china-places.json", &p.json);
	while (next_line(fl_buf_view(&p.table), &at, &line))
		if (line.len && line.data[0] != '#')
			add_unit(&p, line);
	if (fl_pack_parse(fl_buf_view(&p.json), "china-places", &p.pack, &err) != FL_OK)
		fail_msg("%d:%d: %s", (int)err.line, (int)err.column, err.message);
	*state = &p;
	return 0;
}

static int unload(void **state)
{
	places *p = *state;

	fl_pack_free(p->pack);
	fl_buf_release(&p->json);
	fl_buf_release(&p->table);
	return 0;
}

/* A name that always means the place: 和田 alone does not. */
static size_t write_name(const unit *u, char *out, size_t size)
{
	fl_str behind = u->weak ? fl_str_slice(u->full, u->name.len, u->full.len) : FL_STR("");

	return (size_t)snprintf(out, size, "%.*s%.*s", FL_STR_ARG(u->name), FL_STR_ARG(behind));
}

/* The tags are those of a and b and no others. */
static bool are_tags(const fl_tagging *t, const unit *a, const unit *b)
{
	const char *wanted[] = { a->tag, a->province_tag, b->tag, b->province_tag };
	size_t found = 0;

	for (size_t i = 0; i < t->num_tags; i++) {
		bool right = false;
		for (int k = 0; k < 4; k++)
			right = right || fl_str_eqz(t->tags[i], wanted[k]);
		if (!right)
			return false;
	}
	for (int k = 0; k < 4; k++)
		for (size_t i = 0; i < t->num_tags; i++)
			if (fl_str_eqz(t->tags[i], wanted[k])) {
				found++;
				break;
			}
	return found == 4;
}

static void tag_texts(const places *p, fl_text_field *texts, size_t count, fl_arena *arena, fl_tagging **ret)
{
	fl_tag_input *inputs = fl_arena_array(arena, count, sizeof *inputs);
	fl_error err = FL_ERROR_INIT;

	for (size_t i = 0; i < count; i++)
		inputs[i] = (fl_tag_input){ &texts[i], 1 };
	assert_int_equal(fl_tag((const fl_pack *const *)&p->pack, 1, inputs, count, 2, arena, ret, &err), FL_OK);
}

/* Each unit in a text of its own, written by 'write' (0: left out): exactly its tags, or none. */
static void check_each(const places *p, size_t (*write)(const unit *u, char *out, size_t size), bool tagged)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_text_field texts[UNITS_MAX];
	fl_tagging *t;
	char text[300];

	for (size_t i = 0; i < p->count; i++) {
		size_t len = write(&p->units[i], text, sizeof text);
		assert_true(len < sizeof text);
		texts[i] = (fl_text_field){ FL_STR("title"), fl_arena_str(&arena, (fl_str){ text, len }) };
	}
	tag_texts(p, texts, p->count, &arena, &t);
	for (size_t i = 0; i < p->count; i++)
		if (texts[i].text.len && (tagged ? !are_tags(&t[i], &p->units[i], &p->units[i]) : t[i].num_tags > 0))
			fail_msg("'%.*s': not %s", FL_STR_ARG(texts[i].text), tagged ? p->units[i].tag : "without a tag");
	fl_arena_release(&arena);
}

static size_t behind_its_province(const unit *u, char *out, size_t size)
{
	if (u->province.data == u->name.data)
		return (size_t)snprintf(out, size, "给%.*s的老人送饭", FL_STR_ARG(u->name));
	return (size_t)snprintf(out, size, "给%.*s%.*s的老人送饭", FL_STR_ARG(u->province), FL_STR_ARG(u->name));
}

static size_t in_traditional(const unit *u, char *out, size_t size)
{
	return (size_t)snprintf(out, size, "替%.*s的孩子們裝一盞燈", FL_STR_ARG(u->hant));
}

static size_t in_english(const unit *u, char *out, size_t size)
{
	const char *comma = memchr(u->english.data, ',', u->english.len), *needs;
	fl_str name = comma ? fl_str_slice(u->english, 0, (size_t)(comma - u->english.data)) : u->english;

	needs = memchr(name.data, ';', name.len);
	if (!needs)
		return (size_t)snprintf(out, size, "A school garden in %.*s and its villages", FL_STR_ARG(name));
	return (size_t)snprintf(out, size, "A school garden in %.*s, %.*s", (int)(needs - name.data), name.data,
				(int)(name.data + name.len - needs - 2), needs + 2);
}

/* 吉林市路口 is a crossing in that city. */
static size_t a_road(const unit *u, char *out, size_t size)
{
	if (fl_str_eq(u->name, u->full) || fl_str_eqz(fl_str_slice(u->name, u->name.len - 3, u->name.len), "州"))
		return (size_t)snprintf(out, size, "路口的盲道被占了");
	return (size_t)snprintf(out, size, "%.*s路口的盲道被占了", FL_STR_ARG(u->name));
}

static void test_china_places__all_units_are_there(void **state)
{
	const places *p = *state;

	assert_int_equal(p->provinces, PROVINCES);
	assert_int_equal(p->count - p->provinces, PREFECTURES);
}

static void test_china_places__every_unit_is_found_in_every_form(void **state)
{
	const places *p = *state;

	check_each(p, behind_its_province, true);
	check_each(p, in_traditional, true);
	check_each(p, in_english, true);
}

static void test_china_places__a_road_is_no_place(void **state)
{
	check_each(*state, a_road, false);
}

/* How many of the pairs of the unit 'a' with every other are tagged wrongly. */
static size_t count_wrong(const places *p, const unit *a, const char *between, bool report)
{
	fl_arena arena = FL_ARENA_INIT;
	fl_text_field texts[UNITS_MAX];
	char text[300], first[100], second[100];
	fl_tagging *t;
	size_t wrong = 0;

	write_name(a, first, sizeof first);
	for (size_t i = 0; i < p->count; i++) {
		write_name(&p->units[i], second, sizeof second);
		int len = snprintf(text, sizeof text, "在%s%s%s两地", first, between, second);
		texts[i] = (fl_text_field){ FL_STR("title"), fl_arena_str(&arena, (fl_str){ text, (size_t)len }) };
	}
	tag_texts(p, texts, p->count, &arena, &t);
	for (size_t i = 0; i < p->count; i++) {
		if (are_tags(&t[i], a, &p->units[i]))
			continue;
		wrong++;
		if (report)
			printf("wrong: %.*s\n", FL_STR_ARG(texts[i].text));
	}
	fl_arena_release(&arena);
	return wrong;
}

static void test_china_places__two_names_do_not_make_a_third(void **state)
{
	const places *p = *state;
	size_t apart = 0, together = 0;

	for (size_t i = 0; i < p->count; i++) {
		apart += count_wrong(p, &p->units[i], "、", true);
		together += count_wrong(p, &p->units[i], "", false);
	}
	printf("%zu pairs: %zu wrong with a mark between them, %zu without\n", p->count * p->count, apart, together);
	assert_int_equal(apart, 0);
	assert_true(together <= WRONG_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_china_places__all_units_are_there),
		cmocka_unit_test(test_china_places__every_unit_is_found_in_every_form),
		cmocka_unit_test(test_china_places__a_road_is_no_place),
		cmocka_unit_test(test_china_places__two_names_do_not_make_a_third),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
