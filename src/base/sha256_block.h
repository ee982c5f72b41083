/* SPDX-License-Identifier: Apache-2.0
 *
 * sha256_block.h - the compression of SHA-256 by the processor's own instructions, where it has them.
 */
#ifndef FL_BASE_SHA256_BLOCK_H
#define FL_BASE_SHA256_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Can this processor do it? */
bool fl_sha256_native(void);
/* 'count' blocks of 64 bytes into the state (a to h). Only where fl_sha256_native says yes. */
void fl_sha256_blocks(uint32_t state[8], const unsigned char *data, size_t count);

#endif
