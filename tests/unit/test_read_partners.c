/* SPDX-License-Identifier: Apache-2.0
 *
 * test_read_partners.c - tables of partners: headers in both languages, lists, capacities, and every reason to reject a row.
 */
#include "ingest/ingest.h"

#include "base/str.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

typedef struct kit {
	char said[2000]; /* a line a partner */
	char codes[500]; /* of rejected rows */
	fl_ingest_counts counts;
} kit;

static void put_list(char *out, size_t cap, const char *head, const fl_term_list *terms)
{
	size_t len = strlen(out);
	len += (size_t)snprintf(out + len, cap - len, " %s=", head);
	for (size_t i = 0; i < terms->len; i++)
		len += (size_t)snprintf(out + len, cap - len, "%s%.*s", i ? "+" : "", FL_STR_ARG(terms->items[i]));
}

static fl_status on_partner(void *user, const fl_partner *p, fl_error *err)
{
	kit *k = user;
	size_t len = strlen(k->said);
	(void)err;
	snprintf(k->said + len, sizeof k->said - len, "%.*s|%.*s|%.*s %lld..%lld %lld", FL_STR_ARG(p->id), FL_STR_ARG(p->name),
		 FL_STR_ARG(p->words), (long long)p->least, (long long)p->most, (long long)p->money);
	put_list(k->said, sizeof k->said, "f", &p->fields);
	put_list(k->said, sizeof k->said, "r", &p->regions);
	put_list(k->said, sizeof k->said, "w", &p->wishes);
	put_list(k->said, sizeof k->said, "x", &p->exclusions);
	strncat(k->said, "\n", sizeof k->said - strlen(k->said) - 1);
	return FL_OK;
}

static fl_status on_rejected(void *user, const fl_rejected *row, fl_error *err)
{
	kit *k = user;
	size_t len = strlen(k->codes);
	(void)err;
	snprintf(k->codes + len, sizeof k->codes - len, "%lld:%s ", (long long)row->line, row->code);
	return FL_OK;
}

static void read_as(kit *k, const char *file, const char *text)
{
	fl_currency yuan = { "CNY", 2 };
	fl_input input = { .file = fl_str_of(file), .encoding = FL_STR("utf-8"), .format = FL_STR(""), .delimiter = FL_STR(""), .capacity = -1 };
	fl_ingest_sink sink = { .partner = on_partner, .rejected = on_rejected, .user = k };
	fl_error err = FL_ERROR_INIT;
	memset(k, 0, sizeof *k);
	if (fl_ingest_partners(fl_str_of(text), &input, &yuan, &sink, &k->counts, &err) != FL_OK)
		fail_msg("%s", err.message);
	assert_int_equal(k->counts.read, k->counts.accepted + k->counts.rejected);
}

static void test_read_partners__reads_both_languages(void **state)
{
	(void)state;
	kit k;
	read_as(&k, "p.csv", "编号,名称,领域,地区,能力描述,容量,最少承接数量,资金上限（万元）,意愿,排除\n"
			     "a,甲,健康;education、健康,甘肃/定西,义诊,3,1,1.5,children,牧歌\n");
	assert_string_equal(k.said, "a|甲|义诊 1..3 1500000 f=education+健康 r=甘肃/定西 w=children x=牧歌\n");
	read_as(&k, "p.csv", "Name,Fields,Regions,Words,Capacity,Least,Money,Wishes,Exclusions\nLab,health,,\"can do, a lot\",,,,,\n");
	assert_string_equal(k.said, "Lab|Lab|can do, a lot 0..-1 -1 f=health r= w= x=\n");
	read_as(&k, "p.jsonl", "{\"id\":\"a\",\"name\":\"Lab\",\"fields\":[\"x,y\",\"b\"],\"capacity\":2,\"money\":0}\n");
	assert_string_equal(k.said, "a|Lab| 0..2 0 f=b+x,y r= w= x=\n");
}

static void test_read_partners__every_bad_row_has_its_reason(void **state)
{
	(void)state;
	kit k;
	read_as(&k, "p.csv", "id,name,capacity,least,money,currency\n"
			     "a,,-1,,,\n"
			     "a,,2,3,,\n"
			     "a,,1.5,,,\n"
			     "a,,99999999999,,,\n"
			     "a,,,,-5,\n"
			     "a,,,,5,USD\n"
			     "a,,,,,\n"
			     "a,,,,,\n"
			     ",,1,,,\n");
	assert_string_equal(k.codes, "2:count-syntax 3:capacity-below-least 4:count-syntax 5:count-range 6:amount-negative "
				     "7:amount-currency 9:id-duplicate 10:id-empty ");
	assert_string_equal(k.said, "a|a| 0..-1 -1 f= r= w= x=\n");
}

static void test_read_partners__lists_of_json_have_no_control_characters(void **state)
{
	(void)state;
	kit k;
	read_as(&k, "p.jsonl", "{\"id\":\"a\",\"wishes\":[\"x\\u0001y\"]}\n{\"id\":\"b\",\"words\":\"x\\u0001y\"}\n");
	assert_string_equal(k.codes, "1:text-control 2:text-control ");
}

static void test_read_partners__needs_a_name_or_an_id(void **state)
{
	(void)state;
	fl_currency yuan = { "CNY", 2 };
	fl_input input = { .file = FL_STR("p.csv"), .encoding = FL_STR("utf-8"), .format = FL_STR(""), .delimiter = FL_STR("") };
	fl_ingest_sink sink = { .partner = on_partner, .rejected = on_rejected };
	fl_ingest_counts counts = { 0 };
	fl_error err = FL_ERROR_INIT;
	assert_int_equal(fl_ingest_partners(FL_STR("fields,capacity\nx,1\n"), &input, &yuan, &sink, &counts, &err), FL_EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read_partners__reads_both_languages),
		cmocka_unit_test(test_read_partners__every_bad_row_has_its_reason),
		cmocka_unit_test(test_read_partners__lists_of_json_have_no_control_characters),
		cmocka_unit_test(test_read_partners__needs_a_name_or_an_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
