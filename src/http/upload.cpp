// Uploads: multipart off the wire, 64 KiB at a time onto the disk and into the hash, then the
// route. The socket is not read while a slice is being written, so a slow disk slows the sender and
// memory stays flat.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/deadline.h"
#include "base/hex.h"
#include "base/limits.h"
#include "http/connection.h"
#include "http/multipart.h"
#include "http/problem.h"

namespace http {
namespace {

// What the parts' heads, the boundaries and the meta part may add to the file.
constexpr std::uint64_t kFormBytes = ceilings::kUploadMetaBytes + 32 * 1024;

// A file being written in a spool folder. Its own functions block: they run on the spool pool.
class SpoolFile {
 public:
  explicit SpoolFile(const std::string& folder) : folder_(folder) {}

  void write(std::string_view bytes) {
    if (spooled_.fd < 0) open();
    hash_.update(bytes);
    while (!bytes.empty()) {
      const auto count = ::write(spooled_.fd, bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw std::system_error(errno, std::generic_category(), "spool write");
      bytes.remove_prefix(static_cast<std::size_t>(count));
      spooled_.size_bytes += static_cast<std::uint64_t>(count);
    }
    // Begin writing back now, so that the fsync after the last byte finds little left to do.
    ::sync_file_range(spooled_.fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  }

  Spooled finish() {
    if (spooled_.fd < 0) open();
    spooled_.sha256 = hash_.finish_hex();
    return std::move(spooled_);
  }

 private:
  void open() {
    std::string path = folder_ + "/upload-XXXXXX";
    const int fd = ::mkostemp(path.data(), O_CLOEXEC);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "spool open " + folder_);
    spooled_.fd = fd;
    spooled_.path = std::move(path);
  }

  std::string folder_;
  Sha256 hash_;
  Spooled spooled_;
};

std::string size_in_words(std::uint64_t bytes) {
  if (bytes % (1024 * 1024) == 0) return fmt::format("{} MB", bytes / (1024 * 1024));
  return fmt::format("{} bytes", bytes);
}

Reply file_too_large(const UploadPlan& plan) {
  const Problem& problem = plan.too_large ? *plan.too_large : problems::kBodyTooLarge;
  return problem_reply(
      error_of(problem, fmt::format("The file is larger than {}, the most this server takes. {}",
                                    size_in_words(plan.max_file_bytes), problem.remedy)));
}

bool is_full_disk(int error) { return error == ENOSPC || error == EDQUOT; }

// One upload's way from the wire to the route.
class Upload {
 public:
  Upload(Engine& engine, Wire& wire, const Route& route, Request& request, Body& body)
      : engine_(engine), wire_(wire), route_(route), request_(request), body_(body) {
    ++engine_.uploads;
  }

  ~Upload() { --engine_.uploads; }
  Upload(const Upload&) = delete;

  Task<std::optional<Reply>> run() {
    const auto boundary = boundary_of(request_.header("content-type"));
    if (!boundary)
      co_return problem_reply(
          error_of(problems::kUnsupported, "Send the file as multipart/form-data."));
    auto refusal = co_await ask_for_plan();
    if (refusal) co_return refusal;
    if (body_.length().value_or(0) > plan_.max_file_bytes + kFormBytes)
      co_return file_too_large(plan_);
    const bool invited = co_await body_.invite();
    if (!invited) co_return std::nullopt;
    UploadForm form(*boundary, route_.parts.file, route_.parts.meta);
    SpoolFile file(plan_.spool_dir);
    wire_.make_room(ceilings::kSliceBytes);
    wire_.expect_progress(engine_.settings.stall_window_ms);
    auto failure = co_await fill(form, file);
    wire_.never_expire();
    if (failure || gone_) co_return failure;
    co_return co_await hand_over(form, file);
  }

 private:
  // Runs work that may throw on the pool; a reply when it failed or could not run.
  template <class Work>
  Task<std::optional<Reply>> on_pool(Pool& pool, Work work) {
    std::optional<Reply> failure;
    Pool::Job job = [&] {
      try {
        failure = work();
      } catch (const std::system_error& fault) {
        failure = is_full_disk(fault.code().value())
                      ? problem_reply(error_of(problems::kStorageFull))
                      : engine_.guard(request_, [&]() -> Result<Reply> { throw fault; });
      } catch (...) {
        failure = engine_.guard(request_, []() -> Result<Reply> { throw; });
      }
    };
    const bool ran = co_await offload(pool, std::move(job));
    if (!ran) failure = engine_.busy();
    co_return failure;
  }

  Task<std::optional<Reply>> ask_for_plan() {
    engine_.start_deadline(route_, request_);
    auto work = [this]() -> std::optional<Reply> {
      if (engine_.is_late(request_)) return engine_.busy();
      auto plan = route_.admit(request_);
      if (!plan) return problem_reply(plan.error());
      plan_ = *std::move(plan);
      return std::nullopt;
    };
    co_return co_await on_pool(engine_.pool_of(route_.weight), work);
  }

  // Reads the whole body. A reply: it was not to be. Sets gone_ when nobody waits for one.
  Task<std::optional<Reply>> fill(UploadForm& form, SpoolFile& file) {
    bool form_done = false;
    slice_.reserve(ceilings::kSliceBytes);
    for (std::string_view bytes;;) {
      const Got got = co_await body_.next(bytes);
      if (got == Got::end) break;
      gone_ = got == Got::gone;
      if (got != Got::bytes) co_return reply_to(got);
      while (!bytes.empty()) {
        std::string_view piece;
        const auto state = form.next(bytes, piece);
        if (state == UploadForm::State::bad)
          co_return problem_reply(error_of(problems::kBadUpload, form.why()));
        form_done = state == UploadForm::State::done;
        if (state != UploadForm::State::file_bytes) continue;
        auto failure = co_await keep(file, piece);
        if (failure) co_return failure;
      }
    }
    if (!form_done)
      co_return problem_reply(error_of(problems::kBadUpload,
                                       "The body ends before its last part does. Send it again."));
    co_return co_await flush(file);
  }

  Task<std::optional<Reply>> keep(SpoolFile& file, std::string_view piece) {
    file_bytes_ += piece.size();
    if (file_bytes_ > plan_.max_file_bytes) co_return file_too_large(plan_);
    while (!piece.empty()) {
      const auto part = piece.substr(0, ceilings::kSliceBytes - slice_.size());
      slice_ += part;
      piece.remove_prefix(part.size());
      if (slice_.size() < ceilings::kSliceBytes) continue;
      auto failure = co_await flush(file);
      if (failure) co_return failure;
    }
    co_return std::nullopt;
  }

  // The pool works for us now; the client's silence meanwhile is not its fault.
  Task<std::optional<Reply>> flush(SpoolFile& file) {
    if (slice_.empty()) co_return std::nullopt;
    wire_.never_expire();
    auto work = [&]() -> std::optional<Reply> {
      file.write(slice_);
      return std::nullopt;
    };
    auto failure = co_await on_pool(engine_.spool(), work);
    slice_.clear();
    wire_.expect_progress(engine_.settings.stall_window_ms);
    co_return failure;
  }

  // From here on the client waits for us; past the deadline nobody listens any more.
  Task<std::optional<Reply>> hand_over(UploadForm& form, SpoolFile& file) {
    request_.deadline_ms = engine_.clock.monotonic_ms() + engine_.settings.upload_work_ms;
    auto work = [&]() -> std::optional<Reply> {
      if (engine_.is_late(request_)) return engine_.busy();
      const Deadline deadline(request_.deadline_ms - engine_.clock.monotonic_ms());
      Spooled spooled = file.finish();
      spooled.meta = std::move(form.meta);
      spooled.file_name = std::move(form.file_name);
      return engine_.guard(request_, [&] { return route_.receive(request_, spooled); });
    };
    co_return co_await on_pool(engine_.pool_of(route_.weight), work);
  }

  Engine& engine_;
  Wire& wire_;
  const Route& route_;
  Request& request_;
  Body& body_;
  UploadPlan plan_;
  std::string slice_;
  std::uint64_t file_bytes_ = 0;
  bool gone_ = false;
};

}  // namespace

Task<std::optional<Reply>> receive_upload(Engine& engine, Wire& wire, const Route& route,
                                          Request& request, Body& body) {
  Upload upload(engine, wire, route, request, body);
  co_return co_await upload.run();
}

}  // namespace http
