/* SPDX-License-Identifier: Apache-2.0
 *
 * make_files.c - a round of any size as files: round.json, dreams.csv, flowers.csv; invented texts, seed 1.
 *
 *     make_files FOLDER DREAMS FLOWERS
 *
 * Titles are put together from word lists and made-up words, bodies from 4,000 made-up words of two characters in Zipf's proportions, so that
 * two texts share what real ones share and no more; about one in twelve is a near copy of an earlier one. Popularity is long-tailed.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "make_round.h"

static const char *const verbs[] = { "为", "支持", "陪伴", "帮助", "让", "给" };
static const char *const who[] = { "乡村老人", "留守儿童", "听障儿童", "山区学生", "独居老人", "乡村教师", "环卫工人", "自闭症孩子",
	"新手妈妈", "残障青年", "社区居民", "高原牧民" };
static const char *const what[] = { "提供免费听力筛查", "上职业启蒙课", "建一间图书角", "送一份热午餐", "做心理陪伴", "培训急救技能",
	"修复湿地步道", "记录民间歌谣", "安装净水设备", "开设康复课", "组织夏令营", "种一片防风林" };
static const char *const where[] = { "甘肃定西", "云南昭通", "贵州毕节", "四川凉山", "河南周口", "湖南湘西", "青海玉树", "江西赣州",
	"广西河池", "陕西榆林", "安徽阜阳", "河北张家口" };
#define PICK(list) list[rng_range(r, 0, (int64_t)(sizeof(list) / sizeof *(list)) - 1)]

/* A made-up word: two Han characters that depend on its rank only. */
static void word(FILE *f, int64_t rank)
{
	rng h = { (uint64_t)rank * 2654435761u + 99 };
	for (int i = 0; i < 2; i++) {
		unsigned c = 0x4e00 + (unsigned)(rng_next(&h) % 6000);
		fprintf(f, "%c%c%c", (int)(0xe0 | c >> 12), (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
	}
}

static void body(FILE *f, rng *r, int64_t people)
{
	int64_t words = rng_range(r, 15, 60);
	fprintf(f, "计划服务%lld人，地点在%s。", (long long)people, PICK(where));
	for (int64_t i = 0; i < words; i++) {
		double u = (double)(rng_next(r) >> 11) / 9007199254740992.0;
		word(f, (int64_t)pow(4000.0, u)); /* rank r with weight about 1/r */
		if (i % 9 == 8)
			fprintf(f, i % 18 == 17 ? "。" : "，");
	}
}

static FILE *create(const char *folder, const char *name)
{
	char path[1024];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	if (!f) {
		perror(path);
		exit(1);
	}
	return f;
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: make_files FOLDER DREAMS FLOWERS\n");
		return 2;
	}
	long dreams = atol(argv[2]), flowers = atol(argv[3]);
	rng state = { 1 }, *r = &state;
	FILE *f = create(argv[1], "dreams.csv");
	fprintf(f, "编号,标题,内容,机构,地区,申请金额,提交时间\n");
	int64_t asked = 0;
	for (long i = 0; i < dreams; i++) {
		rng text = { (uint64_t)(i % 12 == 11 ? i - 11 : i) * 7919 + 17 }, *t = &text; /* a near copy now and then */
		int64_t people = rng_range(t, 1, 200) * 10, request = rng_range(r, 50, 500) * 100;
		asked += request;
		const char *project = what[rng_next(t) % 12], *whom = who[rng_next(t) % 12], *verb = verbs[rng_next(t) % 6];
		fprintf(f, "d%ld,%s%lld名%s%s", i, verb, (long long)people, whom, project);
		for (int64_t w = rng_range(t, 4, 8); w > 0; w--)
			word(f, rng_range(t, 1, 3999));
		fprintf(f, "%s,", i % 12 == 11 ? "。" : "");
		body(f, t, people);
		int64_t minute = rng_range(r, 0, 59), hour = rng_range(r, 0, 23), organisation = rng_range(r, 0, dreams / 6);
		fprintf(f, ",机构%lld,%s,%lld,2026-09-05 %02lld:%02lld\n", (long long)organisation, where[i % 12], (long long)request,
		        (long long)hour, (long long)minute);
	}
	fclose(f);
	f = create(argv[1], "flowers.csv");
	fprintf(f, "编号,送花人,梦想编号,来源,数量,时间\n");
	static const char *const kinds[] = { "gift", "steps", "quiz", "low-carbon" };
	for (long i = 0; i < flowers; i++) {
		double u = (double)(rng_next(r) >> 11) / 9007199254740992.0;
		fprintf(f, "e%ld,g%lld,d%ld,%s,%lld,2026-09-%02lld 12:00\n", i, (long long)rng_range(r, 0, flowers / 5),
		        (long)(pow(u, 2.5) * (double)dreams), PICK(kinds), (long long)(rng_chance(r, 5) ? 5 : 1),
		        (long long)rng_range(r, 5, 20));
	}
	fclose(f);
	f = create(argv[1], "round.json");
	fprintf(f, "{\"format\":\"florin-round/1\",\"round\":\"bench-%ld\",\"currency\":\"CNY\",\"dreams\":[\"dreams.csv\"],\"flowers\":[\"flowers.csv\"],"
	           "\"rules\":[\"public-interest\",\"serves\",\"intake\"],\"threshold\":%ld,\"policy\":{\"name\":\"support\"},"
	           "\"pools\":[{\"id\":\"general\",\"amount\":\"%lld\"},{\"id\":\"children\",\"amount\":\"%lld\",\"selector\":{\"tag\":\"for:children\"}}],"
	           "\"groups\":[{\"id\":\"region\",\"each\":\"region\",\"max_share\":\"12%%\"},{\"id\":\"organisation\",\"each\":\"organisation\",\"max_share\":\"1%%\"}]}\n",
	        dreams, flowers / dreams / 3, (long long)(asked / 5), (long long)(asked / 20));
	fclose(f);
	return 0;
}
