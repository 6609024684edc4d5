// Does this bucket keep the promises that our own rest on? Not every one that speaks S3 does.
#pragma once

#include "blobs/s3_client.h"

namespace blobs::s3 {

// What was put is read at once and listed, a second put of a key is refused, and so are bytes that
// are not what their hash says. `refused` says in one line what does not hold; `away` means that
// it could not be asked.
Told check_behaviour(Client& client, const std::filesystem::path& scratch);

}  // namespace blobs::s3
