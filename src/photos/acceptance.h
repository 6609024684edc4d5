// Sign-off: a section whose slots are all approved or not applicable, accepted by a named person.
#pragma once

#include <optional>
#include <string>

#include "photos/model.h"

namespace photos {

struct Acceptance {
  SectionId section_id;
  UserId accepted_by;
  std::string accepted_by_name;
  std::int64_t accepted_at_ms = 0;
  std::optional<std::string> comment;
};
BOOST_DESCRIBE_STRUCT(Acceptance, (),
                      (section_id, accepted_by, accepted_by_name, accepted_at_ms, comment))

inline constexpr Problem kSectionOpen{"section-open", Code::conflict, "The section is not complete",
                                      "Approve what waits, or close what is not applicable."};
inline constexpr Problem kSectionAccepted{"section-accepted", Code::conflict,
                                          "The section was accepted",
                                          "Ask an admin to reopen the section first."};

// Waits for whoever changes what is approved in the section, and makes them wait until the caller's
// transaction ends. Nothing to wait for while the section has no photos.
void hold_section(db::Tx& tx, const SectionId& section);
std::optional<Acceptance> find_acceptance(db::Tx& tx, const SectionId& section);
// section-accepted, with who and when. Holds the section.
Result<void> check_not_accepted(db::Tx& tx, const SectionId& section);

}  // namespace photos
