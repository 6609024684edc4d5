// Numbers as people say them.
#pragma once

#include <string>

// A time to wait: "1 second", "45 seconds", "3 minutes", "2 hours"; rounded up.
std::string wait_in_words(int seconds);
