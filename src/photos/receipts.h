// Receipts: what the server says of a photo it keeps, now and whenever it is asked again.
#pragma once

#include <optional>

#include "db/db.h"
#include "photos/photos.h"

namespace photos {

// The receipt of a photo that is here already: the same owner, id, bytes and slot (D10). Nothing
// when the id is new.  photo-id-taken, photo-deleted.
Result<std::optional<Receipt>> find_receipt(db::Tx& tx, const Caller& caller,
                                            const PhotoMeta& meta);

// Photos with these bytes, oldest first.
struct Doubles {
  bool any = false;
  std::vector<Duplicate> visible;  // to the caller; at most 10
};
Doubles find_doubles(db::Tx& tx, const Caller& caller, std::string_view sha256,
                     const PhotoId& but_not);

}  // namespace photos
