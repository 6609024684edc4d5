#include "client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace kit {
namespace {

std::size_t keep_body(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

std::size_t keep_header(char* data, std::size_t size, std::size_t count, void* to) {
  const std::string_view line(data, size * count);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return line.size();
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && std::isspace(static_cast<unsigned char>(value.front())))
    value.remove_prefix(1);
  while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())))
    value.remove_suffix(1);
  auto& kept = (*static_cast<std::map<std::string, std::string>*>(to))[name];
  kept.append(kept.empty() ? "" : "\n").append(value);
  return line.size();
}

}  // namespace

boost::json::value Response::json() const { return boost::json::parse(body); }

std::string Response::at(std::string_view path) const {
  boost::system::error_code ec;
  const auto root = boost::json::parse(body, ec);
  const boost::json::value* here = ec ? nullptr : &root;
  while (here && !path.empty()) {
    const auto dot = path.find('.');
    const std::string step(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    if (here->is_array()) {
      here = here->get_array().if_contains(std::stoul(step));
    } else {
      here = here->is_object() ? here->get_object().if_contains(step) : nullptr;
    }
  }
  if (!here || here->is_null()) return {};
  if (here->is_string()) return std::string(here->get_string());
  return boost::json::serialize(*here);
}

std::string Response::problem() const {
  const auto type = headers.find("content-type");
  if (type == headers.end() || type->second != "application/problem+json") return {};
  const std::string slug = at("type");
  return slug.starts_with("/problems/") ? slug.substr(10) : "malformed problem: " + body;
}

struct Client::State {
  std::string base;
  CURL* curl = curl_easy_init();
  explicit State(std::string url) : base(std::move(url)) {
    curl_easy_setopt(curl, CURLOPT_COOKIEFILE, "");  // an empty jar, kept in memory
  }
  ~State() { curl_easy_cleanup(curl); }

  Response run(const std::string& method, const std::string& path, const Client::Headers& headers);
};

Response Client::State::run(const std::string& method, const std::string& path,
                            const Client::Headers& headers) {
  Response response;
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const auto& header : headers) list = curl_slist_append(list, header.c_str());
  const std::string url = base + path;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl, CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &response.body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &response.headers);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
  const CURLcode outcome = curl_easy_perform(curl);
  curl_slist_free_all(list);
  if (outcome != CURLE_OK)
    throw std::runtime_error(method + " " + url + ": " + curl_easy_strerror(outcome));
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  return response;
}

Client::Client(std::string base_url) : state_(std::make_unique<State>(std::move(base_url))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Response Client::get(const std::string& path, const Headers& headers) {
  curl_easy_setopt(state_->curl, CURLOPT_HTTPGET, 1L);
  return state_->run("GET", path, headers);
}

Response Client::send(const std::string& method, const std::string& path, const std::string& body,
                      const Headers& headers) {
  curl_easy_setopt(state_->curl, CURLOPT_POST, 1L);
  curl_easy_setopt(state_->curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(state_->curl, CURLOPT_POSTFIELDS, body.data());
  auto response = state_->run(method, path, headers);
  curl_easy_setopt(state_->curl, CURLOPT_HTTPGET, 1L);
  return response;
}

Response Client::post(const std::string& path, const std::string& json, const Headers& headers) {
  Headers all = headers;
  all.emplace_back("content-type: application/json");
  return send("POST", path, json, all);
}

Response Client::patch(const std::string& path, const std::string& json) {
  return send("PATCH", path, json, {"content-type: application/json"});
}

Response Client::del(const std::string& path, const Headers& headers) {
  curl_easy_setopt(state_->curl, CURLOPT_HTTPGET, 1L);
  return state_->run("DELETE", path, headers);
}

Response Client::upload(const std::string& path, const std::string& meta_json,
                        std::string_view photo, const std::string& file_name) {
  curl_mime* form = curl_mime_init(state_->curl);
  curl_mimepart* meta = curl_mime_addpart(form);
  curl_mime_name(meta, "meta");
  curl_mime_type(meta, "application/json");
  curl_mime_data(meta, meta_json.data(), meta_json.size());
  curl_mimepart* file = curl_mime_addpart(form);
  curl_mime_name(file, "photo");
  curl_mime_filename(file, file_name.c_str());
  curl_mime_type(file, "application/octet-stream");
  curl_mime_data(file, photo.data(), photo.size());
  curl_easy_setopt(state_->curl, CURLOPT_MIMEPOST, form);
  auto response = state_->run("POST", path, {});
  curl_easy_setopt(state_->curl, CURLOPT_HTTPGET, 1L);
  curl_mime_free(form);
  return response;
}

Response Client::sign_in(const std::string& email, const std::string& password) {
  return post("/api/auth/login",
              boost::json::serialize(boost::json::value{{"email", email}, {"password", password}}));
}

std::string raw_exchange(std::uint16_t port, std::string_view bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{30, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    close(fd);
    throw std::runtime_error("cannot connect to port " + std::to_string(port));
  }
  while (!bytes.empty()) {
    const ssize_t put = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put <= 0) break;  // the server may refuse before it has read all
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  shutdown(fd, SHUT_WR);
  std::string answer;
  char buffer[16384];
  for (ssize_t got = 0; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
    answer.append(buffer, static_cast<std::size_t>(got));
  close(fd);
  return answer;
}

std::string codes_of(const Response& list) {
  std::string codes;
  const auto json = list.json();
  for (const auto& item : json.at("items").as_array())
    codes += std::string(item.at("code").as_string().c_str()) + " ";
  return codes;
}

}  // namespace kit
