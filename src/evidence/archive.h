// A zip with the pictures of some photos, made while it is taken.
#pragma once

#include <memory>

#include "evidence/evidence.h"
#include "evidence/rows.h"

namespace evidence {

std::unique_ptr<Download> make_archive(blobs::Store& blobs, std::unique_ptr<Rows> rows,
                                       Pictures pictures, const Clock& clock,
                                       std::shared_ptr<void> turn);

}  // namespace evidence
