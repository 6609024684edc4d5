#include "blobs/s3_line.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <stdexcept>

#include <fmt/format.h>

#include "base/clock.h"

namespace blobs::s3 {
namespace {

constexpr std::size_t kIdleHandles = 16;  // connections kept alive
constexpr std::size_t kBodyBytes = 4 * 1'048'576;
constexpr long kUploadBufferBytes = 64 * 1'024;
constexpr long kSlowBytes = 1'000;  // per second

void start_curl_once() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl cannot be started");
}

// What the callbacks of one transfer see.
struct Transfer {
  CURL* curl;
  const Ask& ask;
  Reply& reply;
  const std::atomic<bool>& hung_up;
  const int& line;  // its socket
  std::uint64_t sent_bytes = 0;
  bool refused = false;  // by the sink

  bool good() const {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
  }
};

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (transfer.ask.sink && transfer.good()) {
    transfer.refused = !transfer.ask.sink({data, size});
    return transfer.refused ? 0 : size;
  }
  if (transfer.reply.body.size() + size > kBodyBytes) return 0;
  transfer.reply.body.append(data, size);
  return size;
}

// Some servers write head and body apart, and wait in between until the head is acknowledged, which
// the kernel would put off by 40 ms.
void acknowledge_now(int line) {
  const int on = 1;
  setsockopt(line, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

int on_new_line(void* user, curl_socket_t line, curlsocktype) {
  *static_cast<int*>(user) = line;
  return CURL_SOCKOPT_OK;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& headers = static_cast<Transfer*>(user)->reply.headers;
  if (size <= 2) acknowledge_now(static_cast<Transfer*>(user)->line);
  std::string_view line(data, size);
  if (line.starts_with("HTTP/")) headers.clear();  // a new answer, after a 100 Continue
  const auto colon = line.find(':');
  if (colon == line.npos || headers.size() > 100) return size;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  line.remove_prefix(colon + 1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0)
    line.remove_suffix(1);
  headers[std::move(name)] = line;
  return size;
}

std::size_t on_read(char* into, std::size_t, std::size_t room, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const Part& part = transfer.ask.part;
  const auto wanted = std::min<std::uint64_t>(room, part.size_bytes - transfer.sent_bytes);
  ssize_t got = 0;
  do {
    got = pread(part.fd, into, wanted, static_cast<off_t>(part.offset + transfer.sent_bytes));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return CURL_READFUNC_ABORT;
  transfer.sent_bytes += static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

// A kept connection may turn out to be closed: libcurl then begins again on a new one.
int on_seek(void* user, curl_off_t offset, int origin) {
  if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
  static_cast<Transfer*>(user)->sent_bytes = static_cast<std::uint64_t>(offset);
  return CURL_SEEKFUNC_OK;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Transfer*>(user)->hung_up ? 1 : 0;
}

struct Slist {
  curl_slist* list = nullptr;
  ~Slist() { curl_slist_free_all(list); }
  void add(const std::string& line) { list = curl_slist_append(list, line.c_str()); }
};

void set_body(CURL* curl, const Ask& ask, Transfer& transfer) {
  if (ask.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (ask.method == "PUT") {
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(ask.part.size_bytes));
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, on_seek);
    curl_easy_setopt(curl, CURLOPT_SEEKDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBufferBytes);
  } else if (ask.method == "POST") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.text.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask.text.c_str());
  } else if (ask.method == "DELETE") {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "DELETE");
  }
}

void set_manners(CURL* curl) {
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);  // elsewhere the signature would not fit
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
}

void set_callbacks(CURL* curl, Transfer& transfer) {
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
}

}  // namespace

struct Line::Easy {
  CURL* curl = curl_easy_init();
  int line = -1;  // the socket it opened last
  Easy() {
    if (!curl) throw std::runtime_error("libcurl gives no handle");
  }
  ~Easy() { curl_easy_cleanup(curl); }
  Easy(const Easy&) = delete;
};

std::string_view Reply::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

Line::Line(Target target, S3Keys keys, LineSettings settings)
    : target_(std::move(target)), keys_(std::move(keys)), settings_(settings) {
  start_curl_once();
}

Line::~Line() = default;

std::unique_ptr<Line::Easy> Line::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto easy = std::move(idle_.back());
      idle_.pop_back();
      return easy;
    }
  }
  return std::make_unique<Easy>();
}

void Line::give_back(std::unique_ptr<Easy> easy) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kIdleHandles) idle_.push_back(std::move(easy));
}

// What is sent besides the body, with the signature over all of it.
struct Line::Head {
  std::string url;
  Slist headers;
};

void Line::write_head(const Ask& ask, Head& head) const {
  const std::string bucket = target_.root.empty() && ask.key.empty() ? "/" : target_.root;
  const std::string path = bucket + (ask.key.empty() ? "" : "/" + encoded(ask.key, true));
  Fields headers = ask.headers;
  headers["host"] = target_.host;
  headers["x-amz-content-sha256"] = ask.payload_sha256;
  headers["x-amz-date"] = signing_time(SystemClock().now_ms());
  for (const auto& [name, value] : headers) head.headers.add(fmt::format("{}: {}", name, value));
  head.headers.add("Authorization: " +
                   authorization({ask.method, path, ask.query, headers}, keys_, target_.region));
  for (const char* unwanted : {"Expect:", "Content-Type:", "Transfer-Encoding:", "Accept:"})
    head.headers.add(unwanted);
  const std::string query = encoded_query(ask.query);
  head.url = target_.origin + path + (query.empty() ? "" : "?" + query);
}

Reply Line::send(const Ask& ask, int timeout_ms) {
  Reply reply;
  Head head;
  write_head(ask, head);
  auto easy = take();
  CURL* const curl = easy->curl;
  curl_easy_reset(curl);  // keeps the connection
  Transfer transfer{curl, ask, reply, hung_up_, easy->line};
  curl_easy_setopt(curl, CURLOPT_SOCKOPTFUNCTION, on_new_line);
  curl_easy_setopt(curl, CURLOPT_SOCKOPTDATA, &easy->line);
  curl_easy_setopt(curl, CURLOPT_URL, head.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head.headers.list);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, long{settings_.connect_ms});
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, long{std::max(1, timeout_ms)});
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, long{settings_.stall_s});
  set_manners(curl);
  set_callbacks(curl, transfer);
  set_body(curl, ask, transfer);

  const CURLcode code = hung_up_ ? CURLE_ABORTED_BY_CALLBACK : curl_easy_perform(curl);
  double took_s = 0;
  curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &took_s);
  reply.took_ms = took_s * 1'000;
  if (code == CURLE_OK) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
    give_back(std::move(easy));
  } else {
    // The handle goes, and its connection with it: whatever is left on it belongs to this answer.
    reply.failure = transfer.refused ? "it could not be written here" : curl_easy_strerror(code);
  }
  return reply;
}

}  // namespace blobs::s3
