#include "evidence/evidence.h"

#include "base/limits.h"
#include "evidence/archive.h"
#include "evidence/file_names.h"
#include "evidence/table.h"

namespace evidence {
namespace {

constexpr db::Sql<ProjectId> kProjectCode{"evidence.project_code", R"sql(
  SELECT code FROM projects WHERE id = $1
)sql"};

class Table final : public Download {
 public:
  Table(std::unique_ptr<Rows> rows, std::shared_ptr<void> turn)
      : turn_(std::move(turn)), rows_(std::move(rows)) {}

  bool next(std::string& into) override {
    if (std::exchange(first_, false)) into += table_head();
    while (into.size() < ceilings::kSliceBytes) {
      const Row* const row = rows_->next();
      if (!row) return false;
      into += table_line(*row, {});
    }
    return true;
  }

 private:
  const std::shared_ptr<void> turn_;
  const std::unique_ptr<Rows> rows_;
  bool first_ = true;
};

// What the event tells of a download.
struct Note {
  std::string_view file;
  std::optional<Pictures> pictures;
  photos::FilterQuery which;
};
BOOST_DESCRIBE_STRUCT(Note, (), (file, pictures, which))

}  // namespace

std::shared_ptr<void> Turns::take(const UserId& person) {
  const std::lock_guard lock(mutex_);
  int& mine = of_person_[person.text];
  if (all_ >= ceilings::kDownloads || mine >= ceilings::kDownloadsPerPerson) return {};
  ++all_;
  ++mine;
  return {this, [person](Turns* turns) { turns->give_back(person); }};
}

void Turns::give_back(const UserId& person) {
  const std::lock_guard lock(mutex_);
  --all_;
  const auto mine = of_person_.find(person.text);
  if (--mine->second == 0) of_person_.erase(mine);
}

struct Evidence::Opening {
  std::unique_ptr<Rows> rows;
  std::shared_ptr<void> turn;
  std::string file_name;
};

Result<Evidence::Opening> Evidence::open(const Caller& caller, const photos::FilterQuery& which,
                                         std::string_view file, std::optional<Pictures> pictures) {
  Opening opening;
  opening.turn = turns_.take(caller.user_id);
  if (!opening.turn) {
    Error error = error_of(kDownloadsBusy);
    error.retry_after_s = 30;
    return error;
  }
  opening.rows = std::make_unique<Rows>(db_, photos_, caller, photos::filter_of(caller, which));
  if (const auto fine = opening.rows->begin(); !fine) return fine.error();
  const auto now_ms = clock_.now_ms();
  const auto code = db_.write([&](db::Tx& tx) -> Result<std::string> {
    Event event{.kind = "photos.downloaded",
                .subject_id = which.project_id ? which.project_id->text : "photos",
                .actor_id = caller.user_id.text,
                .project_id = {},
                .body = json::to_text(Note{file, pictures, which}),
                .at_ms = now_ms};
    if (which.project_id) event.project_id = which.project_id->text;
    events_.append(tx, event);
    return which.project_id ? tx.find<std::string>(kProjectCode, *which.project_id).value_or("")
                            : std::string();
  });
  if (!code) return code.error();
  const auto made = local_time("UTC", now_ms);
  opening.file_name = fmt::format("{}-{}-{}.{}", code->empty() ? "photos" : plain_name(*code),
                                  date_of(made), time_of(made), file);
  return opening;
}

Result<OpenDownload> Evidence::open_table(const Caller& caller, const photos::FilterQuery& which) {
  auto opening = open(caller, which, "csv", {});
  if (!opening) return opening.error();
  return OpenDownload{std::move(opening->file_name),
                      std::make_unique<Table>(std::move(opening->rows), std::move(opening->turn))};
}

Result<OpenDownload> Evidence::open_archive(const Caller& caller, const photos::FilterQuery& which,
                                            Pictures pictures) {
  auto opening = open(caller, which, "zip", pictures);
  if (!opening) return opening.error();
  return OpenDownload{
      std::move(opening->file_name),
      make_archive(blobs_, std::move(opening->rows), pictures, clock_, std::move(opening->turn))};
}

}  // namespace evidence
