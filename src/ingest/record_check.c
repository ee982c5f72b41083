/* SPDX-License-Identifier: Apache-2.0
 *
 * record_check.c - texts, ids and currencies of a record.
 */
#include "ingest/record_check.h"

#include "base/str.h"

void fl_record_ids_release(fl_record_ids *ids)
{
	fl_map_release(&ids->lines);
	fl_arena_release(&ids->arena);
}

fl_status fl_check_text(fl_record_check *c, size_t field, size_t max, fl_str *ret)
{
	const char *name = c->record->import->schema->fields[field].name;

	*ret = c->record->value[field];
	if (c->record->import->jsonl && fl_text_has_control(*ret)) /* an escape that no one sees: "\u0000x" */
		return FL_REJECT(c, field, "text-control", "a control character in '%s'", name);
	if (ret->len > max)
		return FL_REJECT(c, field, "field-too-long", "more than %zu bytes in '%s'", max, name);
	return FL_OK;
}

fl_status fl_check_id(fl_record_check *c, size_t field, fl_record_ids *ids, fl_str *ret, size_t *ret_first)
{
	fl_str id = c->record->value[field], copy;
	size_t line = (size_t)c->record->line, first;

	for (size_t i = 0; i < id.len; i++)
		if ((unsigned char)id.data[i] < 0x20 || id.data[i] == 0x7F)
			return FL_REJECT(c, field, "id-control", "a control character in the id");
	copy = fl_arena_str(&ids->arena, id);
	if (!copy.data || !fl_map_put(&ids->lines, copy, line, &first))
		return fl_enomem(c->err);
	*ret = id;
	*ret_first = first == line ? 0 : first;
	return FL_OK;
}

fl_status fl_check_currency(fl_record_check *c, size_t field)
{
	const fl_currency *currency = c->record->import->currency;
	fl_str named = c->record->value[field];

	if (named.len == 0 || fl_currency_named(named, currency))
		return FL_OK;
	return FL_REJECT(c, field, "amount-currency", "currency '%.*s' is not the round's, which is %s",
			 (int)(named.len < 40 ? named.len : 40), named.data, currency->code);
}
