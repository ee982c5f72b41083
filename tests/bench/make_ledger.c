/* SPDX-License-Identifier: Apache-2.0
 *
 * make_ledger.c - a ledger of flowers as a platform would export it: any number of rows, long-tailed, event ids (UUIDs) in
 * random order; with round.json and the dreams it is for. The same arguments give the same bytes.
 *
 *     make_ledger FOLDER ROWS [DREAMS [GIVERS [SEED]]]        8,000 dreams; a giver for every five rows, at most 5,000,000
 *
 * Dreams are chosen with weight about 1/rank. Half of the rows are from givers drawn evenly, half from an eager few (a giver
 * of rank r with weight about 1/r), so that most give a few flowers and some give thousands.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

static const char *const kinds[] = { "gift", "steps", "quiz", "low-carbon", "volunteering", "reading" };

enum { DAYS = 30, LINE_MAX_BYTES = 160 };

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

static uint64_t below(uint64_t *state, uint64_t n)
{
	return random_next(state) % n;
}

/* A rank from 0 to n - 1 with weight about 1/rank. */
static uint64_t zipf(uint64_t *state, uint64_t n)
{
	double u = (double)(random_next(state) >> 11) / 9007199254740992.0;
	uint64_t rank = (uint64_t)pow((double)n, u);
	return rank >= n ? n - 1 : rank - (rank > 0);
}

static char *put_number(char *at, uint64_t n, int width)
{
	char digits[24];
	int len = 0;
	do
		digits[len++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (len < width)
		digits[len++] = '0';
	while (len > 0)
		*at++ = digits[--len];
	return at;
}

static char *put_uuid(char *at, uint64_t a, uint64_t b)
{
	static const char hex[] = "0123456789abcdef";
	for (int i = 0; i < 32; i++) {
		if (i == 8 || i == 12 || i == 16 || i == 20)
			*at++ = '-';
		*at++ = hex[(i < 16 ? a >> (4 * i) : b >> (4 * (i - 16))) & 15];
	}
	return at;
}

static char *put_text(char *at, const char *z)
{
	size_t len = strlen(z);
	memcpy(at, z, len);
	return at + len;
}

static void put_row(FILE *f, uint64_t *state, uint64_t dreams, uint64_t givers)
{
	char line[LINE_MAX_BYTES], *at = put_uuid(line, random_next(state), random_next(state));
	uint64_t giver = below(state, 2) ? below(state, givers) : zipf(state, givers);
	uint64_t second = below(state, (uint64_t)DAYS * 86400), of_day = second % 86400;
	at = put_number(put_text(at, ",u"), giver * 7919 % 100000007, 1);
	at = put_number(put_text(at, ",d"), zipf(state, dreams), 1);
	at = put_text(put_text(at, ","), kinds[below(state, sizeof kinds / sizeof *kinds)]);
	at = put_number(put_text(at, ","), below(state, 10) ? 1 : 1 + below(state, 9), 1);
	at = put_number(put_text(at, ",2026-09-"), 1 + second / 86400, 2);
	at = put_number(put_text(at, " "), of_day / 3600, 2);
	at = put_number(put_text(at, ":"), of_day / 60 % 60, 2);
	at = put_number(put_text(at, ":"), of_day % 60, 2);
	*at++ = '\n';
	fwrite(line, 1, (size_t)(at - line), f);
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 6) {
		fprintf(stderr, "usage: make_ledger FOLDER ROWS [DREAMS [GIVERS [SEED]]]\n");
		return 2;
	}
	uint64_t rows = strtoull(argv[2], NULL, 10), dreams = argc > 3 ? strtoull(argv[3], NULL, 10) : 8000;
	uint64_t givers = argc > 4 ? strtoull(argv[4], NULL, 10) : rows / 5 > 5000000 ? 5000000 : rows / 5 + 1;
	uint64_t state = argc > 5 ? strtoull(argv[5], NULL, 10) : 1;
	FILE *f = create(argv[1], "dreams.csv");
	fprintf(f, "id,title,organisation,request\n");
	for (uint64_t i = 0; i < dreams; i++)
		fprintf(f, "d%llu,dream %llu,o%llu,%llu\n", (unsigned long long)i, (unsigned long long)i,
			(unsigned long long)(i % (dreams / 4 + 1)), (unsigned long long)(1000 + i * 37 % 50000));
	fclose(f);
	f = create(argv[1], "flowers.csv");
	setvbuf(f, NULL, _IOFBF, 1 << 20);
	fprintf(f, "event,giver,dream,kind,count,time\n");
	for (uint64_t i = 0; i < rows; i++)
		put_row(f, &state, dreams, givers);
	fclose(f);
	f = create(argv[1], "round.json");
	fprintf(f,
		"{\"format\": \"florin-round/1\", \"round\": \"ledger\", \"currency\": \"CNY\", \"dreams\": [\"dreams.csv\"],"
		" \"flowers\": [\"flowers.csv\"],\n \"threshold\": 100, \"duplicates\": false,"
		" \"tally\": {\"per_giver_per_dream\": 10, \"sources\": {\"quiz\": false}},\n"
		" \"pools\": [{\"id\": \"general\", \"amount\": \"1,000,000\"}]}\n");
	fclose(f);
	return 0;
}
