// A person's HTTP client for tests: keeps its cookie, speaks JSON, checks every problem it meets.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace kit {

struct Response {
  int status = 0;
  std::string body;
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones on lines

  boost::json::value json() const;
  // A text or number inside the JSON body, by dotted path: "items.0.status". Empty when absent.
  std::string at(std::string_view path) const;
  std::string problem() const;  // the slug of a problem+json body, or empty
};

// The codes of a list's items, each with a space after it.
std::string codes_of(const Response& list);

class Client {
 public:
  explicit Client(std::string base_url);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  using Headers = std::vector<std::string>;  // "name: value"
  Response get(const std::string& path, const Headers& headers = {});
  Response post(const std::string& path, const std::string& json = "{}",
                const Headers& headers = {});
  Response patch(const std::string& path, const std::string& json);
  Response del(const std::string& path, const Headers& headers = {});
  // Any method and body, as it is.
  Response send(const std::string& method, const std::string& path, const std::string& body,
                const Headers& headers);
  // multipart/form-data with the parts `meta` and `photo`.
  Response upload(const std::string& path, const std::string& meta_json, std::string_view photo,
                  const std::string& file_name = "photo.jpg");

  // Signs in; returns the reply.
  Response sign_in(const std::string& email, const std::string& password);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Sends raw bytes to 127.0.0.1:port, and returns all that comes back until the server closes.
std::string raw_exchange(std::uint16_t port, std::string_view bytes);

}  // namespace kit
