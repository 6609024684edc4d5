// Everything the rules say of a shot before its bytes are kept.
#pragma once

#include <optional>

#include "photos/photos.h"
#include "photos/rules.h"

namespace photos {

struct Plan {
  std::optional<Receipt> known;  // it is here already: nothing else is filled
  catalogue::Place place;
  std::int64_t checkpoint_version = 1;
  bool beyond_due = false;  // the index is above what is due: an extra
  std::optional<catalogue::OnLine> on_line;
  Flags flags;
};

// Errors as Photos::receive names them.
Result<void> check_meta(const PhotoMeta& meta, std::string_view file_sha256, Intent intent,
                        std::int64_t now_ms);
Result<Plan> make_plan(db::Tx& tx, accounts::Accounts& accounts, catalogue::Catalogue& catalogue,
                       const Caller& caller, const PhotoMeta& meta, std::int64_t now_ms);

}  // namespace photos
