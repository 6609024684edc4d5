// A slot's chain of attempts: which photo a new shot follows, and under what right.
#pragma once

#include <optional>
#include <type_traits>

#include "db/db.h"
#include "photos/counters.h"
#include "photos/model.h"
#include "photos/waivers.h"

namespace photos {

// Where a shot takes its place.
struct Seat {
  std::int64_t attempt = 1;
  std::optional<PhotoId> replaces;  // it is no longer the newest
  bool extra = false;
  std::optional<WaiverId> ended_waiver;  // an open request that the shot answers instead
};

// Internal: another shot took the place first. The transaction is undone and begins again.
inline constexpr Problem kRaced{"raced", Code::unavailable, "Many shots of one slot at once",
                                "Send the same photo again in a moment."};

inline constexpr int kRaces = 8;  // that a transaction loses before it gives up

// Runs a transaction on a slot again when it met another one there.
template <class Write>
auto until_unraced(Write&& write) -> std::invoke_result_t<Write> {
  for (int tries = 1;; ++tries) {
    auto outcome = write();
    if (outcome || outcome.error().problem != &kRaced || tries == kRaces) return outcome;
  }
}

// Finds the place of a pending shot, and takes the newest attempt's place away. A slot that is open
// (nothing, pending or came back) gets a next attempt; one that is approved or not applicable, or
// an index beyond what is due, gets an extra. With `replaces`, that photo must still be waiting for
// an answer.
//   not-found, not-newest, photo-changed   `replaces` cannot be answered
//   raced                                  somebody was quicker
Result<Seat> take_seat(db::Tx& tx, const SlotKey& slot, const std::optional<PhotoId>& replaces,
                       bool beyond_due, Tally& tally);

// The opposite: a pending, newest photo leaves its slot, and the attempt before it is the newest
// again. Whose turn it is then, if any, is returned.
//   raced   the photo is not what `version` was any more
Result<std::optional<PhotoId>> leave_seat(db::Tx& tx, const PhotoId& id, std::int64_t version,
                                          Tally& tally);

// "2026-11-20 14:14 UTC"
std::string time_words(std::int64_t at_ms);
// Who decided what, and when, in words: "Ana Costa sent it back (retake) on 2026-11-20 14:14 UTC."
std::string decided_words(Status status, std::string_view decider, std::int64_t decided_at_ms);

}  // namespace photos
