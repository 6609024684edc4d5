// Where the parts of a set lie in a depot, and how sets are made, kept and cleared away.
#pragma once

#include <array>

#include "ops/ops.h"

namespace ops {

inline constexpr std::string_view kSets = "sets/";
inline constexpr std::string_view kBlobs = "blobs/";
inline constexpr std::string_view kPrune = "prune/";

std::string manifest_name(const std::string& set);
std::string database_name(const std::string& set);
std::string blob_list_name(const std::string& set);
std::string depot_name(std::string_view key);                   // of a blob
std::string_view hash_in_key(std::string_view key);             // empty: the key has none
std::string new_set_name(std::int64_t now_ms, const Ids& ids);  // in the order of time

std::string hash_of_file(int fd);
SetFile put_file(blobs::Depot& depot, std::string name, const std::filesystem::path& file);
// Into `into`; throws when it is not what the manifest says.
void fetch_file(blobs::Depot& depot, const SetFile& file, const std::filesystem::path& into);

// Many names in little memory: 16 bytes each.
class Fingerprints {
 public:
  void add(std::string_view name);
  void add(std::string_view name, std::uint64_t size_bytes);
  void sort();  // before the first has()
  bool has(std::string_view name) const;
  bool has(std::string_view name, std::uint64_t size_bytes) const;
  std::size_t size() const { return prints_.size(); }

 private:
  using Print = std::array<std::uint64_t, 2>;
  std::vector<Print> prints_;
};

struct Listed {
  std::string key;
  std::uint64_t size_bytes = 0;
};
// The lines of a blob list. Ends early when `see` returns false.
void each_listed(const std::filesystem::path& list, const std::function<bool(const Listed&)>& see);

struct Source {
  db::Database& database;
  blobs::Store& store;
  const Clock& clock;
  std::string program;
  std::filesystem::path folder;  // emptied first
  bool gently = false;           // leaves half of the time to others
};

struct Made {
  Manifest manifest;
  std::int64_t copied_blobs = 0;
  std::int64_t copied_bytes = 0;
};
// Database first, then the blobs that the depot lacks, then the manifest. Throws Ended when
// `progress` ends it.
struct Ended : std::runtime_error {
  using std::runtime_error::runtime_error;
};
Made make_set(const Source& source, blobs::Depot& depot, const std::string& set,
              const Progress& progress);

// Which sets stay: the newest of each of the last days and weeks that have one (UTC), and the three
// newest in any case.
std::vector<std::string> sets_to_keep(const std::vector<Manifest>& newest_first, int days,
                                      int weeks);

// Takes away the sets that need not stay, and blobs that no set names and none named at the last
// call either, a day before at least. Returns how many blobs went.
std::int64_t prune(blobs::Depot& depot, int days, int weeks, const std::filesystem::path& folder,
                   std::int64_t now_ms);

// Throws when the disk of this folder has not so much room, and a little more.
void need_room(const std::filesystem::path& folder, std::int64_t bytes);

// An empty folder, whatever was there.
void make_empty(const std::filesystem::path& folder);

}  // namespace ops
