#include "imaging/answer.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include <cmath>
#include <cstring>

#include <fmt/format.h>

#include "base/json_read.h"

namespace imaging {
namespace {

constexpr std::size_t kReasonMax = 500;  // bytes; longer ones are cut
constexpr std::size_t kTinyMax = 4'000;
constexpr std::size_t kClaimMax = 64;
constexpr int kEdgeMax = 1 << 24;

std::string how_it_died(const Ending& ending, const DevelopLimits& limits) {
  if (ending.fork_error != 0) return fmt::format("fork: {}", ::strerrordesc_np(ending.fork_error));
  if (ending.too_long != 0) return fmt::format("took longer than {} ms", limits.wall.count());
  if (!WIFSIGNALED(ending.status)) return fmt::format("exit {}", WEXITSTATUS(ending.status));
  switch (WTERMSIG(ending.status)) {
    case SIGSYS:
      return "a system call that decoders may not make";
    case SIGXCPU:
      return fmt::format("needed more than {} s of CPU", limits.cpu_s);
    case SIGXFSZ:
      return "wrote too large a picture";
    default:
      return fmt::format("crash: {}", ::sigdescr_np(WTERMSIG(ending.status)));
  }
}

bool consists_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == text.npos;
}

bool is_edge(int pixels) { return pixels >= 1 && pixels <= kEdgeMax; }

bool is_believable(const Developed& out) {
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const auto short_text = [](const std::optional<std::string>& text) {
    return !text || text->size() <= kClaimMax;
  };
  const Claims& claims = out.claims;
  return is_edge(out.width) && is_edge(out.height) && is_edge(out.display_width) &&
         is_edge(out.display_height) && out.perceptual_hash.size() == 16 &&
         consists_of(out.perceptual_hash, "0123456789abcdef") && out.tiny.size() <= kTinyMax &&
         consists_of(out.tiny, kBase64) && short_text(claims.make) && short_text(claims.model) &&
         short_text(claims.taken_at) && short_text(claims.offset) && short_text(claims.exposure) &&
         (!claims.lat || std::abs(*claims.lat) <= 90) &&
         (!claims.lon || std::abs(*claims.lon) <= 180);
}

// Of a decoder that ended by itself.
Development spoken(const std::string& text) {
  auto answer = json::read<Development>(text);
  if (!answer) return failed("an answer that cannot be read");
  if (answer->outcome == Outcome::done && !is_believable(answer->developed))
    return failed("an answer that cannot be true");
  if (answer->outcome != Outcome::done) answer->developed = {};
  while (answer->reason.size() > kReasonMax || !is_clean_utf8(answer->reason))
    answer->reason.pop_back();
  return *std::move(answer);
}

}  // namespace

Development failed(std::string reason) {
  Development out;
  out.reason = std::move(reason);
  return out;
}

Development judged(std::string text, const DevelopLimits& limits) {
  Ending ending;
  ending.mark = 0;
  if (text.size() >= sizeof ending) {
    std::memcpy(&ending, text.data() + text.size() - sizeof ending, sizeof ending);
    text.resize(text.size() - sizeof ending);
  }
  if (ending.mark != Ending::kMark) return failed("the darkroom died");
  const bool by_itself = ending.fork_error == 0 && WIFEXITED(ending.status);
  const bool spoke = !text.empty() && text.size() <= kAnswerMax;
  Development out = by_itself && spoke ? spoken(text) : failed(how_it_died(ending, limits));
  out.cpu_ms = ending.cpu_ms;
  out.peak_memory_bytes = ending.peak_bytes;
  return out;
}

}  // namespace imaging
