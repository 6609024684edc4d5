// A bucket as a store: original first into the bucket; while that is away, onto this machine's disk
// and from there by movers.
#pragma once

#include <condition_variable>
#include <thread>

#include "blobs/read_cache.h"
#include "blobs/s3_client.h"
#include "blobs/spooled.h"
#include "blobs/turns.h"

namespace blobs::s3 {

class BucketStore final : public Store {
 public:
  BucketStore(Target target, const std::filesystem::path& local, const S3Settings& settings);
  ~BucketStore() override;

  Result<Kept> put(std::string_view key, const std::filesystem::path& file,
                   std::string_view sha256) override;
  Result<Kept> put_bytes(std::string_view key, std::string_view bytes) override;
  Kept where(std::string_view key) override;
  Result<std::optional<Handle>> open(std::string_view key) override;
  bool remote() const override { return true; }
  Result<void> remove(std::string_view key) override;
  void list(const std::function<bool(const Entry&)>& see) override;
  Result<Leftovers> remove_unfinished(std::int64_t before_ms,
                                      const std::function<bool()>& go_on) override;
  Health probe() override;
  const std::filesystem::path& spool_dir() const override { return local_->spool_dir(); }
  SpoolFile spool_file() override { return local_->spool_file(); }

 private:
  bool is_away() { return !trusted_ || client_.is_away(); }
  Told put_into_bucket(std::string_view key, const std::filesystem::path& file,
                       std::string_view sha256);
  Result<Kept> spool(std::string_view key, const std::filesystem::path& file,
                     std::string_view sha256);
  Result<std::optional<Handle>> fetch(std::string_view key);

  // s3_mover.cpp
  void keep_moving(const std::stop_token& stop);
  bool reach_bucket();
  bool move_some(const std::stop_token& stop);
  Told move(const std::string& key);
  void look_for_spooled();

  const S3Settings settings_;
  Client client_;
  const std::unique_ptr<Store> local_;  // what waits, and where uploads are written
  ReadCache cache_;
  Spooled spooled_;
  KeyTurns turns_;
  Gate puts_;
  Gate reads_;
  std::atomic<bool> trusted_ = false;  // it was seen to keep its promises
  std::mutex mutex_;                   // guards trouble_
  std::string trouble_;                // why the bucket did not take the last put or move
  std::condition_variable_any bell_;   // something was spooled
  std::jthread keeper_;
};

}  // namespace blobs::s3
