/* SPDX-License-Identifier: Apache-2.0
 *
 * audit_keygen.c - a pair of keys in two files, for signing bundles.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/sign.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A new file that only its owner can read, unless it is public. */
static fl_status write_new(const char *path, fl_str bytes, bool secret, fl_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, secret ? 0600 : 0666);
	if (fd < 0)
		return fl_error_at(err, FL_EIO, path, 0, 0, "cannot be created; a key is never written over another");
	bool written = write(fd, bytes.data, bytes.len) == (ssize_t)bytes.len && fsync(fd) == 0;
	written = close(fd) == 0 && written;
	if (written)
		return FL_OK;
	unlink(path);
	return fl_error_at(err, FL_EIO, path, 0, 0, "writing failed");
}

static fl_status write_key(const char *path, bool secret, const fl_digest *key, fl_error *err)
{
	fl_buf text;
	fl_buf_init(&text, 1000);
	fl_key_print(&text, secret, key);
	fl_status status = fl_buf_status(&text, err);
	if (status == FL_OK)
		status = write_new(path, fl_buf_view(&text), secret, err);
	fl_buf_release(&text);
	return status;
}

fl_status fl_audit_keygen(const char *path, const unsigned char *secret, char ret_public[65], fl_error *err)
{
	fl_digest key, public_key;
	fl_buf beside;
	if (!secret)
		return fl_error_set(err, FL_EINVAL, "a key is made of 32 bytes that nobody can guess, and there are none");
	memcpy(key.bytes, secret, sizeof key.bytes);
	public_key = fl_sign_public(&key);
	fl_digest_hex(&public_key, ret_public);
	fl_buf_init(&beside, 1 << 16);
	fl_buf_printf(&beside, "%s.pub", path);
	fl_status status = fl_buf_status(&beside, err);
	if (status == FL_OK)
		status = write_key(path, true, &key, err);
	if (status == FL_OK) {
		status = write_key(beside.data, false, &public_key, err);
		if (status != FL_OK)
			unlink(path);
	}
	fl_buf_release(&beside);
	return status;
}
