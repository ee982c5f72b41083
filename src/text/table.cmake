# SPDX-License-Identifier: Apache-2.0
# OpenCC is needed to build, not to run: a small program asks it for every character and writes the table of simplified
# characters, and another one writes what kind of character each is. They are tools of this build, so no sanitizers and
# no flags of the library.
pkg_check_modules(OPENCC REQUIRED IMPORTED_TARGET opencc)
add_executable(make_t2s_table ${CMAKE_CURRENT_LIST_DIR}/gen/make_t2s_table.c)
target_link_libraries(make_t2s_table PRIVATE PkgConfig::OPENCC)
add_custom_command(
  OUTPUT ${gen}/t2s_table.h ${gen}/traditional.txt
  COMMAND make_t2s_table ${gen}/t2s_table.h ${gen}/traditional.txt
  DEPENDS make_t2s_table
  COMMENT "Making the table of simplified characters"
  VERBATIM)
add_executable(make_kind_table ${CMAKE_CURRENT_LIST_DIR}/gen/make_kind_table.c ${gen}/t2s_table.h)
target_include_directories(make_kind_table PRIVATE ${gen} ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(make_kind_table PRIVATE PkgConfig::UTF8PROC)
add_custom_command(
  OUTPUT ${gen}/kind_table.h
  COMMAND make_kind_table ${gen}/kind_table.h
  DEPENDS make_kind_table
  COMMENT "Making the table of kinds of characters"
  VERBATIM)
