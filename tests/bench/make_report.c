/* SPDX-License-Identifier: Apache-2.0
 *
 * make_report.c - the reports of an invented round of any size, to look at and to time.
 *
 *   make_report COUNT LANG FOLDER    writes result.json, awards.csv, report.html; prints sizes and seconds of processor time
 *
 * The dreams are put together from phrases, with seeded numbers; the awards are made by a simple rule (most flowers
 * for the money first), so the page is full of every status, but no optimum is proven here: proof and prices are for
 * the eye.
 */
#include "base/file.h"
#include "report/report.h"
#include "make_result.h"

#include <time.h>

#define LEN(array) (sizeof(array) / sizeof *(array))

static uint64_t seed = 20260905;

static uint64_t next(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

static const char *const round_json =
    "{\"format\":\"florin-round/1\",\"round\":\"one-flower-one-dream-2026\",\"title\":\"一花一梦：2026 公益梦想季\","
    "\"currency\":\"CNY\",\"threshold\":1000,"
    "\"pools\":[{\"id\":\"general\",\"title\":\"公众联合资金池\",\"amount\":\"30,000,000\"},"
    "{\"id\":\"children\",\"title\":\"儿童成长专项\",\"amount\":\"12,000,000\",\"selector\":{\"tag\":\"for:"
    "children\"}},"
    "{\"id\":\"elders\",\"title\":\"Silver Age Fund "
    "银龄专项\",\"amount\":\"6,000,000\",\"selector\":{\"tag\":\"for:elders\"}},"
    "{\"id\":\"west\",\"title\":\"西部乡村专项\",\"amount\":\"4,500,000\",\"selector\":{\"region\":\"甘肃\"}}],"
    "\"groups\":[{\"id\":\"education\",\"title\":\"教育\",\"selector\":{\"category\":\"field:education\"},\"max_"
    "share\":\"25%\","
    "\"min\":\"2,000,000\"},"
    "{\"id\":\"health\",\"title\":\"健康\",\"selector\":{\"category\":\"field:health\"},\"max_share\":\"30%\"},"
    "{\"id\":\"nature\",\"title\":\"Nature and "
    "climate\",\"selector\":{\"category\":\"field:nature\"},\"min\":\"4,000,000\","
    "\"max\":\"9,000,000\"},"
    "{\"id\":\"disability\",\"title\":\"助残\",\"selector\":{\"category\":\"field:disability\"},\"max_share\":\"20%"
    "\"},"
    "{\"id\":\"organisation\",\"title\":\"Each organisation\",\"each\":\"organisation\",\"max_share\":\"5%\"}]}";

static const char *const whom[] = { "乡村学生",           "留守儿童", "听障儿童",
				    "高龄独居老人",       "乡村教师", "环卫工人",
				    "孤独症青年",         "返乡青年", "rural schoolchildren",
				    "elders living alone" };
static const char *const tag_of_whom[] = { "for:children", "for:children", "for:children", "for:elders",
					   "for:teachers", "for:workers",  "for:disabled", "for:youth",
					   "for:children", "for:elders" };
static const struct {
	const char *title, *word, *tag;
} deeds[] = {
	{ "给%s上职业启蒙课", "职业启蒙课", "field:education" },
	{ "为%s建一间会发光的图书角", "图书角", "field:education" },
	{ "为%s提供免费听力筛查", "听力筛查", "field:health" },
	{ "教%s学会心肺复苏和急救", "急救", "field:health" },
	{ "带%s一起种下梭梭林", "梭梭", "field:nature" },
	{ "陪%s守护候鸟的湿地", "湿地", "field:nature" },
	{ "支持%s的音乐康复课", "康复", "field:disability" },
	{ "为%s准备一顿热午餐", "热午餐", "field:livelihood" },
	{ "请%s看一场露天电影", "电影", "field:culture" },
	{ "Warm winter coats for %s", "coats", "field:livelihood" },
	{ "A travelling science bus for %s", "science", "field:education" },
};
static const char *const places[] = { "甘肃/定西", "甘肃/陇南", "云南/昭通", "贵州/毕节", "四川/凉山",
				      "青海/玉树", "河北/承德", "广西/百色", "江西/赣州", "新疆/喀什" };
static const char *const bodies[] = {
	"我们在当地走访了三个月，和校长、村医、家长一起列出了最需要的东西。项目由本地志愿者执行，每一笔支出都会在月报"
	"里公开。",
	"去年冬天，山里的路封了四十多天。今年我们想在下雪之前把物资送到，并留下一支能一直做下去的本地队伍。",
	"参与的人会得到培训，结束后每个村有两名可以独立开展活动的带头人；三个月内提交第一次反馈和照片。",
	"The programme runs in twelve villages. A local coordinator visits each of them every two weeks, and "
	"families decide "
	"together what is bought. First feedback is due within three months.",
	"费用包括材料、交通、保险和两名兼职老师的补贴，不含行政费。受益人名单经村委会公示七天无异议后确定。",
};

static const char *keep(made *m, const char *text)
{
	fl_str copy = fl_arena_str(&m->arena, fl_str_of(text));
	made_must(copy.data != NULL, "memory");
	return copy.data;
}

static void add_match(made *m, size_t i, fl_match *out, size_t *count, const char *field, const char *word,
		      const char *tag)
{
	fl_str text = strcmp(field, "title") == 0 ? m->dreams[i].title : m->dreams[i].body;
	const char *at = strstr(text.data, word);
	if (at == NULL)
		return;
	out[(*count)++] = (fl_match){ .dream = (uint32_t)i,
				      .pack = FL_STR("public-interest"),
				      .rule = fl_str_of(tag),
				      .tag = fl_str_of(tag),
				      .pattern = FL_STR("words"),
				      .field = fl_str_of(field),
				      .start = (uint32_t)(at - text.data),
				      .end = (uint32_t)(at - text.data + strlen(word)) };
}

static void add_dream(made *m)
{
	size_t who = next(LEN(whom)), what = next(LEN(deeds));
	char title[512], body[4096], id[32], subject[128], org[64];
	fl_match *found = fl_arena_array(&m->arena, 6, sizeof *found);
	fl_str *tags = fl_arena_array(&m->arena, 2, sizeof *tags);
	size_t num = 0;
	made_must(found && tags, "memory");
	snprintf(subject, sizeof subject, "%d %s", (int)(10 * (1 + next(500))), whom[who]);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(title, sizeof title, deeds[what].title, subject);
#pragma GCC diagnostic pop
	body[0] = '\0';
	for (uint64_t k = 0, n = 1 + next(4); k < n; k++)
		strcat(body, bodies[next(LEN(bodies))]);
	snprintf(body + strlen(body), 400, "%s是这次行动的核心，服务对象是%s。", deeds[what].word, whom[who]);
	snprintf(id, sizeof id, "D%05d", (int)m->count + 1);
	fl_money request = (fl_money)(20 + next(400)) * (m->room < 1000 ? 400000 : 100000);
	int64_t tally = (int64_t)(next(12) == 0 ? next(1000) : 1000 + next(40000));
	size_t i = made_dream(m, keep(m, id), keep(m, title), keep(m, body), request, tally, 1000,
			      tally < 1000 ? FL_BELOW_THRESHOLD : FL_QUALIFIED, 0, FL_WHY_OUTBID);
	snprintf(org, sizeof org, "%s公益服务中心（第%d站）", places[next(LEN(places))], (int)next(28) + 1);
	m->candidates[i].organisation = fl_str_of(keep(m, org));
	m->candidates[i].region = fl_str_of(places[next(LEN(places))]);
	tags[0] = fl_str_of(deeds[what].tag);
	tags[1] = fl_str_of(tag_of_whom[who]);
	made_tags(m, i, tags, 2, deeds[what].tag);
	add_match(m, i, found, &num, "title", deeds[what].word, deeds[what].tag);
	add_match(m, i, found, &num, "title", whom[who], tag_of_whom[who]);
	add_match(m, i, found, &num, "body", deeds[what].word, deeds[what].tag);
	add_match(m, i, found, &num, "body", whom[who], tag_of_whom[who]);
	m->rows[i].matches = found;
	m->rows[i].num_matches = num;
	m->rows[i].tally_raw = tally + (int64_t)next(900);
	m->rows[i].tally_weighted = m->rows[i].tally_raw;
	m->rows[i].givers = tally / 3 + 1;
	if (next(30) == 0) {
		m->rows[i].unclear = true;
		m->candidates[i].category = FL_STR("");
	}
}

static void add_hostile(made *m)
{
	static char word[5001];
	memset(word, 'x', 5000);
	made_dream(m, "H<1>", "<script>alert('title')</script><img src=x onerror=alert(1)>",
		   "</script><b>bold</b> &amp; {{data}}", 500000, 40000, 1000, FL_QUALIFIED, 0, FL_WHY_OUTBID);
	made_dream(m, "H2", word, word, 600000, 39000, 1000, FL_QUALIFIED, 0, FL_WHY_OUTBID);
	made_dream(m, "H3 \xd7\xa9",
		   "\xe2\x80\xae"
		   "חלום של ילדים: ספרייה ניידת 123 \x1b[31m \x07",
		   "طلب مساعدة للأطفال في القرية.", 700000, 38000, 1000, FL_QUALIFIED, 0, FL_WHY_OUTBID);
}

/* Flowers for the money, the most first. */
static made *sorting;
static int by_value(const void *a, const void *b)
{
	const fl_candidate *x = &sorting->candidates[*(const size_t *)a],
			   *y = &sorting->candidates[*(const size_t *)b];
	int64_t left = x->tally * (y->request / 100), right = y->tally * (x->request / 100);
	return left > right ? -1 : left < right ? 1 : *(const size_t *)a < *(const size_t *)b ? -1 : 1;
}

static size_t limit_of(const made *m, const char *prefix, fl_str value)
{
	for (size_t k = m->spec->num_pools; k < m->allocation->num_limits; k++) {
		fl_str name = m->allocation->limits[k].name, head = fl_str_of(prefix);
		if (name.len == head.len + value.len && fl_str_starts(name, head) &&
		    fl_str_eq(fl_str_slice(name, head.len, name.len), value))
			return k;
	}
	return SIZE_MAX;
}

static fl_money least(fl_money a, fl_money b)
{
	return a < b ? a : b;
}

static void give(made *m, size_t i, mpq_t objective)
{
	fl_allocation *a = m->allocation;
	const fl_candidate *c = &m->candidates[i];
	fl_award *award = &a->awards[i];
	fl_str field = c->category.len > 6 ? fl_str_slice(c->category, 6, c->category.len) : FL_STR("");
	size_t groups[2] = { limit_of(m, "", field), limit_of(m, "organisation=", c->organisation) };
	fl_money room = c->request;
	for (int g = 0; g < 2; g++) {
		if (groups[g] == SIZE_MAX)
			continue;
		fl_money free = a->limits[groups[g]].max - a->limits[groups[g]].awarded;
		if (free < room)
			award->limit = (uint32_t)groups[g];
		room = least(room, free);
	}
	for (size_t p = m->spec->num_pools; p-- > 0 && award->amount < room;) {
		fl_money pay = least(room - award->amount, m->spec->pools[p].amount - a->limits[p].awarded);
		if (pay <= 0 || (m->spec->pools[p].selector && !fl_selector_matches(m->spec->pools[p].selector, c)))
			continue;
		a->limits[p].awarded += pay;
		award->amount += pay;
		made_pay(m, i, (uint32_t)p, pay);
	}
	for (int g = 0; g < 2; g++)
		if (groups[g] != SIZE_MAX)
			a->limits[groups[g]].awarded += award->amount;
	award->reason = award->amount == c->request                  ? FL_WHY_FULL
			: award->amount == room && room < c->request ? FL_WHY_GROUP
			: award->amount > 0                          ? FL_WHY_MARGIN
								     : FL_WHY_OUTBID;
	if (award->amount < c->request)
		award->needs = c->tally + (int64_t)next(9000) + 1;
	mpq_t part;
	mpq_init(part);
	fl_mpq_set_i64(part, award->amount, c->request);
	mpz_mul_si(mpq_numref(part), mpq_numref(part), (long)c->tally);
	mpq_canonicalize(part);
	mpq_add(objective, objective, part);
	mpq_clear(part);
}

static int by_dream(const void *a, const void *b)
{
	const fl_payment *x = a, *y = b;
	return x->dream != y->dream ? (x->dream < y->dream ? -1 : 1) : x->pool < y->pool ? -1 : x->pool > y->pool;
}

static void set_limits(made *m)
{
	const char *names[700];
	size_t count = 0;
	fl_map seen = { 0 };
	static const char *const plain[] = { "education", "health", "nature", "disability" };
	for (size_t g = 0; g < LEN(plain); g++)
		names[count++] = plain[g];
	for (size_t i = 0; i < m->count && count < LEN(names) - 1; i++) {
		size_t value;
		char name[128];
		if (m->candidates[i].organisation.len == 0 ||
		    !fl_map_put(&seen, m->candidates[i].organisation, i, &value) || value != i)
			continue;
		snprintf(name, sizeof name, "organisation=%.*s", FL_STR_ARG(m->candidates[i].organisation));
		names[count++] = keep(m, name);
	}
	names[count] = NULL;
	fl_map_release(&seen);
	made_limits(m, names);
	for (size_t k = 0; k < m->allocation->num_limits; k++) {
		fl_limit_line *line = &m->allocation->limits[k];
		static const fl_money maxima[] = { 1312500000, 1575000000, 900000000, 1050000000 };
		size_t g = k - m->spec->num_pools;
		line->has_max = true;
		if (!line->is_pool)
			line->max = g < 4 ? maxima[g] : 262500000;
		line->has_min = !line->is_pool && (g == 0 || g == 2);
		line->min = g == 0 ? 200000000 : 400000000;
	}
}

static void allocate(made *m)
{
	size_t *order = fl_arena_array(&m->arena, m->count, sizeof *order), num = 0;
	mpq_t objective;
	made_must(order != NULL, "memory");
	mpq_init(objective);
	for (size_t i = 0; i < m->count; i++)
		if (m->candidates[i].standing == FL_QUALIFIED)
			order[num++] = i;
	sorting = m;
	qsort(order, num, sizeof *order, by_value);
	for (size_t k = 0; k < num; k++)
		give(m, order[k], objective);
	qsort(m->payments, m->allocation->num_payments, sizeof *m->payments, by_dream);
	for (size_t k = 0; k < m->allocation->num_limits; k++) {
		fl_limit_line *line = &m->allocation->limits[k];
		line->has_price = true;
		if (line->awarded == line->max)
			mpq_set_ui(line->price, 7 + k % 90, 40000);
		if (line->is_pool)
			line->awarded = 0; /* made_end adds the payments up */
	}
	fl_mpq_floor(mpq_numref(m->allocation->objective), objective);
	mpq_set(m->allocation->proof->optimum, m->allocation->objective);
	mpq_set(m->allocation->proof->bound, m->allocation->objective);
	m->allocation->proof->has_bound = true;
	m->allocation->proof->unique = 0;
	mpq_clear(objective);
}

/* One dream in forty repeats the one before it; one pair in sixty waits for a reviewer. */
static void set_pairs(made *m)
{
	fl_pair *pairs = fl_arena_array(&m->arena, m->count + 1, sizeof *pairs);
	size_t num = 0;
	made_must(pairs != NULL, "memory");
	for (size_t i = 1; i < m->count; i++) {
		bool same = i % 40 == 7, review = i % 60 == 11;
		if (!same && !review && i % 25 != 3)
			continue;
		pairs[num] = (fl_pair){ .a = (uint32_t)i - 1,
					.b = (uint32_t)i,
					.score = same ? 871000 : 412000,
					.title = 700000,
					.body = 500000,
					.containment = 900000,
					.only_a = FL_STR("1000名"),
					.only_b = FL_STR("一千名"),
					.verdict = same     ? FL_PAIR_SAME
						   : review ? FL_PAIR_REVIEW
							    : FL_PAIR_DIFFERENT };
		pairs[num++].differs = same ? 0 : FL_DIFF_PLACE | FL_DIFF_NUMBER;
		if (same && m->candidates[i].standing == FL_QUALIFIED && m->rows[i - 1].representative == i - 1) {
			m->candidates[i].standing = FL_DUPLICATE;
			m->rows[i].representative = (uint32_t)i - 1;
			m->rows[i - 1].tally_merged += 120;
			m->candidates[i - 1].tally += 120;
		}
	}
	m->result.pairs = pairs;
	m->result.num_pairs = num;
	for (size_t i = 5; i < m->count; i += 67)
		if (m->candidates[i].standing == FL_QUALIFIED)
			m->candidates[i].standing = FL_INELIGIBLE;
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int write_out(const char *folder, const char *name, fl_buf *bytes, double took)
{
	char path[1024];
	fl_error err = FL_ERROR_INIT;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	if (fl_file_replace(path, fl_buf_view(bytes), &err) != FL_OK) {
		fprintf(stderr, "%s: %s\n", path, err.message);
		return 3;
	}
	printf("%-12s %9.2f MB %7.3f s\n", name, (double)bytes->len / 1e6, took);
	fl_buf_release(bytes);
	return 0;
}

static int write_all(const fl_result *result, const char *lang, const char *folder)
{
	fl_error err = FL_ERROR_INIT;
	fl_buf out;
	int status = 0;
	for (int form = 0; form < 3 && status == 0; form++) {
		static const char *const names[] = { "result.json", "awards.csv", "report.html" };
		double start = seconds();
		fl_buf_init(&out, FL_BUF_MAX_DEFAULT);
		fl_status made_it = form == 0   ? fl_report_json(result, &out, &err)
				    : form == 1 ? fl_report_awards_csv(result, &out, &err)
						: fl_report_html(result, lang, &out, &err);
		if (made_it != FL_OK) {
			fprintf(stderr, "%s: %s\n", names[form], err.message);
			fl_buf_release(&out);
			return 3;
		}
		status = write_out(folder, names[form], &out, seconds() - start);
	}
	return status;
}

int main(int argc, char **argv)
{
	static const fl_result_file files[] = {
		{ { "dreams", 6 },
		  { "dreams.csv", 10 },
		  { "4f7a0c2be1d7c3f0a9b8e7d6c5b4a3928170f6e5d4c3b2a1908f7e6d5c4b3a29", 64 },
		  8003,
		  8000,
		  3,
		  0,
		  { "gb18030", 7 } },
		{ { "flowers", 7 },
		  { "flowers.csv", 11 },
		  { "9c1185a5c5e9fc54612808977ee8f548b2258d31a1d5f3a7c0e9b2d4f6a81c3e", 64 },
		  2411870,
		  2411870,
		  0,
		  0,
		  { "utf-8", 5 } },
	};
	static const fl_result_note notes[] = {
		{ FL_ERROR,
		  { "amount-fraction", 15 },
		  { "dreams.csv", 10 },
		  { "D00417", 6 },
		  { "a fraction of a minor unit: '12,000.505'", 40 },
		  418 },
		{ FL_WARNING,
		  { "organisation-look-alike", 23 },
		  { "", 0 },
		  { "D00033", 6 },
		  { "'听力协会' looks like '聽力協會'", 40 },
		  0 },
		{ FL_NOTE,
		  { "encoding-assumed", 16 },
		  { "dreams.csv", 10 },
		  { "", 0 },
		  { "read as gb18030", 15 },
		  0 },
	};
	made m;
	if (argc != 4 || atoi(argv[1]) < 1) {
		fprintf(stderr, "usage: make_report COUNT LANG FOLDER\n");
		return 2;
	}
	made_begin(&m, round_json, (size_t)atoi(argv[1]) + 3);
	for (int i = 0; i < atoi(argv[1]); i++)
		add_dream(&m);
	add_hostile(&m);
	set_pairs(&m);
	set_limits(&m);
	allocate(&m);
	made_end(&m);
	m.result.files = files;
	m.result.num_files = LEN(files);
	m.result.notes = notes;
	m.result.num_notes = LEN(notes);
	int status = write_all(&m.result, argv[2], argv[3]);
	made_release(&m);
	return status;
}
