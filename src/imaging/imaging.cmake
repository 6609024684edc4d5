# The stamp's font becomes part of the program, and vips' module for HEIC is loaded by its full
# path. Inter has the letters of Latin, Greek and Cyrillic script; DejaVu stands in for it.
find_file(ASBUILT_FONT NAMES Inter-Medium.otf DejaVuSans.ttf REQUIRED NO_DEFAULT_PATH
          PATHS /usr/share/fonts/opentype/inter /usr/share/fonts/truetype/dejavu
          DOC "A font under the Open Font License or as free, for the stamp on pictures")
set(font_source ${CMAKE_CURRENT_SOURCE_DIR}/imaging/font.S)
set_source_files_properties(${font_source} PROPERTIES
  COMPILE_DEFINITIONS "ASBUILT_FONT=\"${ASBUILT_FONT}\"" OBJECT_DEPENDS "${ASBUILT_FONT}")
target_sources(asbuilt_imaging PRIVATE ${font_source})

pkg_get_variable(vips_libdir vips libdir)
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/imaging/decode.cpp PROPERTIES
  COMPILE_DEFINITIONS "ASBUILT_VIPS_LIBDIR=\"${vips_libdir}\"")

# Vips' flags define _REENTRANT, so that the others' precompiled header does not fit.
set_target_properties(asbuilt_imaging PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)
