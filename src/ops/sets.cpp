#include "ops/sets.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "base/hex.h"
#include "base/json_read.h"
#include "base/log.h"

namespace ops {
namespace fs = std::filesystem;

std::string manifest_name(const std::string& set) {
  return fmt::format("{}{}/manifest.json", kSets, set);
}
std::string database_name(const std::string& set) {
  return fmt::format("{}{}/database", kSets, set);
}
std::string blob_list_name(const std::string& set) {
  return fmt::format("{}{}/blobs.txt", kSets, set);
}

// "original/<id>-<hash>" → "blobs/<end of the hash>/original.<id>-<hash>".
std::string depot_name(std::string_view key) {
  const auto slash = key.find('/');
  if (slash == key.npos || key.size() < slash + 3)
    throw std::runtime_error(fmt::format("{} is not the key of a blob", key));
  return fmt::format("{}{}/{}.{}", kBlobs, key.substr(key.size() - 2), key.substr(0, slash),
                     key.substr(slash + 1));
}

std::string_view hash_in_key(std::string_view key) {
  if (key.size() < 66 || key[key.size() - 65] != '-') return {};
  const auto hash = key.substr(key.size() - 64);
  return is_sha256_hex(hash) ? hash : std::string_view();
}

std::string new_set_name(std::int64_t now_ms, const Ids& ids) {
  const std::time_t seconds = now_ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  const std::string id = ids.next_text();
  return fmt::format("{:04}{:02}{:02}t{:02}{:02}{:02}.{:03}z-{}", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     now_ms % 1000, id.substr(id.size() - 6));
}

std::string hash_of_file(int fd) {
  Sha256 hash;
  std::vector<char> slice(256 * 1024);
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(fd, slice.data(), slice.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "read a file to hash it");
    if (got == 0) return hash.finish_hex();
    hash.update({slice.data(), static_cast<std::size_t>(got)});
    at += got;
  }
}

namespace {
blobs::Handle open_to_read(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "open " + path.string());
  return {fd, fs::file_size(path)};
}
}  // namespace

SetFile put_file(blobs::Depot& depot, std::string name, const fs::path& file) {
  const auto opened = open_to_read(file);
  const auto size = static_cast<std::int64_t>(opened.size_bytes());
  std::string sha256 = hash_of_file(opened.fd());
  depot.put(name, file);
  return {std::move(name), size, std::move(sha256)};
}

void fetch_file(blobs::Depot& depot, const SetFile& file, const fs::path& into) {
  depot.fetch(file.name, into);
  const auto opened = open_to_read(into);
  if (static_cast<std::int64_t>(opened.size_bytes()) != file.size_bytes ||
      hash_of_file(opened.fd()) != file.sha256)
    throw std::runtime_error(
        fmt::format("{} is damaged: its bytes are not those that were put", file.name));
}

void need_room(const fs::path& folder, std::int64_t bytes) {
  constexpr std::int64_t kBeside = 32 * 1'048'576;
  const auto free = static_cast<std::int64_t>(fs::space(folder).available);
  if (free >= bytes + kBeside) return;
  throw std::runtime_error(
      fmt::format("there is no room for a copy of the database in {}: {} MB "
                  "are needed, {} MB are free",
                  folder.string(), (bytes + kBeside) / 1'048'576, free / 1'048'576));
}

void make_empty(const fs::path& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
}

namespace {
std::array<std::uint64_t, 2> print_of(std::string_view text) {
  const std::string hash = sha256_hex(text);
  std::array<std::uint64_t, 2> print{};
  std::from_chars(hash.data(), hash.data() + 16, print[0], 16);
  std::from_chars(hash.data() + 16, hash.data() + 32, print[1], 16);
  return print;
}
}  // namespace

void Fingerprints::add(std::string_view name) { prints_.push_back(print_of(name)); }
void Fingerprints::add(std::string_view name, std::uint64_t size_bytes) {
  add(fmt::format("{} {}", name, size_bytes));
}
void Fingerprints::sort() { std::ranges::sort(prints_); }
bool Fingerprints::has(std::string_view name) const {
  return std::ranges::binary_search(prints_, print_of(name));
}
bool Fingerprints::has(std::string_view name, std::uint64_t size_bytes) const {
  return has(fmt::format("{} {}", name, size_bytes));
}

void each_listed(const fs::path& list, const std::function<bool(const Listed&)>& see) {
  std::ifstream file(list);
  if (!file) throw std::runtime_error("cannot read " + list.string());
  for (std::string line; std::getline(file, line);) {
    const auto space = line.find(' ');
    Listed listed{line.substr(0, space), 0};
    const char* const end = line.data() + line.size();
    if (space == line.npos ||
        std::from_chars(line.data() + space + 1, end, listed.size_bytes).ptr != end)
      throw std::runtime_error("a line of a blob list cannot be read: " + line);
    if (!see(listed)) return;
  }
}

namespace {
std::optional<Manifest> read_manifest(blobs::Depot& depot, const std::string& name,
                                      const fs::path& into) {
  depot.fetch(name, into);
  std::ifstream file(into);
  std::ostringstream text;
  text << file.rdbuf();
  auto manifest = json::read<Manifest>(text.str());
  if (!manifest || manifest->format != 1 || name != manifest_name(manifest->set)) {
    log_warn("a manifest cannot be read", {{"name", name}});
    return std::nullopt;
  }
  return *std::move(manifest);
}

// A file's name nobody else has.
class Scrap {
 public:
  Scrap() : path_(fs::temp_directory_path() / "asbuilt-set-XXXXXX") {
    std::string name = path_.string();
    const int fd = ::mkstemp(name.data());
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "make a temporary file");
    ::close(fd);
    path_ = name;
  }
  ~Scrap() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  Scrap(const Scrap&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};
}  // namespace

std::vector<Manifest> list_sets(blobs::Depot& depot) {
  std::vector<std::string> names;
  depot.list(kSets, [&](const blobs::Entry& entry) {
    if (entry.key.ends_with("/manifest.json")) names.push_back(entry.key);
    return true;
  });
  std::ranges::sort(names, std::greater());
  const Scrap scrap;
  std::vector<Manifest> sets;
  for (const std::string& name : names)
    if (auto manifest = read_manifest(depot, name, scrap.path()))
      sets.push_back(*std::move(manifest));
  std::ranges::stable_sort(sets, std::greater(), &Manifest::mark_at_ms);
  return sets;
}

}  // namespace ops
