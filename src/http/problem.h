// Errors as replies: one table from code to status, problem+json (RFC 9457), one page per problem.
#pragma once

#include "base/error.h"
#include "http/message.h"

namespace http {

int status_of(Code code);

// application/problem+json; `incident` is named when it is not empty.
Reply problem_reply(const Error& error, std::string_view incident = {});

// What a person sees who follows a problem's `type`.
Reply problem_page(const Problem& problem);

// 429 with the wait in words and in Retry-After.
Error rate_limited(int wait_s);

std::string escape_html(std::string_view text);

namespace problems {
inline constexpr Problem kMalformed{"malformed-request", Code::invalid,
                                    "The request is not well-formed HTTP",
                                    "Send it with a current HTTP client or browser."};
inline constexpr Problem kHeadTooLarge{
    "head-too-large", Code::head_too_large, "The request's head is too large",
    "Send fewer or shorter headers; old cookies may be to blame."};
inline constexpr Problem kMethodNotAllowed{"method-not-allowed", Code::not_allowed,
                                           "This path does not take that method",
                                           "Use one of the methods named in the Allow header."};
inline constexpr Problem kTooSlow{"too-slow", Code::timed_out, "The request came too slowly",
                                  "Send it again when the connection is better."};
inline constexpr Problem kBodyTooLarge{"body-too-large", Code::too_large,
                                       "The request's body is too large",
                                       "Send less at once, or ask an admin to raise the limit."};
inline constexpr Problem kUnsupported{"unsupported-media-type", Code::unsupported,
                                      "This kind of body is not taken here",
                                      "Send the body in the type the API description names."};
inline constexpr Problem kBadUpload{"malformed-upload", Code::invalid,
                                    "The upload is not well-formed multipart/form-data",
                                    "Send one file part and one JSON part."};
inline constexpr Problem kCrossOrigin{"cross-origin", Code::denied,
                                      "The request came from another web site",
                                      "Open this server's own pages and do it there."};
inline constexpr Problem kStorageFull{"storage-full", Code::storage_full,
                                      "The server's disk is full",
                                      "Keep what you have and tell an admin; then send it again."};
inline constexpr Problem kBusy{"busy", Code::unavailable, "The server has more to do than it can",
                               "Nothing was done. Send it again as late as Retry-After says."};
inline constexpr Problem kTooManyStreams{
    "too-many-streams", Code::unavailable, "There are too many open event streams",
    "Close other windows of this app, or wait as long as Retry-After says."};
inline constexpr Problem kRateLimited{"rate-limited", Code::rate_limited, "Too many requests",
                                      "Wait as long as Retry-After says, then go on."};
}  // namespace problems

}  // namespace http
