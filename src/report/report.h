/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h - records to bytes: result.json, awards.csv, report.html, and the words of explain.
 */
#ifndef FL_REPORT_REPORT_H
#define FL_REPORT_REPORT_H

#include "base/buf.h"
#include "domain/result.h"

fl_status fl_report_json(const fl_result *result, fl_buf *out, fl_error *err);       /* florin-result/1 */
fl_status fl_report_awards_csv(const fl_result *result, fl_buf *out, fl_error *err); /* UTF-8 with BOM, formula-safe */
fl_status fl_report_html(const fl_result *result, const char *lang, fl_buf *out, fl_error *err); /* "en", "zh-CN" */
/* One dream in words, for a terminal (control characters escaped) or as JSON. */
fl_status fl_report_explain(const fl_result *result, size_t dream, bool json, fl_buf *out, fl_error *err);
/* The fixed sentence of a reason, e.g. "below threshold by 12 flowers". */
fl_status fl_report_reason(const fl_result *result, size_t dream, const char *lang, fl_buf *out, fl_error *err);
const char *fl_reason_code(fl_reason reason); /* "below-threshold" */

#endif
