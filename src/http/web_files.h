// The embedded web app: which file a path gets, in the encoding the browser likes best.
#pragma once

#include <map>
#include <span>

#include "base/embedded.h"
#include "http/message.h"

namespace http {

class WebFiles {
 public:
  // The files outlive this object.
  explicit WebFiles(std::span<const embedded::File> files);

  // The file at the request's path; index.html for a path that looks like no file (the app's own
  // routes); nothing for a missing file.
  std::optional<Reply> find(const Request& request) const;

 private:
  std::map<std::string_view, const embedded::File*> files_;
};

// Does Accept-Encoding take this coding?
bool accepts(std::string_view accept_encoding, std::string_view coding);

}  // namespace http
