// The whole server in a temporary folder, on the engine the run names, driven over HTTP.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/ids.h"
#include "kit/client.h"
#include "kit/folder.h"
#include "server/app.h"

namespace kit {

// A person of the test: a client that is signed in.
struct Person : Client {
  Person(Client client, std::string person_id, std::string person_email)
      : Client(std::move(client)), id(std::move(person_id)), email(std::move(person_email)) {}
  std::string id;
  std::string email;
};

inline constexpr std::string_view kPassword = "correct horse battery";

class ServerFixture {
 public:
  // `change` may alter any setting before the start.
  explicit ServerFixture(const std::function<void(server::Config&)>& change = {});
  ~ServerFixture();

  Client stranger() const;  // nobody is signed in
  // A new person of this role: "crew", "reviewer", "admin", "viewer".
  Person person(const std::string& role);
  Person& admin();  // one, made on first use

  // A small catalogue, made on first use: project P1 with route R1, sections S1 and S2 (both with a
  // line), work type TR with checkpoints TR-01 (before, 1 photo), TR-02 (during, 2 photos) and
  // TR-03 (after, 1 photo). Returns the id of what has this code.
  std::string id_of(const std::string& code);
  void join(const Person& person);         // member of P1
  Person member(const std::string& role);  // a new person who has joined

  // Stops and starts the server on the same data, as a restart does.
  void restart();
  void wait_for_jobs();

  std::string base_url() const;
  std::uint16_t port() const { return app_->port(); }
  server::App& app() { return *app_; }
  ShiftedClock& clock() { return clock_; }
  std::string folder() const { return folder_.path().string(); }
  // "folder", or "s3" when ASBUILT_TEST_S3_URL names a bucket; and what of it is on this machine.
  std::string store() const { return app_->blobs().probe().kind; }
  std::string store_folder() const {
    return folder() + (store() == "s3" ? "/data/s3" : "/data/photos");
  }
  std::string new_id() const { return ids_.next_text(); }

 private:
  void start();
  void make_catalogue();

  Folder folder_;
  ShiftedClock clock_;
  SystemEntropy entropy_;
  Ids ids_{clock_, entropy_};
  server::Config config_;
  std::string cluster_database_;
  std::unique_ptr<server::App> app_;
  std::optional<Person> admin_;
  std::map<std::string, std::string> catalogue_;
};

// Metadata for an upload of `photo` to a slot of the fixture's catalogue; `more` are further
// members, e.g. R"("comment":"closer")".
std::string meta_for(ServerFixture& fx, const std::string& id, std::string_view photo,
                     const std::string& section = "S1", const std::string& checkpoint = "TR-02",
                     const std::string& stage = "during", int index = 1,
                     const std::string& more = "");

// A small, whole, real JPEG; another number, other bytes.
std::string small_jpeg(int number = 0);
// A file of the fixtures (./dev fixtures), by name. Throws when it is missing.
std::string fixture(const std::string& name);

}  // namespace kit
