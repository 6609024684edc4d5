#include "loadtest/shots.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <jpeglib.h>

#include "base/hex.h"

namespace loadtest {
namespace {
namespace fs = std::filesystem;

constexpr std::string_view kEndMark = "\xff\xd9";
constexpr std::size_t kRandomBytes = 16;
constexpr std::array kNoises{14, 22, 34};  // at 12 megapixels about 2, 3 and 5 MB
constexpr int kQuality = 88;
constexpr std::size_t kPicturesMost = 32;  // of a folder

std::string read_jpeg(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto end = bytes.rfind(kEndMark);
  if (!bytes.starts_with("\xff\xd8") || end == std::string::npos) return {};
  bytes.resize(end);
  return bytes;
}

std::vector<std::shared_ptr<const std::string>> pictures_in(const std::string& folder) {
  std::vector<std::shared_ptr<const std::string>> pictures;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string bytes = read_jpeg(entry.path());
    if (bytes.empty() || pictures.size() == kPicturesMost) continue;
    pictures.push_back(std::make_shared<const std::string>(std::move(bytes)));
  }
  if (pictures.empty()) throw std::runtime_error("No JPEG files are in " + folder + ".");
  return pictures;
}

// One row: a sky that gets darker, and grain.
void fill_row(std::vector<JSAMPLE>& row, int y, int height, int noise, std::mt19937_64& chance) {
  std::uint64_t grains = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i % 8 == 0) grains = chance();
    const int grain = static_cast<int>((grains >> (i % 8 * 8)) & 0xff) * noise / 255 - noise / 2;
    row[i] = static_cast<JSAMPLE>(200 - 140 * y / height + static_cast<int>(i % 3) * 10 + grain);
  }
}

std::string random_bytes(std::mt19937_64& chance) {
  std::string bytes;
  while (bytes.size() < kRandomBytes) bytes += static_cast<char>(chance() & 0x7f);
  return bytes;
}

}  // namespace

std::string make_jpeg(int width, int height, int noise, std::mt19937_64& chance) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* out = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &out, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, kQuality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(width) * 3);
  for (int y = 0; y < height; ++y) {
    fill_row(row, y, height, noise, chance);
    JSAMPROW rows[] = {row.data()};
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string bytes(reinterpret_cast<char*>(out), size);
  std::free(out);
  return bytes;
}

Shots::Shots(const std::string& folder, double megapixels, std::mt19937_64& chance)
    : chance_(chance) {
  if (!folder.empty()) {
    pictures_ = pictures_in(folder);
    return;
  }
  const int height = static_cast<int>(std::sqrt(megapixels * 1e6 * 3 / 4));
  for (const int noise : kNoises) {
    std::string bytes = make_jpeg(height * 4 / 3, height, noise, chance_);
    bytes.resize(bytes.size() - kEndMark.size());
    pictures_.push_back(std::make_shared<const std::string>(std::move(bytes)));
  }
}

Shot Shots::make() {
  Shot shot;
  shot.picture = pictures_[chance_() % pictures_.size()];
  shot.tail = std::string("\xff\xfe\x00\x12", 4) + random_bytes(chance_) + std::string(kEndMark);
  Sha256 hash;
  hash.update(*shot.picture);
  hash.update(shot.tail);
  shot.sha256 = hash.finish_hex();
  return shot;
}

void Shots::prepare(std::size_t count) {
  while (ready_.size() < count) ready_.push_back(make());
}

Shot Shots::next() {
  if (ready_.empty()) return make();
  Shot shot = std::move(ready_.front());
  ready_.pop_front();
  return shot;
}

std::size_t Shots::mean_bytes() const {
  std::size_t sum = 0;
  for (const auto& picture : pictures_) sum += picture->size();
  return sum / pictures_.size();
}

Form form_of(const std::string& meta, const Shot& shot) {
  const std::string boundary = "loadtest" + shot.sha256.substr(0, 24);
  Form form;
  form.type = "multipart/form-data; boundary=" + boundary;
  form.body.reserve(shot.size() + meta.size() + 512);
  form.body += "--" + boundary + "\r\ncontent-disposition: form-data; name=\"meta\"\r\n";
  form.body += "content-type: application/json\r\n\r\n" + meta + "\r\n";
  form.body += "--" + boundary + "\r\ncontent-disposition: form-data; name=\"photo\"; ";
  form.body += "filename=\"photo.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n";
  form.body += *shot.picture;
  form.body += shot.tail;
  form.body += "\r\n--" + boundary + "--\r\n";
  return form;
}

}  // namespace loadtest
