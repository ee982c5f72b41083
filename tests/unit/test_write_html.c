/* SPDX-License-Identifier: Apache-2.0
 *
 * test_write_html.c - report.html is one safe file: no text becomes markup, nothing is loaded, the summary stands in
 * it without JavaScript, and the data for the script says the same as the result.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/embed.h"
#include "base/hash.h"
#include "base/json.h"
#include "report/match_page.h"
#include "report/report.h"
#include "small_result.h"

static void write_page(const small *s, const char *lang, fl_buf *out)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf_init(out, 1 << 24);
	assert_int_equal(fl_report_html(&s->made.result, lang, out, &err), FL_OK);
}

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

/* The data block, parsed. The caller frees. */
static fl_json_doc *data_of(const fl_buf *page)
{
	fl_error err = FL_ERROR_INIT;
	fl_json_doc *doc = NULL;
	const char *from = strstr(page->data, "id=\"florin-data\">"), *to;
	assert_non_null(from);
	from += strlen("id=\"florin-data\">");
	to = strstr(from, "</script>");
	assert_int_equal(fl_json_parse((fl_str){ from, (size_t)(to - from) }, "data", &doc, &err), FL_OK);
	return doc;
}

static fl_json column(fl_json root, size_t dream, const char *name)
{
	fl_json columns = fl_json_get(root, "columns"), row = fl_json_at(fl_json_get(root, "dreams"), dream);
	for (size_t i = 0; i < fl_json_len(columns); i++)
		if (fl_str_eqz(fl_json_text(fl_json_at(columns, i)), name))
			return fl_json_at(row, i);
	fail_msg("no column '%s'", name);
	return row;
}

static int64_t number(fl_json v)
{
	int64_t n = INT64_MIN;
	assert_true(fl_json_i64(v, &n));
	return n;
}

static fl_str string(fl_json root, fl_json v)
{
	return fl_json_text(fl_json_at(fl_json_get(root, "strings"), (size_t)number(v)));
}

static void test_write_html__hostile_text_never_becomes_markup(void **state)
{
	static const char *const langs[] = { "en", "zh-CN" };
	(void)state;
	for (int l = 0; l < 2; l++) {
		small s;
		fl_buf page;
		small_begin(&s);
		write_page(&s, langs[l], &page);
		assert_int_equal(count_of(page.data, "<script"), 2); /* the data and the program, nothing else */
		assert_int_equal(count_of(page.data, "</script"), 2);
		assert_int_equal(count_of(page.data, "<img"), 0);
		assert_int_equal(count_of(page.data, "<b>north"), 0);
		assert_int_equal(count_of(page.data, "General <fund>"), 0);
		assert_true(count_of(page.data, "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;") >=
			    1);
		fl_buf_release(&page);
		small_release(&s);
	}
}

/* Two items that were computed, one of which moves more awards than are shown, and one that was not. */
static void add_open(small *s, fl_review_way ways[3], fl_review_amount moves[6])
{
	for (uint32_t i = 0; i < 6; i++)
		moves[i] = (fl_review_amount){ i, 100000 + i, 200000 };
	ways[0] = (fl_review_way){ .reason = "review",
				   .decision = { .kind = FL_STR("pair"), .subject = FL_STR("p1"), .other = FL_STR("<i>u1"), .value = FL_STR("same") },
				   .computed = true,
				   .moves = moves,
				   .num_moves = 6 };
	ways[1] = (fl_review_way){ .reason = "flagged",
				   .decision = { .kind = FL_STR("admission"), .subject = FL_STR("f1"), .value = FL_STR("reject") },
				   .computed = true };
	ways[2] = (fl_review_way){ .reason = "organisation",
				   .decision = { .kind = FL_STR("organisation"), .subject = FL_STR("A"), .other = FL_STR("B"), .value = FL_STR("same") } };
	s->made.result.open = ways;
	s->made.result.num_open = 3;
}

static void test_write_html__says_what_open_items_move(void **state)
{
	static const struct {
		const char *lang, *said[6];
	} cases[] = {
		{ "en",
		  { "What each would move (3)", "and 2 more", "no award moves", "decided that &#39;p1&#39; and &#39;&lt;i&gt;u1&#39; are the same",
		    "2 of 3 were computed", "--moves 3" } },
		{ "zh-CN", { "各事项会变动的资助 (3)", "另有 2 项", "资助不变", "判定“p1”与“&lt;i&gt;u1”相同", "已计算 3 项中的 2 项", "否决“f1”（无论何种理由）" } },
	};
	(void)state;
	for (size_t l = 0; l < 2; l++) {
		small s;
		fl_buf page;
		fl_review_way ways[3];
		fl_review_amount moves[6];
		small_begin(&s);
		add_open(&s, ways, moves);
		write_page(&s, cases[l].lang, &page);
		for (size_t k = 0; k < 6; k++)
			if (!strstr(page.data, cases[l].said[k]))
				fail_msg("%s: '%s' is not there", cases[l].lang, cases[l].said[k]);
		assert_int_equal(count_of(page.data, "1,000.03 → 2,000.00"), 1); /* the fourth award, and the last that is shown */
		assert_int_equal(count_of(page.data, "1,000.04 → 2,000.00"), 0);
		assert_int_equal(count_of(page.data, "<i>"), 0);
		fl_buf_release(&page);
		ways[2].computed = true;
		write_page(&s, cases[l].lang, &page);
		assert_int_equal(count_of(page.data, "--moves"), 0);
		fl_buf_release(&page);
		small_release(&s);
	}
}

static void test_write_html__has_no_control_characters(void **state)
{
	small s;
	fl_buf page;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	assert_int_equal(strlen(page.data), page.len);
	for (size_t i = 0; i < page.len; i++) {
		unsigned char c = (unsigned char)page.data[i];
		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			fail_msg("byte %zu is 0x%02x", i, c);
	}
	assert_non_null(strstr(page.data, "\xe2\x90\x9b[31mred\xe2\x90\x87")); /* the pictures of ESC and BEL */
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__loads_nothing(void **state)
{
	small s;
	fl_buf page;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	assert_int_equal(count_of(page.data, "http://") + count_of(page.data, "https://"), 0);
	assert_int_equal(count_of(page.data, " src=\""), 0);
	assert_int_equal(count_of(page.data, "<link"), 0);
	assert_int_equal(count_of(page.data, "@import") + count_of(page.data, "url("), 0);
	assert_int_equal(count_of(page.data, " style="), 0);
	assert_non_null(strstr(page.data, "default-src 'none'"));
	fl_buf_release(&page);
	small_release(&s);
}

static unsigned char base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = strchr(digits, c);
	assert_non_null(at);
	return (unsigned char)(at - digits);
}

/* The policy names the digest of the script that stands in the page; a wrong one would leave the page without script.
 */
static void test_write_html__the_policy_allows_exactly_its_own_script(void **state)
{
	small s;
	fl_buf page;
	fl_digest digest;
	const char *hash, *from;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	from = strstr(page.data, "<script>") + strlen("<script>");
	digest = fl_sha256((fl_str){ from, (size_t)(strstr(from, "</script>") - from) });
	hash = strstr(page.data, "script-src 'sha256-") + strlen("script-src 'sha256-");
	for (int i = 0; i < 32; i++) {
		const char *group = hash + i / 3 * 4;
		unsigned bits = 0;
		for (int k = 0; k < 4; k++)
			bits = bits << 6 | (group[k] == '=' ? 0 : base64_value(group[k]));
		assert_int_equal(bits >> (16 - i % 3 * 8) & 0xff, digest.bytes[i]);
	}
	assert_memory_equal(hash + 43, "='", 2);
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__says_the_outcome_without_script(void **state)
{
	small s;
	fl_buf page;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	assert_non_null(strstr(page.data, "<html lang=\"en\">"));
	assert_non_null(strstr(page.data, "<title>一花一梦</title>"));
	assert_non_null(strstr(page.data, "Optimal, proven exactly"));
	assert_non_null(strstr(page.data, "CNY\xc2\xa0"
					  "10,500.00")); /* awarded */
	assert_non_null(strstr(page.data, "of CNY\xc2\xa0"
					  "15,000.50 available, 69.9\xc2\xa0%"));
	assert_non_null(strstr(page.data, "of 3 qualified, 6 submitted"));
	assert_non_null(strstr(page.data, "about 120.00 flowers")); /* 3/2500 a fen, for 1,000 yuan */
	assert_non_null(strstr(page.data, "<code>15901/3</code>"));
	assert_non_null(strstr(page.data, "id=\"dream-f1\""));
	assert_null(strstr(page.data, "id=\"dream-b1\"")); /* not funded */
	assert_non_null(strstr(page.data, "href=\"#dream-u1\""));
	assert_non_null(strstr(page.data, "amount-negative"));
	assert_non_null(strstr(page.data, "dreams.csv</bdi>:8"));
	assert_non_null(strstr(page.data, "<code class=\"digest\">00ff</code>"));
	assert_non_null(strstr(page.data, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__a_dream_without_title_shows_its_text(void **state)
{
	small s;
	fl_buf page, body; /* 79 characters of three bytes, one of one, and one that would be cut at byte 240 */
	(void)state;
	fl_buf_init(&body, 1000);
	for (int i = 0; i < 79; i++)
		fl_buf_puts(&body, "花");
	fl_buf_puts(&body, "x花花");
	small_begin(&s);
	s.made.dreams[s.u1].title = FL_STR("");
	s.made.dreams[s.u1].body = fl_buf_view(&body);
	write_page(&s, "en", &page);
	assert_non_null(strstr(page.data, "花花x</bdi></td>"));
	fl_buf_release(&page);
	fl_buf_release(&body);
	small_release(&s);
}

static void test_write_html__speaks_chinese(void **state)
{
	small s;
	fl_buf page;
	(void)state;
	small_begin(&s);
	write_page(&s, "zh-CN", &page);
	assert_non_null(strstr(page.data, "<html lang=\"zh-CN\">"));
	assert_non_null(strstr(page.data, "最优，已精确证明"));
	assert_non_null(strstr(page.data, "10,500.00\xc2\xa0元"));
	assert_null(strstr(page.data, "<strong>Optimal, proven"));
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__names_a_conflict_or_a_failed_check(void **state)
{
	small s;
	fl_buf page;
	(void)state;
	small_begin(&s);
	s.made.result.verified = false;
	s.made.result.verify_why = FL_STR("pool <elders> pays 1 too much");
	write_page(&s, "en", &page);
	assert_non_null(strstr(page.data, "<strong>Not verified</strong>"));
	assert_non_null(strstr(page.data, "pool &lt;elders&gt; pays 1 too much"));
	assert_null(strstr(page.data, "<strong>Optimal"));
	fl_buf_release(&page);
	s.made.allocation->outcome = FL_INFEASIBLE;
	s.made.allocation->limits[2].conflict = FL_STR("education at least 9,000");
	s.made.allocation->limits[2].mend = FL_STR("at least 8,000");
	write_page(&s, "en", &page);
	assert_non_null(strstr(page.data, "education at least 9,000"));
	assert_non_null(strstr(page.data, "Mean coverage</th><td class=\"num\">\xe2\x80\x93</td>")); /* no answer has no measures */
	assert_null(strstr(page.data, "<td class=\"num\">0.0000</td>"));
	assert_null(strstr(page.data, "<strong>Optimal, proven"));
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__data_carries_every_dream(void **state)
{
	small s;
	fl_buf page;
	fl_json_doc *doc;
	fl_json root;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	doc = data_of(&page);
	root = fl_json_root(doc);
	assert_int_equal(fl_json_len(fl_json_get(root, "dreams")), 6);
	assert_true(fl_str_eqz(fl_json_text(column(root, 1, "title")), SMALL_HOSTILE));
	assert_true(fl_str_eqz(fl_json_text(column(root, 2, "title")), SMALL_RTL));
	assert_int_equal(number(column(root, 0, "award")), 800000);
	assert_int_equal(number(column(root, 4, "representative")), 0);
	assert_true(fl_str_eqz(string(root, column(root, 1, "organisation")), "+school"));
	assert_true(fl_str_eqz(fl_json_text(column(root, 3, "reason")), "below threshold by 12 flowers"));
	assert_int_equal(number(fl_json_at(fl_json_at(column(root, 0, "payments"), 1), 1)), 450000);
	assert_int_equal(fl_json_len(fl_json_get(root, "pairs")), 2);
	fl_json_free(doc);
	fl_buf_release(&page);
	small_release(&s);
}

/* Hits are given in UTF-16 units: "𝄞" before the second hit is two of them, and three bytes a Han character are one.
 */
static void test_write_html__hits_are_in_utf16_units(void **state)
{
	small s;
	fl_buf page;
	fl_json_doc *doc;
	fl_json hits;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	doc = data_of(&page);
	hits = column(fl_json_root(doc), 0, "hits");
	assert_int_equal(fl_json_len(hits), 3);
	assert_int_equal(number(fl_json_at(fl_json_at(hits, 0), 4)), 15); /* 为10000名乡村老人提供免费|听力 */
	assert_int_equal(number(fl_json_at(fl_json_at(hits, 0), 5)), 17);
	assert_int_equal(number(fl_json_at(fl_json_at(hits, 1), 4)), 11); /* 为老人做听力筛查。𝄞|老人 */
	assert_int_equal(number(fl_json_at(fl_json_at(hits, 1), 5)), 13);
	assert_int_equal(number(fl_json_at(fl_json_at(hits, 2), 1)), -1); /* an exception gives no tag */
	fl_json_free(doc);
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__long_texts_are_cut_and_say_so(void **state)
{
	enum { DREAMS = 20, LENGTH = 900000 };
	char *body = malloc(LENGTH + 1), ids[DREAMS][8];
	made m;
	fl_buf page;
	fl_json_doc *doc;
	fl_error err = FL_ERROR_INIT;
	size_t shown;
	fl_match hit = { .pack = FL_STR("p"),
			 .rule = FL_STR("r"),
			 .tag = FL_STR("t"),
			 .field = FL_STR("body"),
			 .start = LENGTH - 3,
			 .end = LENGTH };
	(void)state;
	for (size_t i = 0; i < LENGTH; i += 3)
		memcpy(body + i, "花", 3);
	body[LENGTH] = '\0';
	made_begin(&m, SMALL_ROUND, DREAMS);
	for (size_t i = 0; i < DREAMS; i++) {
		snprintf(ids[i], sizeof ids[i], "d%zu", i);
		made_dream(&m, ids[i], "t", body, 100, 200, 100, FL_QUALIFIED, 0, FL_WHY_NO_POOL);
	}
	m.rows[0].matches = &hit;
	m.rows[0].num_matches = 1;
	made_limits(&m, NULL);
	made_end(&m);
	fl_buf_init(&page, 1 << 24);
	assert_int_equal(fl_report_html(&m.result, "en", &page, &err), FL_OK);
	assert_true(page.len < 8 << 20);
	doc = data_of(&page);
	shown = fl_json_text(column(fl_json_root(doc), 0, "body")).len;
	assert_true(shown > 100000 && shown % 3 == 0);
	assert_int_equal(number(column(fl_json_root(doc), 0, "cut")), (LENGTH - (int64_t)shown) / 3);
	assert_true(
	    fl_str_eqz(fl_json_text(fl_json_at(fl_json_at(column(fl_json_root(doc), 0, "hits"), 0), 9)), "花"));
	fl_json_free(doc);
	fl_buf_release(&page);
	made_release(&m);
	free(body);
}

/* JavaScript's numbers are exact to 2^53: larger amounts travel as text. */
static void test_write_html__large_amounts_travel_as_text(void **state)
{
	small s;
	fl_buf page;
	fl_json_doc *doc;
	(void)state;
	small_begin(&s);
	s.made.candidates[s.u1].request = 9007199254740993;
	write_page(&s, "en", &page);
	doc = data_of(&page);
	assert_int_equal(fl_json_type_of(column(fl_json_root(doc), 2, "request")), FL_JSON_STRING);
	assert_true(fl_str_eqz(fl_json_text(column(fl_json_root(doc), 2, "request")), "9007199254740993"));
	fl_json_free(doc);
	fl_buf_release(&page);
	small_release(&s);
}

/* Every dream, or those with most money first; never a file that nobody can open. */
static void test_write_html__a_large_round_is_cut_and_says_so(void **state)
{
	enum { DREAMS = 60000 };
	static char ids[DREAMS][8], body[901];
	made m;
	fl_buf page;
	fl_json_doc *doc;
	fl_json root, dreams;
	fl_error err = FL_ERROR_INIT;
	size_t full = 0, with_money = 0;
	(void)state;
	memset(body, '<', 900); /* six bytes each in the page */
	made_begin(&m, SMALL_ROUND, DREAMS);
	for (size_t i = 0; i < DREAMS; i++) {
		snprintf(ids[i], sizeof ids[i], "d%zu", i);
		made_dream(&m, ids[i], "t", body, 100, 200, 100, FL_QUALIFIED, i % 1000 == 999 ? 1 + (fl_money)i : 0, FL_WHY_NO_POOL);
	}
	made_limits(&m, NULL);
	made_end(&m);
	fl_buf_init(&page, 1 << 26);
	assert_int_equal(fl_report_html(&m.result, "en", &page, &err), FL_OK);
	assert_true(page.len < 16 << 20);
	assert_non_null(strstr(page.data, "counts all 60,000 dreams; the list below holds 50,000 of them, "));
	doc = data_of(&page);
	root = fl_json_root(doc);
	dreams = fl_json_get(root, "dreams");
	assert_int_equal(fl_json_len(dreams), 50000);
	for (size_t i = 0; i < 50000; i++) {
		bool has_text = fl_json_len(fl_json_at(dreams, i)) == fl_json_len(fl_json_get(root, "columns"));
		full += has_text;
		if (number(column(root, i, "award")) > 0) {
			with_money++;
			assert_true(has_text);
		}
		if (!has_text)
			assert_int_equal(fl_json_text(column(root, i, "body")).len, 0);
	}
	assert_int_equal(with_money, 60);
	assert_true(full > 1000 && full < 10000);
	assert_true(fl_str_eqz(fl_json_text(column(root, 999, "id")), "d999")); /* the order stays that of the round */
	fl_json_free(doc);
	fl_buf_release(&page);
	made_release(&m);
}

/* "Education" of the round and the category field:education have the same dreams: the bar goes up to the group's maximum. */
static void test_write_html__a_limit_stands_where_its_dreams_do(void **state)
{
	small s;
	fl_buf page;
	const char *row;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	assert_non_null(strstr(page.data, "<h2>Money by category</h2>"));
	row = strstr(strstr(page.data, "<h2>Money by category</h2>"), "<details>"); /* the table */
	row = strstr(row, "<a href=\"#dreams?category=field%3Aeducation\">");
	assert_non_null(row);
	assert_non_null(strstr(row, "<td class=\"num\">2,500.00</td><td class=\"num\">25.0 %</td><td class=\"num\">23.8 %</td>"
				    "<td class=\"num\">none</td><td class=\"num\">2,500.00</td></tr>"));
	row = strstr(row, "<a href=\"#dreams?category=field%3Ahealth\">");
	assert_null(row); /* more money comes first */
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__partners_are_told_where_dreams_were_matched(void **state)
{
	const fl_result_match partners[] = { { 1, FL_STR("lab-a"), FL_STR("<b>Lab</b>"), 420, 2 },
						    { 0, FL_STR("lab-b"), FL_STR(""), 1100, 1 },
						    { 2, FL_STR(""), FL_STR(""), 0, 0 } };
	const fl_partner labs[] = { { .id = FL_STR("lab-a") }, { .id = FL_STR("lab-b") } };
	const fl_pairing pairings[] = { { .partner = 1, .place = 1, .fit = 500, .has_price = true, .price = 30 },
					{ .partner = 0, .place = 2, .fit = 420, .has_price = true, .chosen = true },
					{ .partner = 1, .place = 1, .fit = 1100, .has_price = true, .chosen = true } };
	const size_t first[] = { 0, 2, 3, 3 };
	const fl_place places[] = { { 0, 5, -1 }, { 0, 1, -1 } };
	const fl_matching matching = { .c = { .num_dreams = 3, .num_partners = 2, .places = places } };
	const fl_match_load loads[] = { { .dreams = 1 }, { .dreams = 1 } };
	fl_round_spec spec = { .currency = { .code = "CNY", .minor_digits = 2 } };
	const fl_match_page why = { .spec = &spec, .m = &matching, .partners = labs, .pairings = pairings, .first = first, .loads = loads };
	small s;
	fl_buf page;
	(void)state;
	small_begin(&s);
	write_page(&s, "en", &page);
	assert_null(strstr(page.data, "<h2>Partners"));
	fl_buf_release(&page);
	s.made.result.partners = partners;
	s.made.result.num_partners = 3;
	s.made.result.match = &why;
	write_page(&s, "en", &page);
	const char *section = strstr(page.data, "<h2>Partners (2)</h2>");
	assert_non_null(section);
	assert_non_null(strstr(section, "2 of 3 dreams have a partner"));
	const char *row = strstr(section, "<bdi>&lt;b&gt;Lab&lt;/b&gt;</bdi></td><td class=\"num\">420</td><td class=\"num\">2</td><td><bdi>second choice: &#39;lab-b&#39; (500) is full: ");
	assert_non_null(row);
	assert_non_null(strstr(row, "<bdi>lab-b</bdi></td><td class=\"num\">1,100</td><td class=\"num\">1</td><td><bdi>first choice</bdi></td></tr>"));
	fl_buf_release(&page);
	write_page(&s, "zh-CN", &page);
	assert_non_null(strstr(page.data, "<bdi>第 2 选择：“lab-b”（500）名额已满："));
	assert_non_null(strstr(page.data, "<h2>合作方 (2)</h2>"));
	assert_non_null(strstr(page.data, "3 个梦想中有 2 个有承接的合作方"));
	fl_buf_release(&page);
	small_release(&s);
}

static void test_write_html__every_short_allocation_is_out_of_memory(void **state)
{
	small s;
	fl_buf page;
	fl_status status = FL_ENOMEM;
	(void)state;
	small_begin(&s);
	for (int64_t n = 0; status != FL_OK; n++) {
		fl_error err = FL_ERROR_INIT;
		fl_buf_init(&page, 1 << 24);
		fl_alloc_fail_after(n);
		status = fl_report_html(&s.made.result, "en", &page, &err);
		fl_alloc_fail_after(-1);
		fl_buf_release(&page);
		assert_true(status == FL_OK || status == FL_ENOMEM);
		assert_true(n < 100000);
	}
	small_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_html__hostile_text_never_becomes_markup),
		cmocka_unit_test(test_write_html__says_what_open_items_move),
		cmocka_unit_test(test_write_html__has_no_control_characters),
		cmocka_unit_test(test_write_html__loads_nothing),
		cmocka_unit_test(test_write_html__the_policy_allows_exactly_its_own_script),
		cmocka_unit_test(test_write_html__says_the_outcome_without_script),
		cmocka_unit_test(test_write_html__a_dream_without_title_shows_its_text),
		cmocka_unit_test(test_write_html__speaks_chinese),
		cmocka_unit_test(test_write_html__names_a_conflict_or_a_failed_check),
		cmocka_unit_test(test_write_html__data_carries_every_dream),
		cmocka_unit_test(test_write_html__hits_are_in_utf16_units),
		cmocka_unit_test(test_write_html__long_texts_are_cut_and_say_so),
		cmocka_unit_test(test_write_html__large_amounts_travel_as_text),
		cmocka_unit_test(test_write_html__a_large_round_is_cut_and_says_so),
		cmocka_unit_test(test_write_html__a_limit_stands_where_its_dreams_do),
		cmocka_unit_test(test_write_html__partners_are_told_where_dreams_were_matched),
		cmocka_unit_test(test_write_html__every_short_allocation_is_out_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
