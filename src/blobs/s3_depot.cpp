#include "blobs/s3_depot.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "blobs/key.h"
#include "blobs/s3_client.h"
#include "blobs/s3_digest.h"

namespace blobs::s3 {
namespace {
namespace fs = std::filesystem;

Handle open_local(const fs::path& path, int flags) {
  Handle opened(::open(path.c_str(), flags | O_CLOEXEC, 0600), 0);
  struct stat facts{};
  if (opened.fd() < 0 || fstat(opened.fd(), &facts) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot open " + path.string());
  return {opened.release(), static_cast<std::uint64_t>(facts.st_size)};
}

class BucketDepot final : public Depot {
 public:
  BucketDepot(Target target, const S3Settings& settings)
      : client_(std::move(target), settings.keys, {settings.connect_ms, settings.stall_s},
                settings.part_bytes),
        deadline_ms_(settings.move_ms) {}

  void put(std::string_view name, const fs::path& file) override {
    check_depot_name(name);
    const Handle opened = open_local(file, O_RDONLY);
    const auto digests = digests_of({opened.fd(), 0, opened.size_bytes()});
    expect(client_.put({std::string(name), opened.fd(), opened.size_bytes(), digests.sha256},
                       Existing::replace, deadline_ms_),
           "put", name);
  }

  void fetch(std::string_view name, const fs::path& into) override {
    check_depot_name(name);
    const Handle opened = open_local(into, O_WRONLY | O_CREAT | O_TRUNC);
    std::string sha256;
    expect(client_.get(std::string(name), opened.fd(), {}, deadline_ms_, sha256), "fetch", name);
    if (::fsync(opened.fd()) != 0)
      throw std::system_error(errno, std::generic_category(), "cannot sync " + into.string());
  }

  std::optional<Entry> find(std::string_view name) override {
    check_depot_name(name);
    Facts facts;
    const Told found = client_.head(std::string(name), facts, deadline_ms_);
    if (found.outcome == Outcome::absent) return {};
    expect(found, "look at", name);
    return Entry{std::string(name), facts.size_bytes, facts.stored_at_ms};
  }

  void list(std::string_view prefix, const std::function<bool(const Entry&)>& see) override {
    expect(client_.list(prefix, see, deadline_ms_), "list", prefix);
  }

  void remove(std::string_view name) override {
    check_depot_name(name);
    expect(client_.remove(std::string(name), deadline_ms_), "remove", name);
  }

  Leftovers remove_unfinished(std::string_view prefix, std::int64_t before_ms,
                              const std::function<bool()>& go_on) override {
    const auto all = [](std::string_view) { return true; };
    Leftovers left;
    expect(client_.remove_unfinished({prefix, all, before_ms, go_on, deadline_ms_}, left),
           "clear away unfinished uploads below", prefix);
    return left;
  }

 private:
  void expect(const Told& told, std::string_view doing, std::string_view name) const {
    if (told) return;
    throw std::runtime_error(fmt::format("cannot {} {} in the bucket {} at {}: {}", doing, name,
                                         client_.target().bucket, client_.target().origin,
                                         told.why));
  }

  Client client_;
  const int deadline_ms_;
};

}  // namespace

std::unique_ptr<Depot> open_bucket_depot(std::string_view url, const S3Settings& settings) {
  auto target = target_from(url);
  if (settings.keys.access.empty() || settings.keys.secret.empty())
    throw std::invalid_argument("A bucket needs S3_ACCESS_KEY and S3_SECRET_KEY.");
  return std::make_unique<BucketDepot>(std::move(target), settings);
}

}  // namespace blobs::s3
