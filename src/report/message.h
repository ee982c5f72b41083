/* SPDX-License-Identifier: Apache-2.0
 *
 * message.h - findings, reasons of rejected rows and limits in conflict, in the reader's language.
 *
 * Whoever finds something says it in English, at the place where it is found, and knows of no other language; so it stands in the round
 * file, in result.json and on the terminal. messages_*.h is the catalogue: each English format of printf beside a Chinese sentence. A
 * message is recognised by its format, which gives back what was filled in, and the Chinese sentence is filled with the same. So round
 * files that older versions wrote are told in Chinese, too, and nothing is stored twice. What no format fits stays English.
 *
 *     X("group '%.*s' selects no dream of the round", "分组“{0:limit}”未选中本轮任何梦想")
 *
 * {0} is the first thing that was filled in, as it stands; {0:m} is a message itself; {0:limit} a pool or group, by its title; {0:value} an
 * amount, a percentage or a message; {0:policy}, {0:field} names; {0:list} several messages or names; {0:hint} a "did you mean"; {0:-}
 * is left out ("has", "have").
 * tests/repo/check_messages holds that every format in src/ stands here, and is filled with all that it had.
 */
#ifndef FL_REPORT_MESSAGE_H
#define FL_REPORT_MESSAGE_H

#include "base/buf.h"
#include "domain/round.h"
#include "report/words.h"

/* 'english' in the language; 'spec' has titles and the currency, NULL: neither. In English the very text. */
void fl_message(fl_buf *out, fl_lang lang, const fl_round_spec *spec, fl_str english);

#endif
