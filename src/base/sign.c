/* SPDX-License-Identifier: Apache-2.0
 *
 * sign.c - Ed25519 signatures. libsodium's need no sodium_init(): nothing in them is random.
 */
#include "base/sign.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

#define KEY_FILE_MAX 1000

_Static_assert(crypto_sign_ed25519_SEEDBYTES == sizeof(fl_digest), "a seed is 32 bytes");
_Static_assert(crypto_sign_ed25519_PUBLICKEYBYTES == sizeof(fl_digest), "a public key is 32 bytes");
_Static_assert(crypto_sign_ed25519_BYTES == sizeof(fl_ed25519), "a signature is 64 bytes");

fl_digest fl_sign_public(const fl_digest *secret)
{
	unsigned char pair[crypto_sign_ed25519_SECRETKEYBYTES];
	fl_digest public_key;
	crypto_sign_ed25519_seed_keypair(public_key.bytes, pair, secret->bytes);
	sodium_memzero(pair, sizeof pair);
	return public_key;
}

fl_ed25519 fl_sign(fl_str bytes, const fl_digest *secret)
{
	unsigned char pair[crypto_sign_ed25519_SECRETKEYBYTES];
	fl_digest public_key;
	fl_ed25519 signature;
	crypto_sign_ed25519_seed_keypair(public_key.bytes, pair, secret->bytes);
	crypto_sign_ed25519_detached(signature.bytes, NULL, (const unsigned char *)bytes.data, bytes.len, pair);
	sodium_memzero(pair, sizeof pair);
	return signature;
}

bool fl_sign_holds(fl_str bytes, const fl_ed25519 *signature, const fl_digest *public_key)
{
	return crypto_sign_ed25519_verify_detached(signature->bytes, (const unsigned char *)bytes.data, bytes.len,
						   public_key->bytes) == 0;
}

void fl_ed25519_hex(const fl_ed25519 *signature, char out[129])
{
	sodium_bin2hex(out, 129, signature->bytes, sizeof signature->bytes);
}

bool fl_ed25519_read_hex(fl_str text, fl_ed25519 *ret)
{
	size_t len = 0;
	return text.len == 128 &&
	       sodium_hex2bin(ret->bytes, sizeof ret->bytes, text.data, text.len, NULL, &len, NULL) == 0 &&
	       len == sizeof ret->bytes;
}

static const char *head(bool secret)
{
	return secret ? "florin-secret-key/1 " : "florin-public-key/1 ";
}

void fl_key_print(fl_buf *buf, bool secret, const fl_digest *key)
{
	char hex[65];
	fl_digest_hex(key, hex);
	fl_buf_printf(buf, "%s%s\n", head(secret), hex);
	sodium_memzero(hex, sizeof hex);
}

fl_status fl_key_read(const char *path, bool secret, fl_digest *ret, fl_error *err)
{
	fl_buf text;
	fl_buf_init(&text, KEY_FILE_MAX);
	fl_status status = fl_file_read(path, &text, err);
	fl_str line = fl_str_trim(fl_buf_view(&text)), start = fl_str_of(head(secret));
	if (status == FL_OK && (!fl_str_starts(line, start) || !fl_digest_read_hex(fl_str_slice(line, start.len, line.len), ret)))
		status = fl_error_at(err, FL_EPARSE, path, 0, 0, "not a %s key of Florin", secret ? "secret" : "public");
	if (text.data)
		sodium_memzero(text.data, text.len);
	fl_buf_release(&text);
	return status;
}
