// What a photo's file is called in a download:
// {project}-{route}-{section}-{work type}-{checkpoint}-{B|D|A}-{index}-{yyyymmdd}-{hhmmss}.jpg,
// the codes and the project's own time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "evidence/local_time.h"
#include "evidence/rows.h"

namespace evidence {

// A code as part of a file's name, on any system: no blanks, nothing that leads elsewhere.
std::string name_part(std::string_view code);

// The same in plain letters, for a header.
std::string plain_name(std::string_view code);

// "jpg" for "image/jpeg".
std::string_view extension_of(std::string_view media_type);

// Gives each file of one download a name of its own: the second of a name has the end of the
// photo's id behind it.
class FileNames {
 public:
  std::string next(const Row& row, const LocalTime& taken, std::string_view extension);

 private:
  std::unordered_set<std::uint64_t> given_;  // hashes: eight bytes a photo, whatever it is called
};

}  // namespace evidence
