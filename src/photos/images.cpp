// The pictures of a photo, and how they go when the photo does.
#include "photos/keys.h"
#include "photos/photos.h"

namespace photos {
namespace {

struct Pictures {
  PhotoId id;
  std::string media_type;
  std::string original_key;
  std::optional<std::string> display_key;
  std::optional<std::string> thumb_key;
  std::string checkpoint_code;
  bool visible = false;
};
BOOST_DESCRIBE_STRUCT(Pictures, (),
                      (id, media_type, original_key, display_key, thumb_key, checkpoint_code,
                       visible))

// One read says both what there is and whether the caller may see it.
constexpr db::Sql<PhotoId, UserId> kPictures{"photos.find_pictures", R"sql(
  SELECT p.id, p.media_type, p.original_key, p.display_key, p.thumb_key, k.code AS checkpoint_code,
         EXISTS (SELECT 1 FROM section_access a
                 WHERE a.user_id = $2 AND a.section_id = p.section_id) AS visible
  FROM photos p JOIN checkpoints k ON k.id = p.checkpoint_id
  WHERE p.id = $1
)sql"};

std::optional<std::string> key_of(const Pictures& pictures, Size size) {
  switch (size) {
    case Size::thumb:
      return pictures.thumb_key;
    case Size::display:
      return pictures.display_key;
    case Size::original:
      break;
  }
  return pictures.original_key;
}

// A name made of ours alone: nothing of what the phone called it gets into a header.
std::string attachment_name(const Pictures& pictures) {
  std::string name;
  for (const char c : pictures.checkpoint_code)
    name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
  const std::string_view kind = std::string_view(pictures.media_type).substr(6);  // image/…
  return fmt::format("{}_{}.{}", name, pictures.id.text, kind == "jpeg" ? "jpg" : kind);
}

}  // namespace

Result<Image> Photos::open_image(const Caller& caller, const PhotoId& id, Size size) {
  const auto found = db_.read([&](db::Tx& tx) -> Result<std::optional<Pictures>> {
    return tx.find<Pictures>(kPictures, id, caller.user_id);
  });
  if (!found) return found.error();
  const auto& pictures = *found;
  if (!pictures || (!pictures->visible && !caller.has(accounts::kAdmin)))
    return error_of(problems::kNotFound);
  const auto key = key_of(*pictures, size);
  if (!key) {
    Error error = error_of(kNotDeveloped);
    error.retry_after_s = 2;
    return error;
  }
  auto blob = blobs_.open(*key);
  if (!blob) return blob.error();
  if (!*blob) return error_of(problems::kNotFound, "The picture's file is missing in the store.");
  const bool original = size == Size::original;
  return Image{**std::move(blob), std::string(hash_in_key(*key)),
               original ? pictures->media_type : "image/jpeg",
               original ? attachment_name(*pictures) : std::string()};
}

}  // namespace photos
