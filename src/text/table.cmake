# SPDX-License-Identifier: Apache-2.0
# OpenCC is needed to build, not to run: a small program asks it for every character and writes the table that
# normalise.c includes. It is a tool of this build, so no sanitizers and no flags of the library.
pkg_check_modules(OPENCC REQUIRED IMPORTED_TARGET opencc)
add_executable(make_t2s_table ${CMAKE_CURRENT_LIST_DIR}/gen/make_t2s_table.c)
target_link_libraries(make_t2s_table PRIVATE PkgConfig::OPENCC)
add_custom_command(
  OUTPUT ${gen}/t2s_table.h
  COMMAND make_t2s_table ${gen}/t2s_table.h
  DEPENDS make_t2s_table
  COMMENT "Making the table of simplified characters"
  VERBATIM)
