/* SPDX-License-Identifier: Apache-2.0
 *
 * decided_round.h - a small round in a scratch folder on which people lay down decisions of every kind: near-duplicates, an organisation under
 * several names, an advert that intake flags, a dream below its threshold, partners.
 */
#ifndef DECIDED_ROUND_H
#define DECIDED_ROUND_H

#include "florin.h"
#include "random.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DECIDED_NOW 1788566400
enum { DECIDED_DREAMS = 9, DECIDED_PEOPLE = 3, DECIDED_NAMES = 6 };

static const char *const decided_people[DECIDED_PEOPLE] = { "Li", "Wu", "Zhao" };
/* The first two are one by their spelling, so are the two after them; the last two become one by decision. */
static const char *const decided_names[DECIDED_NAMES] = { "绿岸", "綠 岸", "春苗社", "春苗 社", "夕阳红", "夕阳红会" };
static const char *const decided_texts[DECIDED_DREAMS] = { "给乡村学校建图书角,孩子们放学后有书可读",
							    "给乡村学校建一座图书角,孩子们放学后想有书可读",
							    "为学校旁的河滩清理垃圾,每月一次",
							    "清理河滩的垃圾,每月两次",
							    "学校课程优惠,加微信报名",
							    "为独居老人安装扶手,八十户老人的卫生间",
							    "为独居老人安装扶手,九十户老人的卫生间",
							    "学校的课程和河滩的课程,老师带队",
							    "社区象棋角,两张石桌" };

static const char decided_pack[] =
    "{\"format\":\"florin-pack/1\",\"pack\":\"p\",\"version\":\"1.0.0\",\"title\":\"t\",\"margin\":1,\"title_factor\":1,"
    "\"namespaces\":{\"field\":{\"title\":\"f\",\"category\":true},\"flag\":{\"title\":\"f\"},\"for\":{\"title\":\"f\"}},\"rules\":["
    "{\"id\":\"school\",\"title\":\"t\",\"reason\":\"r\",\"status\":\"active\",\"tags\":[\"field:school\"],\"patterns\":{\"p\":\"学校|课程|老师\"}},"
    "{\"id\":\"river\",\"title\":\"t\",\"reason\":\"r\",\"status\":\"active\",\"tags\":[\"field:river\"],\"patterns\":{\"p\":\"河滩\"}},"
    "{\"id\":\"old\",\"title\":\"t\",\"reason\":\"r\",\"status\":\"active\",\"tags\":[\"for:elders\"],\"patterns\":{\"p\":\"老人\"}},"
    "{\"id\":\"advert\",\"title\":\"t\",\"reason\":\"r\",\"status\":\"active\",\"tags\":[\"flag:advert\"],\"patterns\":{\"p\":\"优惠\"}}]}";

static inline void decided_write(const void *state, const char *name, const char *text)
{
	char path[300];
	scratch_path(state, name, path, sizeof path);
	scratch_write(path, text, strlen(text));
}

/* 'two': "\"exception\"", the kinds that want two people. */
static inline void decided_round(const void *state, uint64_t *seed, const char *two)
{
	char dreams[4000], flowers[8000], round[2000];
	size_t d = (size_t)snprintf(dreams, sizeof dreams, "id,title,body,organisation,request\n");
	size_t f = (size_t)snprintf(flowers, sizeof flowers, "dream,giver,count\n");
	for (size_t i = 0; i < DECIDED_DREAMS; i++) {
		d += (size_t)snprintf(dreams + d, sizeof dreams - d, "d%zu,%s,%s,%d\n", i, decided_texts[i],
				      decided_names[i % DECIDED_NAMES], (int)(1 + random_below(seed, 9)) * 100);
		for (size_t g = i == DECIDED_DREAMS - 1 ? 1 : 4 + random_below(seed, 8); g > 0; g--)
			f += (size_t)snprintf(flowers + f, sizeof flowers - f, "d%zu,u%zu,1\n", i, (size_t)random_below(seed, 12));
	}
	snprintf(round, sizeof round,
		 "{\"format\":\"florin-round/1\",\"round\":\"t\",\"dreams\":[\"dreams.csv\"],\"flowers\":[\"flowers.csv\"],"
		 "\"partners\":[\"partners.csv\"],\"rules\":[\"pack.json\"],\"threshold\":3,"
		 "\"eligibility\":{\"exclude\":{\"tag\":\"flag:advert\"}},\"organisations\":{\"aliases\":["
		 "{\"organisation\":\"绿岸\",\"names\":[\"Green Bank\"]}]},\"decisions\":{\"two_people\":[%s]},"
		 "\"pools\":[{\"id\":\"p\",\"amount\":\"%d\"}],\"groups\":[{\"id\":\"c\",\"each\":\"category\",\"max_share\":\"40%%\"},"
		 "{\"id\":\"o\",\"each\":\"organisation\",\"max\":\"1500\"}]}",
		 two, (int)(5 + random_below(seed, 15)) * 100);
	decided_write(state, "dreams.csv", dreams);
	decided_write(state, "flowers.csv", flowers);
	decided_write(state, "partners.csv", "id,name,field,capacity\nlab-a,图书角实验室,school,3\nlab-b,河滩与老人社,river,3\n");
	decided_write(state, "pack.json", decided_pack);
	decided_write(state, "round.json", round);
}

/* Into the folder 'out'; 'file' becomes the path of the round file. */
static inline void decided_run_into(const void *state, const char *out, char *file, size_t size)
{
	char input[300], folder[300];
	fl_error err = FL_ERROR_INIT;
	fl_run_summary summary;
	fl_settings none = { 0 };
	fl_options options = { .now = DECIDED_NOW, .threads = 1 };
	scratch_path(state, "round.json", input, sizeof input);
	scratch_path(state, out, folder, sizeof folder);
	if (fl_run(input, folder, NULL, &none, &options, &summary, &err) != FL_OK)
		fail_msg("%s: %s", err.source, err.message);
	fl_run_summary_release(&summary);
	snprintf(file, size, "%s/round.florin", folder);
}

static inline void decided_run(const void *state, char *file, size_t size)
{
	decided_run_into(state, "out", file, size);
}

/* One of every kind, at times without effect; 'store' has room for two names. */
static inline fl_ruling decided_ruling(uint64_t *seed, char store[2][40])
{
	static const char *const tags[] = { "for:elders", "flag:advert", "field:river" };
	static const char *const categories[] = { "field:school", "field:river", "none" };
	static const char *const partners[] = { "lab-a", "lab-b" };
	bool undo = random_below(seed, 6) == 0;
	fl_ruling r = { .dream = store[0], .by = decided_people[random_below(seed, DECIDED_PEOPLE)], .why = "why" };
	snprintf(store[0], 40, "d%zu", (size_t)random_below(seed, DECIDED_DREAMS));
	snprintf(store[1], 40, "d%zu", (size_t)random_below(seed, DECIDED_DREAMS));
	switch (random_below(seed, 12)) {
	case 0:
		r.kind = "category", r.value = categories[random_below(seed, 3)];
		break;
	case 1:
	case 2:
		r.kind = "tag", r.other = tags[random_below(seed, 3)], r.value = random_below(seed, 2) ? "add" : "remove";
		break;
	case 3:
		r.kind = "admission", r.value = "accept";
		break;
	case 4:
		r.kind = "admission", r.value = "reject", r.code = undo ? NULL : "other";
		break;
	case 5:
		r.kind = "exception", r.value = "qualify";
		break;
	case 6:
	case 7:
		r.kind = "pair", r.other = store[1], r.value = random_below(seed, 2) ? "same" : "different";
		break;
	case 8:
		r.kind = "representative", r.value = "yes";
		break;
	case 9:
		r.kind = "match", r.other = partners[random_below(seed, 2)], r.value = random_below(seed, 3) ? "fixed" : "forbidden";
		break;
	case 10: { /* names that no dream states, too */
		static const char *const more[] = { "绿岸", "green  BANK", "夕阳红", "夕阳红会", "春苗社", "春苗会" };
		size_t a = (size_t)random_below(seed, 6);
		r.dream = more[a];
		if (random_below(seed, 3) > 0)
			r.kind = "organisation", r.other = more[a ^ 1], r.value = random_below(seed, 4) ? "same" : "different";
		else
			r.kind = "conflict", r.other = r.by, r.value = "yes";
		break;
	}
	default:
		r.kind = "flag", r.value = "yes";
		break;
	}
	r.value = undo ? NULL : r.value;
	return r;
}

/* 'who', 'kind', 'subject', 'other' (NULL none), 'value', with a reason. FL_OK, or what the library says. */
static inline fl_status decided_say(const char *file, const fl_ruling *ruling, int64_t now, fl_error *err)
{
	fl_round *round = NULL;
	bool changed;
	fl_options options = { .now = now, .threads = 1 };
	fl_status status = fl_round_open(file, true, &round, err);
	if (status == FL_OK)
		status = fl_round_decide(round, ruling, &options, &changed, err);
	fl_round_close(round);
	return status;
}

/* An audit bundle in the scratch folder, under this name. */
static inline void decided_bundle(const void *state, const char *file, const char *name, bool redact, char *folder, size_t size)
{
	fl_error err = FL_ERROR_INIT;
	fl_round *round = NULL;
	fl_bundle_summary summary;
	fl_bundle_settings settings = { .redact = redact };
	scratch_path(state, name, folder, size);
	assert_int_equal(fl_round_open(file, false, &round, &err), FL_OK);
	if (fl_audit_bundle(round, folder, &settings, &summary, &err) != FL_OK)
		fail_msg("%s", err.message);
	fl_round_close(round);
}

#endif
