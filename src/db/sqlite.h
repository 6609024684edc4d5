// SQLite behind Database: one writer with group commit, readers beside it.
#pragma once

#include "db/sqlite_readers.h"
#include "db/sqlite_writer.h"

namespace db::sqlite {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const Settings& settings);

  void before_group_commit(std::function<void(Tx&)> finish) override {
    writer_.before_group_commit(std::move(finish));
  }
  void write_along(std::move_only_function<void()> work, Settled settled) override {
    writer_.write_along(std::move(work), std::move(settled));
  }
  bool can_write_along() const override { return writer_.has_room(); }
  void run_script(std::string_view script) override { writer_.run_script(script); }

  // One process at a time serves a SQLite file (it locks its data folder), and of two that migrate
  // all the same, the second fails whole on the migration's number.
  void exclusively(const std::function<void()>& fn) override { fn(); }

  Vitals vitals() override;
  bool is_postgres() const override { return false; }
  Result<std::int64_t> server_ms() override { return SystemClock().now_ms(); }
  std::vector<Reading> read_back() override;
  std::vector<std::string> indexes_of(const std::string& table) override;

  void snapshot(const std::filesystem::path& into, const GoOn& go_on) override;
  std::vector<std::string> find_flaws() override;
  std::int64_t checkpoint(bool truncate) override;
  void optimize() override;

 private:
  Result<void> run_read(const Body& body) override { return readers_.read(body); }
  Result<void> run_write(const Body& body) override { return writer_.write(body); }

  const std::string path_;
  Writer writer_;
  Readers readers_;
};

}  // namespace db::sqlite
