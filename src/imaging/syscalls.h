// Inside imaging: which system calls a decoder may make.
#pragma once

namespace imaging {

// Is this a build with a sanitizer? Its runtime needs more than a decoder may have.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
inline constexpr bool kSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

bool has_seccomp();

// From here on: memory, threads, time and descriptors already open; files and sockets look absent
// or kill, everything unnamed kills the process (SIGSYS). Throws std::system_error.
void allow_only_computing();

}  // namespace imaging
