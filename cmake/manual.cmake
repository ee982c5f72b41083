# SPDX-License-Identifier: Apache-2.0
# At build time: FLORIN writes its manual and its completions into DIR; the pages are those that florin.1 refers to.
file(REMOVE_RECURSE ${DIR})
file(MAKE_DIRECTORY ${DIR}/man1 ${DIR}/bash ${DIR}/zsh ${DIR}/fish)

function(florin_write file)
  execute_process(COMMAND ${FLORIN} ${ARGN} OUTPUT_FILE ${file} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "florin ${ARGN} ends with ${status}")
  endif()
endfunction()

florin_write(${DIR}/man1/florin.1 help --man)
file(STRINGS ${DIR}/man1/florin.1 references REGEX "^\\.BR florin.*\\(1\\),$")
foreach(reference IN LISTS references)
  string(REGEX REPLACE "^\\.BR (.*) \\(1\\),$" "\\1" page "${reference}")
  string(REPLACE "\\-" "-" page "${page}")
  string(REGEX REPLACE "^florin-" "" words "${page}")
  string(REPLACE "-" ";" words "${words}")
  florin_write(${DIR}/man1/${page}.1 help ${words} --man)
endforeach()
florin_write(${DIR}/bash/florin completion bash)
florin_write(${DIR}/zsh/_florin completion zsh)
florin_write(${DIR}/fish/florin.fish completion fish)
