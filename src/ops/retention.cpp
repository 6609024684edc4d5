// Which sets stay, and the blobs that go with those that do not.
#include <ctime>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/log.h"
#include "ops/sets.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

constexpr std::int64_t kPruneDayMs = 86'400'000;
constexpr std::int64_t kPruneLookMs = 20LL * 3'600'000;  // a nightly backup is rarely to the minute
constexpr std::size_t kNewestStay = 3;
constexpr std::string_view kCandidates = "prune/candidates.txt";
using Candidates = std::map<std::string, std::int64_t>;  // name → first seen

std::int64_t day_of(const Manifest& set) { return set.mark_at_ms / kPruneDayMs; }
std::int64_t week_of(const Manifest& set) { return (day_of(set) + 3) / 7; }  // from Monday

template <class Key>
void keep_newest_of_each(const std::vector<Manifest>& newest_first, int how_many, Key key,
                         std::set<std::string>& kept) {
  std::set<std::int64_t> seen;
  for (const Manifest& set : newest_first) {
    if (static_cast<int>(seen.size()) == how_many && !seen.contains(key(set))) return;
    if (how_many > 0 && seen.insert(key(set)).second) kept.insert(set.set);
  }
}

Candidates read_candidates(blobs::Depot& depot, const fs::path& file) {
  Candidates candidates;
  if (!depot.find(kCandidates)) return candidates;
  depot.fetch(kCandidates, file);
  std::ifstream in(file);
  std::string name;
  for (std::int64_t since = 0; in >> name >> since;) candidates[name] = since;
  return candidates;
}

void write_candidates(blobs::Depot& depot, const Candidates& candidates, const fs::path& file) {
  {
    std::ofstream out(file);
    for (const auto& [name, since] : candidates) out << name << ' ' << since << '\n';
  }
  depot.put(kCandidates, file);
}

// The manifest goes first: what is left then is no set.
void remove_set(blobs::Depot& depot, const std::string& set) {
  depot.remove(manifest_name(set));
  depot.remove(blob_list_name(set));
  depot.remove(database_name(set));
  log_info("a backup is no longer kept", {{"set", set}});
}

// Files of sets that were begun and never finished.
void remove_unfinished(blobs::Depot& depot, const std::set<std::string>& sets,
                       std::int64_t now_ms) {
  std::vector<std::string> stale;
  depot.list(kSets, [&](const blobs::Entry& entry) {
    const auto rest = std::string_view(entry.key).substr(kSets.size());
    const std::string set(rest.substr(0, rest.find('/')));
    if (!sets.contains(set) && entry.stored_at_ms < now_ms - kPruneDayMs)
      stale.push_back(entry.key);
    return true;
  });
  for (const std::string& name : stale) depot.remove(name);
}

Fingerprints named_by(blobs::Depot& depot, const std::vector<Manifest>& sets,
                      const std::set<std::string>& kept, const fs::path& file) {
  Fingerprints named;
  for (const Manifest& set : sets) {
    if (!kept.contains(set.set)) continue;
    fetch_file(depot, set.blob_list, file);
    each_listed(file, [&](const Listed& blob) {
      named.add(depot_name(blob.key));
      return true;
    });
  }
  named.sort();
  return named;
}
}  // namespace

std::vector<std::string> sets_to_keep(const std::vector<Manifest>& newest_first, int days,
                                      int weeks) {
  std::set<std::string> kept;
  for (std::size_t i = 0; i < std::min(kNewestStay, newest_first.size()); ++i)
    kept.insert(newest_first[i].set);
  keep_newest_of_each(newest_first, days, day_of, kept);
  keep_newest_of_each(newest_first, weeks, week_of, kept);
  return {kept.begin(), kept.end()};
}

std::int64_t prune(blobs::Depot& depot, int days, int weeks, const fs::path& folder,
                   std::int64_t now_ms) {
  const auto sets = list_sets(depot);
  if (sets.empty()) return 0;
  const auto list = sets_to_keep(sets, days, weeks);
  const std::set<std::string> kept(list.begin(), list.end());
  // Read before anything goes: a list that cannot be read must not cost what it names.
  const Fingerprints named = named_by(depot, sets, kept, folder / "listed.txt");
  for (const Manifest& set : sets)
    if (!kept.contains(set.set)) remove_set(depot, set.set);
  remove_unfinished(depot, kept, now_ms);

  const Candidates before = read_candidates(depot, folder / "candidates.txt");
  Candidates now;
  depot.list(kBlobs, [&](const blobs::Entry& entry) {
    if (named.has(entry.key)) return true;
    const auto known = before.find(entry.key);
    now[entry.key] = known == before.end() ? now_ms : known->second;
    return true;
  });
  std::int64_t removed = 0;
  for (auto each = now.begin(); each != now.end();) {
    const bool twice_seen = each->second <= now_ms - kPruneLookMs;
    if (twice_seen) depot.remove(each->first);
    removed += twice_seen;
    each = twice_seen ? now.erase(each) : std::next(each);
  }
  write_candidates(depot, now, folder / "candidates.txt");
  return removed;
}

}  // namespace ops
