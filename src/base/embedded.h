// Files carried inside the program (cmake/Embed.cmake): migrations, the web app.
#pragma once

#include <string_view>

namespace embedded {

struct File {
  std::string_view path;  // "/index.html"
  std::string_view data;
  std::string_view sha256;  // lower-case hex
};

}  // namespace embedded
