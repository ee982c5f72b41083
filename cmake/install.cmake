# SPDX-License-Identifier: Apache-2.0
# What goes where: cmake --install build/release [--prefix DIR], and three Debian packages by cpack -G DEB.
#
#   florin           the programs, their manual and completions, rule packs, models, documents, the example rounds
#   libflorin0       the shared library
#   libflorin-dev    florin.h, pkg-config and CMake files
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(doc ${CMAKE_INSTALL_DATAROOTDIR}/doc/florin)
set(share ${CMAKE_INSTALL_DATAROOTDIR}/florin)

# The manual and the completions, which the program itself writes.
set(manual ${PROJECT_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${manual}.stamp
  COMMAND ${CMAKE_COMMAND} -D FLORIN=$<TARGET_FILE:florin_cli> -D DIR=${manual} -P ${PROJECT_SOURCE_DIR}/cmake/manual.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${manual}.stamp
  DEPENDS florin_cli ${PROJECT_SOURCE_DIR}/cmake/manual.cmake
  COMMENT "Writing the manual and the completions" VERBATIM)
add_custom_target(florin_manual ALL DEPENDS ${manual}.stamp)

install(TARGETS florin_cli florin_check florin_translate RUNTIME COMPONENT florin)
install(DIRECTORY ${manual}/man1/ ${PROJECT_SOURCE_DIR}/docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT florin
  FILES_MATCHING PATTERN "*.1")
install(DIRECTORY ${manual}/bash/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/bash-completion/completions COMPONENT florin)
install(DIRECTORY ${manual}/zsh/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/zsh/vendor-completions COMPONENT florin)
install(DIRECTORY ${manual}/fish/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/fish/vendor_completions.d COMPONENT florin)
install(DIRECTORY rules models DESTINATION ${share} COMPONENT florin FILES_MATCHING PATTERN "*.json" PATTERN "*.mod" PATTERN "*.dat"
  PATTERN china-places EXCLUDE)
# Documents lie as in the repository, with the few files beside docs/ that they link to, so that every link leads somewhere.
install(DIRECTORY docs DESTINATION ${doc} COMPONENT florin PATTERN man EXCLUDE)
install(DIRECTORY rules DESTINATION ${doc} COMPONENT florin FILES_MATCHING PATTERN "*.json" PATTERN china-places EXCLUDE)
install(FILES src/README.md src/florin.h DESTINATION ${doc}/src COMPONENT florin)
install(FILES src/store/schema.sql DESTINATION ${doc}/src/store COMPONENT florin)
install(DIRECTORY examples DESTINATION ${doc} COMPONENT florin PATTERN CMakeLists.txt EXCLUDE PATTERN first-round.sh EXCLUDE)
install(FILES README.md README.zh-CN.md CHANGELOG.md LICENSE packages.txt DESTINATION ${doc} COMPONENT florin)
foreach(package florin libflorin0 libflorin-dev)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${package} RENAME copyright COMPONENT ${package})
endforeach()

# The library. Programs of others link the shared one: florin.h is all of its interface, and its libraries are its own affair. There is no
# static one: it would ask for a dozen libraries by name, and everything inside would be visible to whoever links it.
install(TARGETS florin EXPORT florin LIBRARY COMPONENT libflorin0 NAMELINK_COMPONENT libflorin-dev
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES src/florin.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT libflorin-dev)
install(EXPORT florin NAMESPACE florin:: FILE florinConfig.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/florin
  COMPONENT libflorin-dev)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/florinConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/florinConfigVersion.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/florin COMPONENT libflorin-dev)

# florin.pc is written when it is installed, for only then the prefix is known.
foreach(dir LIBDIR INCLUDEDIR)
  set(FLORIN_PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
  if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
    set(FLORIN_PC_${dir} "${CMAKE_INSTALL_${dir}}")
  endif()
endforeach()
install(CODE "
  set(PROJECT_DESCRIPTION \"${PROJECT_DESCRIPTION}\")
  set(PROJECT_VERSION \"${PROJECT_VERSION}\")
  set(FLORIN_PC_LIBDIR [[${FLORIN_PC_LIBDIR}]])
  set(FLORIN_PC_INCLUDEDIR [[${FLORIN_PC_INCLUDEDIR}]])
  configure_file(\"${PROJECT_SOURCE_DIR}/cmake/florin.pc.in\" \"${PROJECT_BINARY_DIR}/florin.pc\" @ONLY)
  file(INSTALL \"${PROJECT_BINARY_DIR}/florin.pc\" DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig\")
" COMPONENT libflorin-dev)

set(CPACK_PACKAGE_NAME florin)
set(CPACK_PACKAGE_VENDOR "The Florin authors")
set(CPACK_PACKAGE_CONTACT "The Florin authors <florin@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL florin libflorin0 libflorin-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_FLORIN_PACKAGE_NAME florin)
set(CPACK_DEBIAN_FLORIN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_LIBFLORIN0_PACKAGE_NAME libflorin0)
set(CPACK_DEBIAN_LIBFLORIN0_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBFLORIN-DEV_PACKAGE_NAME libflorin-dev)
set(CPACK_DEBIAN_LIBFLORIN-DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBFLORIN-DEV_PACKAGE_DEPENDS "libflorin0 (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_FLORIN_DESCRIPTION "The programs florin and florin-check, their manual, rule packs, models and examples.")
set(CPACK_COMPONENT_LIBFLORIN0_DESCRIPTION "The shared library.")
set(CPACK_COMPONENT_LIBFLORIN-DEV_DESCRIPTION "Header, pkg-config and CMake files for programs that use the library.")
include(CPack)
