/* SPDX-License-Identifier: Apache-2.0
 *
 * completion.h - what the three scripts share: what may stand in a place, and which commands are a family ("rules ...").
 */
#ifndef FL_CLI_COMPLETION_H
#define FL_CLI_COMPLETION_H

#include "cli.h"

typedef enum filling { NOTHING, CHOICE, FILES, FOLDERS, ROUNDS, INPUTS, PACKS, COMMANDS, NAMES } filling;

#define WORD_MAX 256

/* What 'name' stands for; the words of a CHOICE and of PACKS are written to 'words', of NAMES which
 * names of the round are meant ("dreams"). */
filling cli_filling(const char *name, char words[WORD_MAX]);
/* How the table names the value of an option; of --policy "POLICY". */
const char *cli_value_name(const cli_option *o);
/* The n-th argument that a command takes, without brackets and dots; false behind the last. The last of "PACK..." goes on. */
bool cli_argument(const cli_command *k, size_t n, char name[WORD_MAX], bool *ret_goes_on);
/* The length of the first word. */
size_t cli_first_word(const char *name);
/* Is it the first command with its first word? */
bool cli_begins_family(const cli_command *k);
/* Has it two words, and the first is that of 'of'? */
bool cli_in_family(const cli_command *k, const cli_command *of);

void cli_complete_bash(void);
void cli_complete_zsh(void);
void cli_complete_fish(void);

#endif
