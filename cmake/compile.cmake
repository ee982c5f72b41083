# SPDX-License-Identifier: Apache-2.0
# How every target of Florin is compiled.
add_library(florin_flags INTERFACE)
target_compile_definitions(florin_flags INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(florin_flags INTERFACE
  -Wall -Werror=implicit-function-declaration -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings
  -Wvla -Wformat=2 -Wundef -fno-common -fvisibility=hidden)
if(FLORIN_WERROR)
  target_compile_options(florin_flags INTERFACE -Werror)
endif()
option(FLORIN_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
if(FLORIN_FUZZ)
  target_compile_options(florin_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(FLORIN_SANITIZE)
  target_compile_options(florin_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(florin_flags INTERFACE -fsanitize=address,undefined)
endif()
