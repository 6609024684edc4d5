// A text as a QR code.
#pragma once

#include <string>
#include <string_view>

namespace accounts {

// An SVG picture with a quiet zone, dark on white. Throws when the text is longer than a QR code
// takes (2,300 bytes).
std::string qr_svg(std::string_view text);

}  // namespace accounts
