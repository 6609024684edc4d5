// A set becomes an installation again. The blobs come first and the database last: what is left of
// a restore that was cut off cannot be mistaken for an installation.
#include <fmt/format.h>

#include "ops/sets.h"

namespace ops {
namespace {
namespace fs = std::filesystem;

void put_blob(blobs::Depot& depot, blobs::Store& store, const Listed& blob) {
  const auto there = store.open(blob.key);
  if (there && *there && (*there)->size_bytes() == blob.size_bytes)
    return;  // from a try that was cut off; put() made it durable
  const blobs::SpoolFile file = store.spool_file();
  depot.fetch(depot_name(blob.key), file.path());
  const blobs::SpoolFile* const kept = &file;
  const std::string hash = hash_of_file(kept->fd());
  const auto named = hash_in_key(blob.key);
  if (fs::file_size(file.path()) != blob.size_bytes || (!named.empty() && hash != named))
    throw std::runtime_error(fmt::format("{} is damaged in this set", blob.key));
  if (const auto put = store.put(blob.key, file.path(), hash); !put)
    throw std::runtime_error(fmt::format("{} cannot be stored: {}", blob.key, put.error().detail));
}

void check_engine(const Manifest& manifest, const Workshop& workshop) {
  const bool postgres = workshop.database.url.starts_with("postgres");
  if (postgres == (manifest.engine == "postgresql")) return;
  throw std::runtime_error(
      postgres ? "this set was made of SQLite: restore it without DATABASE_URL"
               : "this set was made of PostgreSQL: set DATABASE_URL to an empty database");
}

}  // namespace

void restore_set(blobs::Depot& depot, const Manifest& manifest, const Workshop& workshop,
                 blobs::Store& store, const Progress& progress) {
  check_engine(manifest, workshop);
  if (!db::is_empty(workshop.database))
    throw std::runtime_error("the database to restore into is not empty; nothing was changed");
  make_empty(workshop.folder);
  const fs::path list = workshop.folder / "blobs.txt";
  const fs::path database = workshop.folder / "database";
  fetch_file(depot, manifest.blob_list, list);
  fetch_file(depot, manifest.database, database);
  std::int64_t done = 0;
  each_listed(list, [&](const Listed& blob) {
    if (!progress(Phase::blobs, done, manifest.blob_bytes)) throw Ended("the restore was ended");
    put_blob(depot, store, blob);
    done += static_cast<std::int64_t>(blob.size_bytes);
    return true;
  });
  progress(Phase::blobs, done, manifest.blob_bytes);
  db::bring_back(database, workshop.database);
  progress(Phase::database, 1, 1);
  fs::remove_all(workshop.folder);
}

}  // namespace ops
