// multipart/form-data (RFC 7578), read as it arrives: no buffer but the head of the current part.
// Pure; no sockets, no files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace http {

// The boundary a Content-Type names: nothing when it is not multipart/form-data, or has none of 1
// to 70 characters.
std::optional<std::string> boundary_of(std::string_view content_type);

struct PartHead {
  std::string name;
  std::string file_name;
};

// The parts of one body. Ask next() until it says more, then give it more bytes.
class Multipart {
 public:
  enum class State { more, part, data, part_end, done, bad };

  explicit Multipart(std::string_view boundary) : delimiter_("\r\n--" + std::string(boundary)) {}

  // Takes bytes off the front. After `part`, head() is the new part's; after `data`, `piece` is
  // some of its content, valid until the next call. Bytes after `done` are taken and ignored.
  State next(std::string_view& bytes, std::string_view& piece);
  const PartHead& head() const { return head_; }

 private:
  enum class At { preamble, delimiter_end, head, data, done, bad };
  State take_data(std::string_view& bytes, std::string_view& piece);
  State take_delimiter_end(std::string_view& bytes);
  State take_head(std::string_view& bytes);
  State fail();

  std::string delimiter_;
  At at_ = At::preamble;
  std::size_t matched_ = 2;  // of the delimiter; the body begins as if a line had just ended
  std::size_t outside_ = 0;  // bytes of preamble and epilogue
  bool in_part_ = false;
  std::string text_;  // of the part's head, or the two bytes after a delimiter
  PartHead head_;
};

// An upload's form: exactly one file part and one meta part, in either order, nothing else.
class UploadForm {
 public:
  enum class State { more, file_bytes, done, bad };

  UploadForm(std::string_view boundary, std::string_view file_part, std::string_view meta_part)
      : parts_(boundary), file_part_(file_part), meta_part_(meta_part) {}

  // As Multipart::next; `piece` is content of the file. `done` only when both parts were whole.
  State next(std::string_view& bytes, std::string_view& piece);

  const std::string& why() const { return why_; }  // after bad: a full sentence
  std::string file_name;
  std::string meta;

 private:
  enum class In { nothing, file, meta };
  State begin_part();
  State fail(std::string why);

  Multipart parts_;
  std::string file_part_, meta_part_;
  In in_ = In::nothing;
  bool has_file_ = false, has_meta_ = false;
  std::string why_;
};

}  // namespace http
