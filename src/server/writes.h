// Where requests that only write meet: the writing thread of the database, for http.
#pragma once

#include <utility>

#include "db/db.h"
#include "http/http.h"

namespace server {

class Writes final : public http::Writes {
 public:
  explicit Writes(db::Database& database) : database_(database) {}  // which outlives this object

  bool has_room() const override { return database_.can_write_along(); }
  void submit(Work work, Settled settled) override {
    database_.write_along(std::move(work), std::move(settled));
  }

 private:
  db::Database& database_;
};

}  // namespace server
