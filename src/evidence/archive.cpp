// The archive is a row of parts: a header in memory, then the bytes of a file. One part is open at
// a time; the table, the checksums and the directory grow on disk until their turn comes.
#include "evidence/archive.h"

#include <stdexcept>

#include "base/limits.h"
#include "evidence/file_names.h"
#include "evidence/table.h"
#include "evidence/zip.h"

namespace evidence {
namespace {

// The file of a row, opened and read through once.
struct Picture {
  std::optional<blobs::Handle> blob;
  Digest digest;
  std::string_view note;  // why there is none
};

constexpr std::string_view kDamaged = "damaged: the file is not the one that was received";

struct Opened {
  std::optional<blobs::Handle> blob;
  bool damaged = false;
};

// A store that is away ends the download: a file that lacks photos must not pass for a whole one.
Opened open_blob(blobs::Store& blobs, std::string_view key) {
  auto opened = blobs.open(key);
  if (opened) return {*std::move(opened), false};
  if (opened.error().problem == &blobs::kBlobDamaged) return {{}, true};
  throw std::runtime_error(opened.error().detail);
}

Picture open_original(blobs::Store& blobs, const Row& row) {
  if (row.received != photos::Received::original) return {{}, {}, "the original has not arrived"};
  auto opened = open_blob(blobs, row.original_key);
  if (opened.damaged) return {{}, {}, kDamaged};
  auto& blob = opened.blob;
  if (!blob) return {{}, {}, "the file is missing in the store"};
  auto digest = digest_of(blob->fd());
  if (digest.sha256 != row.sha256) return {{}, {}, kDamaged};
  return {std::move(blob), std::move(digest), {}};
}

Picture open_display(blobs::Store& blobs, const Row& row) {
  if (!row.display_key) return {{}, {}, "the picture is not made yet"};
  auto opened = open_blob(blobs, *row.display_key);
  if (opened.damaged) return {{}, {}, "damaged: the file is not the one that was made"};
  auto& blob = opened.blob;
  if (!blob) return {{}, {}, "the file is missing in the store"};
  auto digest = digest_of(blob->fd());
  return {std::move(blob), std::move(digest), {}};
}

class Archive final : public Download {
 public:
  Archive(blobs::Store& blobs, std::unique_ptr<Rows> rows, Pictures pictures, const Clock& clock,
          std::shared_ptr<void> turn)
      : turn_(std::move(turn)),
        blobs_(blobs),
        rows_(std::move(rows)),
        pictures_(pictures),
        made_(local_time("UTC", clock.now_ms())),
        zip_(blobs),
        table_(blobs),
        sums_(blobs) {
    table_.append(table_head());
  }

  bool next(std::string& into) override {
    if (part_.left_bytes == 0) return begin_next(into);
    const auto most = std::min<std::uint64_t>(part_.left_bytes, ceilings::kSliceBytes);
    const auto got = read_some(part_.fd, part_.offset, most, into);
    if (got == 0) throw std::runtime_error("a file of the archive has become shorter");
    part_.offset += got;
    part_.left_bytes -= got;
    return true;
  }

 private:
  // A file whose bytes come next.
  struct Part {
    int fd = -1;
    std::uint64_t offset = 0;
    std::uint64_t left_bytes = 0;
  };
  enum class Step { photos, table, sums, directory, end };

  bool begin_next(std::string& into) {
    switch (step_) {
      case Step::photos:
        begin_photo(into);
        return true;
      case Step::table:
        begin_list(into, "photos.csv", table_);
        step_ = Step::sums;
        return true;
      case Step::sums:
        begin_list(into, "SHA256SUMS", sums_);
        step_ = Step::directory;
        return true;
      case Step::directory:
        begin_spill(zip_.directory());
        step_ = Step::end;
        return true;
      case Step::end:
        break;
    }
    into += zip_.end();
    return false;
  }

  void begin_photo(std::string& into) {
    blob_.reset();
    const Row* const row = rows_->next();
    if (!row) {
      step_ = Step::table;
      return;
    }
    auto picture =
        pictures_ == Pictures::original ? open_original(blobs_, *row) : open_display(blobs_, *row);
    if (!picture.blob) {
      table_.append(table_line(*row, {{}, {}, picture.note}));
      return;
    }
    const auto type = pictures_ == Pictures::original ? std::string_view(row->media_type)
                                                      : std::string_view("image/jpeg");
    const auto taken = local_time(row->time_zone, row->taken_at_ms);
    const auto name = "photos/" + names_.next(*row, taken, extension_of(type));
    into += zip_.begin_entry({name, picture.digest.size_bytes, picture.digest.crc, taken});
    table_.append(table_line(*row, {name, picture.digest.sha256, {}}));
    note_sum(name, picture.digest.sha256);
    blob_.emplace(*std::move(picture.blob));
    part_ = {blob_->fd(), 0, picture.digest.size_bytes};
  }

  void begin_list(std::string& into, const std::string& name, Spill& list) {
    const auto digest = list.digest();
    into += zip_.begin_entry({name, digest.size_bytes, digest.crc, made_});
    if (&list != &sums_) note_sum(name, digest.sha256);
    begin_spill(list);
  }
  void begin_spill(Spill& spill) {
    spill.flush();
    part_ = {spill.fd(), 0, spill.size_bytes()};
  }
  void note_sum(const std::string& name, const std::string& sha256) {
    sums_.append(fmt::format("{}  {}\n", sha256, name));
  }

  const std::shared_ptr<void> turn_;
  blobs::Store& blobs_;
  const std::unique_ptr<Rows> rows_;
  const Pictures pictures_;
  const LocalTime made_;
  ZipWriter zip_;
  Spill table_;
  Spill sums_;
  FileNames names_;
  Step step_ = Step::photos;
  std::optional<blobs::Handle> blob_;  // of the part, when it is a picture
  Part part_;
};

}  // namespace

std::unique_ptr<Download> make_archive(blobs::Store& blobs, std::unique_ptr<Rows> rows,
                                       Pictures pictures, const Clock& clock,
                                       std::shared_ptr<void> turn) {
  return std::make_unique<Archive>(blobs, std::move(rows), pictures, clock, std::move(turn));
}

}  // namespace evidence
