/* SPDX-License-Identifier: Apache-2.0
 *
 * small_result.h - one small round with a dream of every status, two pools, two groups and hostile texts.
 *
 *   funded     f1  "为10000名乡村老人提供免费听力筛查"   8,000.00 of 8,000.00, from both pools
 *   partly     p1  a title with markup                   2,500.00 of 10,000.00, limited by the group "education"
 *   unfunded   u1  right-to-left and control characters  0 of 99,999,999.99
 *   below      b1  88 of 100 flowers                     "=1+1" as organisation
 *   duplicate  d1  of f1
 *   ineligible i1
 */
#ifndef FL_TESTS_SMALL_RESULT_H
#define FL_TESTS_SMALL_RESULT_H

#include "make_result.h"

#define SMALL_HOSTILE "<script>alert(1)</script> & \"quotes\" 'too' {{data}}"
#define SMALL_RTL                                                                                                    \
	"\xe2\x80\xae"                                                                                               \
	"gpj.exe \x1b[31mred\x07 \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \x7f\xc2\x9b"

#define SMALL_ROUND                                                                                                  \
	"{\"format\":\"florin-round/1\",\"round\":\"small\",\"title\":\"一花一梦\",\"currency\":\"CNY\","        \
	"\"threshold\":100,\"pools\":[{\"id\":\"general\",\"title\":\"General <fund>\",\"amount\":\"10,000\"},"      \
	"{\"id\":\"elders\",\"amount\":\"5,000.50\",\"selector\":{\"tag\":\"for:elders\"}}],"                        \
	"\"groups\":[{\"id\":\"education\",\"title\":\"Education\",\"selector\":{\"category\":\"field:education\"}," \
	"\"max\":\"2,500\"},{\"id\":\"organisation\",\"title\":\"One organisation\",\"each\":\"organisation\","      \
	"\"max\":\"9,000\"}]}"

typedef struct small {
	made made;
	size_t f1, p1, u1, b1, d1, i1;
	fl_match matches[3];
	fl_pair pairs[2];
	fl_result_file files[1];
	fl_result_note notes[2];
} small;

static const fl_str small_tags_f1[] = { { "field:health", 12 }, { "for:elders", 10 } };
static const fl_str small_tags_p1[] = { { "field:education", 15 } };

static inline void small_dreams(small *s)
{
	made *m = &s->made;
	s->f1 = made_dream(m, "f1", "为10000名乡村老人提供免费听力筛查", "为老人做听力筛查。𝄞老人", 800000, 5000, 100,
			   FL_QUALIFIED, 800000, FL_WHY_FULL);
	made_tags(m, s->f1, small_tags_f1, 2, "field:health");
	m->candidates[s->f1].organisation = FL_STR("听力协会");
	made_pay(m, s->f1, 0, 350000);
	made_pay(m, s->f1, 1, 450000);
	s->p1 = made_dream(m, "p1", SMALL_HOSTILE, "", 1000000, 1200, 100, FL_QUALIFIED, 250000, FL_WHY_GROUP);
	made_tags(m, s->p1, small_tags_p1, 1, "field:education");
	m->candidates[s->p1].organisation = FL_STR("+school");
	m->allocation->awards[s->p1].limit = 2;
	m->allocation->awards[s->p1].needs = 900;
	s->u1 = made_dream(m, "u1", SMALL_RTL, "body", 9999999999, 101, 100, FL_QUALIFIED, 0, FL_WHY_OUTBID);
	m->allocation->awards[s->u1].needs = 7000;
	m->rows[s->u1].unclear = true;
	s->b1 = made_dream(m, "b1", "Line one\nline two", "text", 100, 88, 100, FL_BELOW_THRESHOLD, 0, FL_WHY_FULL);
	m->candidates[s->b1].organisation = FL_STR("=1+1");
	s->d1 = made_dream(m, "d1", "为一万名乡村老人提供免费听力筛查", "", 800000, 300, 100, FL_DUPLICATE, 0,
			   FL_WHY_FULL);
	m->rows[s->d1].representative = (uint32_t)s->f1;
	s->i1 = made_dream(m, "i1", "@home", "", 100, 300, 100, FL_INELIGIBLE, 0, FL_WHY_FULL);
}

static inline void small_limits(small *s)
{
	static const char *const groups[] = { "education", "organisation=听力协会", NULL };
	made *m = &s->made;
	fl_limit_line *lines;
	made_limits(m, groups);
	lines = m->allocation->limits;
	lines[2].has_max = lines[3].has_max = true;
	lines[2].max = lines[2].awarded = 250000;
	lines[3].max = 900000;
	lines[3].awarded = 800000;
	lines[2].has_price = true;
	mpq_set_ui(lines[2].price, 3, 2500); /* 120 flowers for each 1,000.00 */
}

/* The evidence: "听力" in the title, "老人" behind a character outside the BMP, an exception. */
static inline void small_evidence(small *s)
{
	made *m = &s->made;
	s->matches[0] = (fl_match){ .dream = (uint32_t)s->f1,
				    .pack = FL_STR("public-interest"),
				    .rule = FL_STR("health"),
				    .tag = FL_STR("field:health"),
				    .pattern = FL_STR("hearing"),
				    .field = FL_STR("title"),
				    .start = 35,
				    .end = 41,
				    .capture = FL_STR("beneficiaries"),
				    .value = FL_STR("10000") };
	s->matches[1] = (fl_match){ .dream = (uint32_t)s->f1,
				    .pack = FL_STR("serves"),
				    .rule = FL_STR("elders"),
				    .tag = FL_STR("for:elders"),
				    .pattern = FL_STR("elders"),
				    .field = FL_STR("body"),
				    .start = 31,
				    .end = 37 };
	s->matches[2] = (fl_match){ .dream = (uint32_t)s->f1,
				    .pack = FL_STR("serves"),
				    .rule = FL_STR("elders"),
				    .pattern = FL_STR("not"),
				    .field = FL_STR("body"),
				    .start = 0,
				    .end = 3 };
	m->rows[s->f1].matches = s->matches;
	m->rows[s->f1].num_matches = 3;
	s->pairs[0] = (fl_pair){ .a = (uint32_t)s->f1,
				 .b = (uint32_t)s->d1,
				 .score = 912345,
				 .title = 950000,
				 .body = 800000,
				 .only_a = FL_STR("10000"),
				 .only_b = FL_STR("一万"),
				 .verdict = FL_PAIR_SAME };
	s->pairs[1] = (fl_pair){ .a = (uint32_t)s->p1,
				 .b = (uint32_t)s->u1,
				 .score = 412345,
				 .differs = FL_DIFF_PLACE,
				 .only_a = FL_STR("<b>north</b>"),
				 .only_b = FL_STR("south"),
				 .verdict = FL_PAIR_REVIEW };
	s->files[0] =
	    (fl_result_file){ FL_STR("dreams"), FL_STR("dreams.csv"), FL_STR("00ff"), 7, 6, 1, 0, FL_STR("utf-8") };
	s->notes[0] = (fl_result_note){ FL_WARNING,   FL_STR("organisation-look-alike"),         FL_STR(""),
					FL_STR("p1"), FL_STR("'+school' looks like '＋school'"), 0 };
	s->notes[1] = (fl_result_note){ FL_ERROR,
					FL_STR("amount-negative"),
					FL_STR("dreams.csv"),
					FL_STR("x9"),
					FL_STR("<img src=x onerror=alert(2)>"),
					8 };
	m->result.pairs = s->pairs;
	m->result.num_pairs = 2;
	m->result.files = s->files;
	m->result.num_files = 1;
	m->result.notes = s->notes;
	m->result.num_notes = 2;
}

static inline void small_begin(small *s)
{
	memset(s, 0, sizeof *s);
	made_begin(&s->made, SMALL_ROUND, 6);
	small_dreams(s);
	small_limits(s);
	small_evidence(s);
	/* 5000 * 1 + 1200 * 1/4 = 5300 as paid; one third of a flower more before rounding */
	mpq_set_ui(s->made.allocation->objective, 5300, 1);
	mpq_set_ui(s->made.allocation->proof->optimum, 15901, 3);
	mpq_set_ui(s->made.allocation->proof->bound, 15901, 3);
	s->made.allocation->proof->has_bound = true;
	s->made.allocation->proof->unique = 1;
	made_end(&s->made);
}

static inline void small_release(small *s)
{
	made_release(&s->made);
}

#endif
