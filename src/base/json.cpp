#include "base/json.h"

#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <cstring>
#include <set>

#include "base/json_read.h"
#include "base/limits.h"

namespace json {

namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

// Whether none of eight bytes needs an escape. Each test sets the high bit of a byte that does
// (Hacker's Delight, 6-1); a carry can only make a plain byte look unplain.
bool are_plain(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t bytes;
  std::memcpy(&bytes, eight, sizeof bytes);
  const auto zero_in = [](std::uint64_t word) { return (word - kOnes) & ~word; };
  const std::uint64_t unplain = ((bytes - kOnes * 0x20) & ~bytes) | zero_in(bytes ^ (kOnes * '"')) |
                                zero_in(bytes ^ (kOnes * '\\'));
  return (unplain & (kOnes * 0x80)) == 0;
}

std::size_t plain_prefix(std::string_view text) {
  std::size_t n = 0;
  while (n + 8 <= text.size() && are_plain(text.data() + n)) n += 8;
  while (n < text.size() && is_plain(text[n])) ++n;
  return n;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '"' || c == '\\') {
    out += '\\';
    out += c;
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\t') {
    out += "\\t";
  } else {
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t plain = plain_prefix(text);
    out += text.substr(0, plain);
    if (plain == text.size()) break;
    append_escaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

void append_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out.append(buffer, end);
}

namespace {

// Builds a boost::json::value and refuses an object that names a key twice, which the library's own
// parser would let pass with the last one winning.
class StrictHandler {
 public:
  static constexpr std::size_t max_array_size = 1'000'000;
  static constexpr std::size_t max_object_size = 10'000;
  static constexpr std::size_t max_string_size = 64 * 1024 * 1024;
  static constexpr std::size_t max_key_size = 1'000;
  using error_code = boost::json::error_code;

  StrictHandler() : stack_({}, nullptr, 0) { stack_.reset(); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    keys_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t n, error_code&) {
    keys_.pop_back();
    stack_.push_object(n);
    return true;
  }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t n, error_code&) {
    stack_.push_array(n);
    return true;
  }
  bool on_key_part(boost::json::string_view part, std::size_t, error_code&) {
    stack_.push_chars(part);
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(boost::json::string_view part, std::size_t, error_code& ec) {
    key_.append(part.data(), part.size());
    stack_.push_key(part);
    if (!keys_.back().insert(key_).second) {
      duplicate = key_;
      ec = boost::json::error::syntax;
      return false;
    }
    key_.clear();
    return true;
  }
  bool on_string_part(boost::json::string_view part, std::size_t, error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(boost::json::string_view part, std::size_t, error_code&) {
    stack_.push_string(part);
    return true;
  }
  bool on_number_part(boost::json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t n, boost::json::string_view, error_code&) {
    stack_.push_int64(n);
    return true;
  }
  bool on_uint64(std::uint64_t n, boost::json::string_view, error_code&) {
    stack_.push_uint64(n);
    return true;
  }
  bool on_double(double n, boost::json::string_view, error_code&) {
    stack_.push_double(n);
    return true;
  }
  bool on_bool(bool b, error_code&) {
    stack_.push_bool(b);
    return true;
  }
  bool on_null(error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(boost::json::string_view, error_code&) { return true; }
  bool on_comment(boost::json::string_view, error_code&) { return true; }

  boost::json::value release() { return stack_.release(); }

  std::string duplicate;

 private:
  boost::json::value_stack stack_;
  std::vector<std::set<std::string>> keys_;
  std::string key_;
};

}  // namespace

Result<boost::json::value> parse(std::string_view text) {
  if (!is_clean_utf8(text))
    return error_of(problems::kInvalid, "The body is not UTF-8 text. Send JSON in UTF-8.");
  boost::json::parse_options options;
  options.max_depth = ceilings::kJsonDepth;
  boost::json::basic_parser<StrictHandler> parser(options);
  boost::json::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!parser.handler().duplicate.empty())
    return field_error(problems::kInvalid, parser.handler().duplicate,
                       "This field is named twice. Send it once.");
  if (ec || !parser.done())
    return error_of(problems::kInvalid,
                    fmt::format("The body is not JSON: {} near byte {}.",
                                ec ? ec.message() : std::string("it ends too early"), used));
  for (const char c : text.substr(used))
    if (!std::string_view(" \t\r\n").contains(c))
      return error_of(problems::kInvalid, "The body goes on after the JSON value ends.");
  return parser.handler().release();
}

}  // namespace json
