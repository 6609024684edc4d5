// Fuzzes the multipart reader: the same form comes out however its bytes are cut into pieces, and
// the boundary reader takes any header.
#include <cstdlib>

#include "http/multipart.h"

namespace {

struct Outcome {
  http::UploadForm::State state = http::UploadForm::State::more;
  std::string file, meta, file_name;
  bool operator==(const Outcome&) const = default;
};

Outcome read(std::string_view body, std::size_t step) {
  using State = http::UploadForm::State;
  http::UploadForm form("B", "photo", "meta");
  Outcome outcome;
  while (!body.empty() && outcome.state != State::bad) {
    auto bytes = body.substr(0, step);
    body.remove_prefix(bytes.size());
    while (!bytes.empty() && outcome.state != State::bad) {
      std::string_view piece;
      outcome.state = form.next(bytes, piece);
      if (outcome.state == State::file_bytes) outcome.file += piece;
    }
  }
  if (outcome.state == State::bad) return {State::bad, {}, {}, {}};
  if (outcome.state != State::done) return {State::more, {}, {}, {}};
  outcome.meta = form.meta;
  outcome.file_name = form.file_name;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  http::boundary_of(bytes);
  const std::size_t step = data[0] + 1;
  if (!(read(bytes, bytes.size() + 1) == read(bytes, step))) std::abort();
  return 0;
}
