# SPDX-License-Identifier: Apache-2.0
# florin_embed(OUT_C SYMBOL FILES...): a C file with a table { name, bytes, length } of the files, NULL-terminated.
# Declared in base/embed.h: extern const fl_embedded SYMBOL[];
function(florin_embed out symbol)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -D OUT=${out} -D SYMBOL=${symbol} "-DFILES=${ARGN}" -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    COMMENT "Embedding ${symbol}"
    VERBATIM)
endfunction()
