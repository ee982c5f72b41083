/* SPDX-License-Identifier: Apache-2.0
 *
 * make_t2s_table.c - a program of the build: writes the table "traditional character -> simplified character" as a C
 * header, asking OpenCC (configuration t2s.json) for one character at a time.
 *
 *   make_t2s_table OUT.h PAIRS.txt
 *
 * The table has two levels: t2s_index[c >> 6] names a page, t2s_pages[page][c & 63] is the simplified character or 0
 * where a character stays. All pages without a change are page 0. Chains (a -> b -> c) are followed to their end, so
 * that simplifying twice changes nothing; what OpenCC turns into several characters, stays.
 */
#include <opencc.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST     0x2E80u /* CJK radicals: nothing below is a Han character */
#define LIMIT     0x32400u
#define PAGE      64u
#define CHAIN_MAX 4

static uint32_t target[LIMIT];
static unsigned page_of[LIMIT / PAGE];

static size_t encode(uint32_t c, char out[5])
{
	size_t n = c < 0x10000 ? 3 : 4;

	if (n == 3) {
		out[0] = (char)(0xE0 | c >> 12);
	} else {
		out[0] = (char)(0xF0 | c >> 18);
		out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	}
	out[n - 2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[n - 1] = (char)(0x80 | (c & 0x3F));
	out[n] = '\0';
	return n;
}

/* The one character that the text consists of, 0 if it is not exactly one of three or four bytes. */
static uint32_t decode(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (strlen(text) == 3 && p[0] >= 0xE0)
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	if (strlen(text) == 4 && p[0] >= 0xF0)
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
	return 0;
}

static uint32_t simplify(opencc_t opencc, uint32_t c)
{
	char text[5];
	char *simple = opencc_convert_utf8(opencc, text, encode(c, text));
	uint32_t result = simple ? decode(simple) : 0;

	if (!simple) {
		fprintf(stderr, "make_t2s_table: %s\n", opencc_error());
		exit(1);
	}
	opencc_convert_utf8_free(simple);
	return result == 0 || result >= LIMIT || result < FIRST ? c : result;
}

static unsigned follow_chains(void)
{
	unsigned changed = 0;

	for (uint32_t c = FIRST; c < LIMIT; c++) {
		for (int i = 0; i < CHAIN_MAX && target[target[c]] != target[c]; i++)
			target[c] = target[target[c]];
		if (target[target[c]] != target[c]) { /* a circle: none of them is simpler */
			fprintf(stderr, "make_t2s_table: U+%04X leads in a circle\n", (unsigned)c);
			exit(1);
		}
		changed += target[c] != c;
	}
	return changed;
}

static void print_pages(FILE *out)
{
	unsigned pages = 1;

	fprintf(out, "static const uint32_t t2s_pages[][%u] = {\n\t{ 0 },\n", PAGE);
	for (uint32_t page = 0; page < LIMIT / PAGE; page++) {
		const uint32_t *t = target + page * PAGE;
		unsigned changed = 0;
		for (uint32_t i = 0; i < PAGE; i++)
			changed += t[i] != page * PAGE + i;
		if (changed == 0)
			continue;
		page_of[page] = pages++;
		fprintf(out, "\t{");
		for (uint32_t i = 0; i < PAGE; i++)
			fprintf(out, " 0x%X,", t[i] != page * PAGE + i ? (unsigned)t[i] : 0u);
		fprintf(out, " },\n");
	}
	fprintf(out, "};\n\n");
}

static void print_table(FILE *out, unsigned changed)
{
	fprintf(out, "/* made by make_t2s_table from OpenCC's t2s.json, %u characters; do not edit */\n", changed);
	fprintf(out, "#include <stdint.h>\n\n#define T2S_LIMIT 0x%Xu\n\n", LIMIT);
	print_pages(out);
	fprintf(out, "static const uint16_t t2s_index[] = {");
	for (uint32_t page = 0; page < LIMIT / PAGE; page++)
		fprintf(out, "%s%u,", page % 16 ? " " : "\n\t", page_of[page]);
	fprintf(out, "\n};\n");
}

static void print_pairs(FILE *out, unsigned changed)
{
	char text[5];

	for (uint32_t c = FIRST; changed > 0 && c < LIMIT; c++)
		if (target[c] != c) {
			encode(c, text);
			fputs(text, out);
			encode(target[c], text);
			fputs(text, out);
			changed--;
		}
}

static int write_file(const char *name, void (*print)(FILE *out, unsigned changed), unsigned changed)
{
	FILE *out = fopen(name, "wb");

	if (out)
		print(out, changed);
	if (out && fclose(out) == 0)
		return 1;
	perror(name);
	return 0;
}

int main(int argc, char **argv)
{
	opencc_t opencc = opencc_open("t2s.json");
	unsigned changed;

	if (argc != 3 || opencc == (opencc_t)-1) {
		fprintf(stderr, "make_t2s_table: %s\n", argc != 3 ? "usage: make_t2s_table OUT.h PAIRS.txt" : opencc_error());
		return 1;
	}
	for (uint32_t c = 0; c < LIMIT; c++)
		target[c] = c < FIRST || (c >= 0xD800 && c < 0xE000) ? c : simplify(opencc, c);
	opencc_close(opencc);
	changed = follow_chains();
	if (changed < 1000) {
		fprintf(stderr, "make_t2s_table: only %u characters change: OpenCC's data is incomplete\n", changed);
		return 1;
	}
	return write_file(argv[1], print_table, changed) && write_file(argv[2], print_pairs, changed) ? 0 : 1;
}
