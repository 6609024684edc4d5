#include "evidence/file_names.h"

#include <fmt/format.h>

namespace evidence {
namespace {

constexpr std::size_t kPartBytes = 40;

char letter_of(photos::Stage stage) {
  switch (stage) {
    case photos::Stage::before:
      return 'B';
    case photos::Stage::during:
      return 'D';
    case photos::Stage::after:
      break;
  }
  return 'A';
}

bool is_safe(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7f &&
         std::string_view("/\\:*?\"<>|-").find(c) == std::string_view::npos;
}

// A letter of UTF-8 is whole or not there.
void cut(std::string& text) {
  if (text.size() <= kPartBytes) return;
  std::size_t end = kPartBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
}

}  // namespace

std::string name_part(std::string_view code) {
  std::string part;
  for (const char c : code) part += is_safe(c) ? c : '_';
  cut(part);
  while (part.starts_with('.')) part.replace(0, 1, "_");
  return part.empty() ? "_" : part;
}

std::string plain_name(std::string_view code) {
  auto name = name_part(code);
  for (char& c : name)
    if (static_cast<unsigned char>(c) >= 0x7f) c = '_';
  return name;
}

std::string_view extension_of(std::string_view media_type) {
  const auto kind = media_type.substr(std::min(media_type.size(), media_type.find('/') + 1));
  return kind == "jpeg" ? "jpg" : kind;
}

std::string FileNames::next(const Row& row, const LocalTime& taken, std::string_view extension) {
  auto name = fmt::format("{}-{}-{}-{}-{}-{}-{}-{}-{}", name_part(row.project_code),
                          name_part(row.route_code), name_part(row.section_code),
                          name_part(row.work_type_code), name_part(row.checkpoint_code),
                          letter_of(row.stage), row.slot_index, date_of(taken), time_of(taken));
  if (!given_.insert(std::hash<std::string>{}(name)).second)
    name += "-" +
            row.id.text.substr(row.id.text.size() - std::min<std::size_t>(12, row.id.text.size()));
  return fmt::format("{}.{}", name, extension);
}

}  // namespace evidence
