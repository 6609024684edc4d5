// What a client can cause: a problem with a stable name, and what to do about it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The short list of kinds; one table maps them to HTTP status (http/problem.cpp).
enum class Code {
  invalid,         // 400 the request cannot be understood
  unauthorized,    // 401 nobody is signed in
  denied,          // 403 signed in, but not allowed
  not_found,       // 404 no such thing, or none this caller may see
  not_allowed,     // 405 the path exists, the method does not
  timed_out,       // 408 the client was too slow
  conflict,        // 409 somebody or something else was first
  gone,            // 410 was there, was deleted
  too_large,       // 413
  unsupported,     // 415 not a kind of content taken here
  unprocessable,   // 422 understood, but it breaks a rule of the work
  rate_limited,    // 429 you
  head_too_large,  // 431
  fault,           // 500 our mistake; carries an incident number
  unavailable,     // 503 us; carries Retry-After
  storage_full,    // 507
};

// A named problem, defined once as a constant beside the code that returns it. Its page is served
// at /problems/<slug>.
struct Problem {
  std::string_view slug;  // "photo-changed"
  Code code;
  std::string_view title;   // one line, no full stop
  std::string_view remedy;  // what to do, a full sentence fit to show to a person
};

struct FieldError {
  std::string field;
  std::string detail;
};

struct Error {
  const Problem* problem;  // static storage
  std::string detail;      // what to do in this case
  std::vector<FieldError> fields;
  std::optional<int> retry_after_s;
};

// An error with the problem's own remedy, or with words that fit the case better.
inline Error error_of(const Problem& problem) {
  return {&problem, std::string(problem.remedy), {}, {}};
}
inline Error error_of(const Problem& problem, std::string detail) {
  return {&problem, std::move(detail), {}, {}};
}
inline Error field_error(const Problem& problem, std::string field, std::string detail) {
  return {&problem, detail, {{std::move(field), detail}}, {}};
}

// Problems any rank may return.
namespace problems {
inline constexpr Problem kInvalid{"invalid-request", Code::invalid, "The request is not understood",
                                  "Correct the named fields and send it again."};
inline constexpr Problem kUnknownField{"unknown-field", Code::invalid, "A field is not known here",
                                       "Remove or rename the named field."};
inline constexpr Problem kCursor{"cursor-invalid", Code::invalid,
                                 "The cursor does not fit this list",
                                 "Start again from the first page, without a cursor."};
inline constexpr Problem kNotFound{"not-found", Code::not_found, "Not found",
                                   "It does not exist, or you are not a member of where it is."};
inline constexpr Problem kDenied{"denied", Code::denied, "Not allowed",
                                 "Ask an admin for the role this needs."};
inline constexpr Problem kSignedOut{"signed-out", Code::unauthorized, "Nobody is signed in",
                                    "Sign in and try again."};
inline constexpr Problem kConflict{"conflict", Code::conflict, "Something else changed first",
                                   "Load it again and repeat your change."};
inline constexpr Problem kUnavailable{"unavailable", Code::unavailable, "The server is busy",
                                      "Wait a moment and send the same request again."};
inline constexpr Problem kStorageFull{"storage-full", Code::storage_full, "The disk is full",
                                      "Nothing was kept. Tell an admin; try again later."};
inline constexpr Problem kFault{"fault", Code::fault, "The server made a mistake",
                                "Try again; if it stays, tell an admin the incident number."};
}  // namespace problems
