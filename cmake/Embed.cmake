# embed_dir(target dir name): puts every file below `dir` into `target`, and declares, in
# "embedded/<name>.h",
#   namespace <name> { std::span<const embedded::File> files(); }   // sorted by path
# A folder that is missing or empty gives an empty list. Files that come, go or change are noticed
# by the next build. The bytes go in by the assembler's .incbin, so size costs no compile time.
function(embed_dir target dir name)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false RELATIVE ${dir} ${dir}/*)
  list(SORT files)

  set(assembly "  .section .note.GNU-stack,\"\",%progbits\n  .section .rodata\n")
  set(externs "")
  set(rows "")
  set(sources "")
  set(index 0)
  foreach(path IN LISTS files)
    set(symbol embedded_${name}_${index})
    file(SHA256 ${dir}/${path} sha)
    string(APPEND assembly
           "  .balign 16\n  .hidden ${symbol}\n  .global ${symbol}\n  .hidden ${symbol}_end\n"
           "  .global ${symbol}_end\n${symbol}:\n  .incbin \"${dir}/${path}\"\n"
           "${symbol}_end:\n  .byte 0\n")
    string(APPEND externs "extern \"C\" const char ${symbol}[], ${symbol}_end[];\n")
    string(APPEND rows "      {\"/${path}\", between(${symbol}, ${symbol}_end),\n       \"${sha}\"},\n")
    list(APPEND sources ${dir}/${path})
    math(EXPR index "${index} + 1")
  endforeach()
  if(index EQUAL 0)
    set(body "  return {};\n")
  else()
    set(body "  static const embedded::File kFiles[] = {\n${rows}  };\n  return kFiles;\n")
  endif()

  file(CONFIGURE OUTPUT ${out}/${name}.S CONTENT "${assembly}" @ONLY)
  file(CONFIGURE OUTPUT ${out}/${name}.h @ONLY CONTENT "#pragma once
#include <span>
#include \"base/embedded.h\"
namespace ${name} {
std::span<const embedded::File> files();
}
")
  file(CONFIGURE OUTPUT ${out}/${name}.cpp @ONLY CONTENT "#include \"embedded/${name}.h\"
#include <cstddef>
${externs}
namespace ${name} {
[[maybe_unused]] static std::string_view between(const char* from, const char* to) {
  return {from, static_cast<std::size_t>(to - from)};
}
std::span<const embedded::File> files() {
${body}}
}
")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
  set_source_files_properties(${out}/${name}.S PROPERTIES OBJECT_DEPENDS "${sources}")
  target_sources(${target} PRIVATE ${out}/${name}.S ${out}/${name}.cpp)
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
