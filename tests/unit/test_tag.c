/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "classify/tag.h"

#include <stdio.h>

/* A pack with two categories and what each test adds; 'rules' are further rules. */
static fl_pack *pack_of(const char *head, const char *rules)
{
	fl_error err = FL_ERROR_INIT;
	fl_pack *pack = NULL;
	fl_buf json;

	fl_buf_init(&json, 1 << 20);
	fl_buf_printf(&json,
		      "{\"format\": \"florin-pack/1\", \"pack\": \"p\", \"version\": \"1\", \"title\": \"t\",%s"
		      "\"namespaces\": {\"field\": {\"title\": \"f\", \"category\": true}, \"for\": {\"title\": \"w\"}},"
		      "\"lists\": {\"rural\": [\"乡村\", \"山区\"]}, \"rules\": [%s]}",
		      head, rules);
	if (fl_pack_parse(fl_buf_view(&json), "p.json", &pack, &err) != FL_OK)
		fail_msg("%s:%d:%d: %s", err.source, (int)err.line, (int)err.column, err.message);
	fl_buf_release(&json);
	return pack;
}

#define RULE(id, tags, rest) "{\"id\": \"" id "\", \"title\": \"t\", \"reason\": \"r\", \"status\": \"active\", \"tags\": [" tags "], " rest "}"

static fl_arena arena;

static fl_tagging *tagged(const fl_pack *pack, const char *title, const char *body)
{
	fl_text_field fields[] = { { FL_STR("title"), fl_str_of(title) }, { FL_STR("body"), fl_str_of(body) } };
	fl_tag_input input = { fields, 2 };
	fl_tagging *t = NULL;
	fl_error err = FL_ERROR_INIT;

	/* the results hold texts of the arena: the fields' names are literals here */
	if (fl_tag(&pack, 1, &input, 1, 1, &arena, &t, &err) != FL_OK)
		fail_msg("%s", err.message);
	return t;
}

static int teardown(void **state)
{
	(void)state;
	fl_arena_release(&arena);
	return 0;
}

static void same(fl_str got, const char *want)
{
	if (!fl_str_eqz(got, want))
		fail_msg("'%.*s' is not '%s'", FL_STR_ARG(got), want);
}

static void test_tag__a_hit_covers_whole_original_characters(void **state)
{
	fl_pack *pack = pack_of("", RULE("r", "\"for:x\"", "\"patterns\": {\"p\": \"1000名学\"}"));
	const char *title = "为１千名學生";
	fl_tagging *t = tagged(pack, title, "");

	(void)state;
	assert_int_equal(t->num_matches, 1);
	same(fl_str_slice(fl_str_of(title), t->matches[0].start, t->matches[0].end), "１千名學");
	same(t->matches[0].field, "title");
	same(t->matches[0].rule, "r");
	same(t->matches[0].pattern, "p");
	same(t->matches[0].tag, "for:x");
	fl_pack_free(pack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_tag__a_hit_covers_whole_original_characters, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
