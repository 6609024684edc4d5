#include "accounts/qr.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace accounts {

std::string qr_svg(std::string_view text) {
  constexpr int kQuiet = 4;  // modules around the code, as the standard asks
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) throw std::runtime_error("the text does not fit into a QR code");
  const int side = code->width + 2 * kQuiet;
  std::string path;
  for (int y = 0; y < code->width; ++y)
    for (int x = 0; x < code->width; ++x)
      if (code->data[y * code->width + x] & 1)
        path += fmt::format("M{} {}h1v1h-1z", x + kQuiet, y + kQuiet);
  return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}")"
                     R"( shape-rendering="crispEdges"><rect width="{0}" height="{0}" fill="#fff"/>)"
                     R"(<path d="{1}" fill="#000"/></svg>)",
                     side, path);
}

}  // namespace accounts
