/* SPDX-License-Identifier: Apache-2.0
 *
 * give.c - texts that leave the library, and come back to be freed.
 */
#include "steps/give.h"

#include "base/alloc.h"

fl_status fl_give_text(fl_buf *buf, fl_text *ret_text, fl_error *err)
{
	fl_status status = fl_buf_status(buf, err);
	*ret_text = (fl_text){ NULL, 0 };
	if (status == FL_OK)
		ret_text->data = fl_buf_take(buf, &ret_text->len);
	return status;
}

void fl_text_release(fl_text *text)
{
	fl_free(text->data);
	*text = (fl_text){ NULL, 0 };
}
