// Names of a photo's blobs in the store, and the addresses of its pictures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "photos/model.h"

namespace photos {

// Immutable: the name holds the hash of the bytes.
inline std::string blob_key(Size size, const PhotoId& id, std::string_view sha256) {
  return fmt::format("{}/{}-{}", name_of(size), id.text, sha256);
}

// The hash at the end of a key.
inline std::string_view hash_in_key(std::string_view key) {
  return key.substr(key.size() - std::min<std::size_t>(64, key.size()));
}

// Where a client gets the picture. The beginning of the hash lets it be kept for good.
inline std::string image_url(const PhotoId& id, Size size, std::string_view hash) {
  return fmt::format("/api/photos/{}/image?size={}&v={}", id.text, name_of(size),
                     hash.substr(0, 12));
}

inline std::optional<std::string> image_url_of_key(const PhotoId& id, Size size,
                                                   const std::optional<std::string>& key) {
  if (!key) return {};
  return image_url(id, size, hash_in_key(*key));
}

}  // namespace photos
