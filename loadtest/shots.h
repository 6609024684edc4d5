// Photos to send: real files from a folder, or pictures made here with the bytes a phone's have.
// Each shot differs from every other by a comment inside the file.
#pragma once

#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace loadtest {

struct Shot {
  std::shared_ptr<const std::string> picture;  // its bytes up to the end mark
  std::string tail;                            // the comment and the end mark
  std::string sha256;                          // of both

  std::size_t size() const { return picture->size() + tail.size(); }
};

class Shots {
 public:
  // JPEG files of `folder`; when it is empty, pictures of so many megapixels are made: at 12 they
  // have 2 to 5 MB. Throws when the folder has none.
  Shots(const std::string& folder, double megapixels, std::mt19937_64& chance);

  void prepare(std::size_t count);  // hashing is work: it is done before time is measured
  Shot next();
  std::size_t mean_bytes() const;

 private:
  Shot make();

  std::mt19937_64& chance_;
  std::vector<std::shared_ptr<const std::string>> pictures_;
  std::deque<Shot> ready_;
};

// A picture of noise on a gradient. More `noise` makes more bytes.
std::string make_jpeg(int width, int height, int noise, std::mt19937_64& chance);

// The body of an upload, and its content type.
struct Form {
  std::string body;
  std::string type;
};
Form form_of(const std::string& meta, const Shot& shot);

}  // namespace loadtest
