#include "http/multipart.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/scalars.h"

namespace http {
namespace {

constexpr std::size_t kPartHeadBytes = 8 * 1024;
constexpr std::size_t kOutsideBytes = 8 * 1024;  // preamble and epilogue together

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with_any_case(std::string_view text, std::string_view lower_case) {
  return text.size() >= lower_case.size() &&
         std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, lowered);
}

std::string_view trim_blank(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// A quoted string up to its closing quote; browsers write a quote inside as %22, curl as \".
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string out;
  rest.remove_prefix(1);
  while (!rest.empty() && rest.front() != '"') {
    if (rest.starts_with("\\\"")) rest.remove_prefix(1);
    if (rest.starts_with("%22")) {
      out += '"';
      rest.remove_prefix(3);
      continue;
    }
    out += rest.front();
    rest.remove_prefix(1);
  }
  if (rest.empty()) return std::nullopt;
  rest.remove_prefix(1);
  return out;
}

// The value of `; name=value` or `; name="value"` in a header; nothing when it is not there.
std::optional<std::string> parameter(std::string_view rest, std::string_view wanted) {
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  while (rest.starts_with(';')) {
    rest = trim_blank(rest.substr(1));
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto name = rest.substr(0, equals);
    rest.remove_prefix(equals + 1);
    std::optional<std::string> value;
    if (rest.starts_with('"')) {
      value = take_quoted(rest);
      if (!value) return std::nullopt;
    } else {
      const auto end = std::min(rest.find(';'), rest.size());
      value = std::string(trim_blank(rest.substr(0, end)));
      rest.remove_prefix(end);
    }
    if (name.size() == wanted.size() && starts_with_any_case(name, wanted)) return value;
    rest = trim_blank(rest);
  }
  return std::nullopt;
}

std::optional<PartHead> parse_part_head(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
    constexpr std::string_view kName = "content-disposition:";
    if (!starts_with_any_case(line, kName)) continue;
    const auto value = trim_blank(line.substr(kName.size()));
    if (!starts_with_any_case(value, "form-data")) return std::nullopt;
    const auto name = parameter(value, "name");
    if (!name || name->empty() || !is_clean_text(*name, 1, 100)) return std::nullopt;
    auto file_name = parameter(value, "filename").value_or("");
    if (!is_clean_text(file_name, 0, 255)) file_name.clear();
    return PartHead{*name, std::move(file_name)};
  }
  return std::nullopt;
}

// Where the delimiter may begin: a photo has a carriage return every few hundred bytes, and what
// cannot be the delimiter's is content like any other.
std::size_t find_begin(std::string_view bytes, std::string_view delimiter) {
  std::size_t at = bytes.find('\r');
  while (at != bytes.npos && !delimiter.starts_with(bytes.substr(at, delimiter.size())))
    at = bytes.find('\r', at + 1);
  return at;
}

}  // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
  constexpr std::string_view kType = "multipart/form-data";
  if (!starts_with_any_case(content_type, kType)) return std::nullopt;
  const auto rest = trim_blank(content_type.substr(kType.size()));
  if (!rest.starts_with(';')) return std::nullopt;
  auto boundary = parameter(rest, "boundary");
  const auto is_plain = [](unsigned char c) { return c > ' ' && c < 0x7f; };
  if (!boundary || boundary->empty() || boundary->size() > 70 ||
      !std::ranges::all_of(*boundary, is_plain))
    return std::nullopt;
  return boundary;
}

Multipart::State Multipart::fail() {
  at_ = At::bad;
  return State::bad;
}

Multipart::State Multipart::next(std::string_view& bytes, std::string_view& piece) {
  for (;;) {
    auto state = State::more;
    switch (at_) {
      case At::preamble:
      case At::data:
        state = take_data(bytes, piece);
        break;
      case At::delimiter_end:
        state = take_delimiter_end(bytes);
        break;
      case At::head:
        state = take_head(bytes);
        break;
      case At::done:
        outside_ += bytes.size();
        bytes = {};
        return outside_ > kOutsideBytes ? fail() : State::done;
      case At::bad:
        return State::bad;
    }
    if (state == State::data && at_ == At::preamble) {
      outside_ += piece.size();
      if (outside_ > kOutsideBytes) return fail();
    } else if (state != State::more || bytes.empty()) {
      return state;
    }
  }
}

// The delimiter holds one carriage return, its first byte. So what was held back while it might
// have been a delimiter is always the delimiter's own beginning, and is given out from there.
Multipart::State Multipart::take_data(std::string_view& bytes, std::string_view& piece) {
  if (matched_ == 0) {
    piece = bytes.substr(0, std::min(find_begin(bytes, delimiter_), bytes.size()));
    bytes.remove_prefix(piece.size());
    if (!piece.empty()) return State::data;
  }
  while (!bytes.empty() && matched_ < delimiter_.size() && bytes.front() == delimiter_[matched_]) {
    bytes.remove_prefix(1);
    ++matched_;
  }
  if (matched_ == delimiter_.size()) {
    matched_ = 0;
    at_ = At::delimiter_end;
    text_.clear();
    return std::exchange(in_part_, false) ? State::part_end : State::more;
  }
  if (bytes.empty() || matched_ == 0) return State::more;
  piece = std::string_view(delimiter_).substr(0, std::exchange(matched_, 0));
  return State::data;
}

Multipart::State Multipart::take_delimiter_end(std::string_view& bytes) {
  while (text_.size() < 2 && !bytes.empty()) {
    text_ += bytes.front();
    bytes.remove_prefix(1);
  }
  if (text_.size() < 2) return State::more;
  if (text_ == "--") {
    at_ = At::done;
    return State::done;
  }
  if (text_ != "\r\n") return fail();
  at_ = At::head;
  text_.clear();
  return State::more;
}

Multipart::State Multipart::take_head(std::string_view& bytes) {
  while (!bytes.empty()) {
    text_ += bytes.front();
    bytes.remove_prefix(1);
    if (text_.size() > kPartHeadBytes) return fail();
    if (!text_.ends_with("\r\n\r\n")) continue;
    auto head = parse_part_head(text_);
    if (!head) return fail();
    head_ = std::move(*head);
    text_.clear();
    at_ = At::data;
    in_part_ = true;
    return State::part;
  }
  return State::more;
}

UploadForm::State UploadForm::fail(std::string why) {
  why_ = std::move(why);
  return State::bad;
}

UploadForm::State UploadForm::begin_part() {
  const auto& name = parts_.head().name;
  const bool is_file = name == file_part_;
  if (!is_file && meta_part_.empty())
    return fail(fmt::format("The part \"{}\" is not known here; send \"{}\".", name, file_part_));
  if (!is_file && name != meta_part_)
    return fail(fmt::format("The part \"{}\" is not known here; send \"{}\" and \"{}\".", name,
                            meta_part_, file_part_));
  bool& seen = is_file ? has_file_ : has_meta_;
  if (seen) return fail(fmt::format("The part \"{}\" is there twice. Send it once.", name));
  seen = true;
  in_ = is_file ? In::file : In::meta;
  if (is_file) file_name = parts_.head().file_name;
  return State::more;
}

UploadForm::State UploadForm::next(std::string_view& bytes, std::string_view& piece) {
  for (;;) {
    switch (parts_.next(bytes, piece)) {
      case Multipart::State::more:
        return State::more;
      case Multipart::State::part:
        if (begin_part() == State::bad) return State::bad;
        break;
      case Multipart::State::data:
        if (in_ == In::file) return State::file_bytes;
        if (meta.size() + piece.size() > ceilings::kUploadMetaBytes)
          return fail(fmt::format("The part \"{}\" is larger than 64 KiB.", meta_part_));
        meta += piece;
        break;
      case Multipart::State::part_end:
        in_ = In::nothing;
        break;
      case Multipart::State::done:
        if (!has_file_) return fail(fmt::format("The part \"{}\" is missing.", file_part_));
        if (!has_meta_ && !meta_part_.empty())
          return fail(fmt::format("The part \"{}\" is missing.", meta_part_));
        return State::done;
      case Multipart::State::bad:
        return fail("The body is not well-formed multipart/form-data.");
    }
  }
}

}  // namespace http
