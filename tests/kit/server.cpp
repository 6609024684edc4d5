#include "kit/server.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/hex.h"
#include "kit/darkroom.h"
#include "kit/database.h"

namespace kit {
namespace {

constexpr int kJobsIdleMs = 60'000;

std::string body_of(
    std::initializer_list<std::pair<boost::json::string_view, boost::json::value_ref>> members) {
  return boost::json::serialize(boost::json::object(members));
}

// The id a creation answered with; a failed creation is a mistake of the test.
std::string created(const Response& response) {
  if (response.status != 201)
    throw std::runtime_error("not created: " + std::to_string(response.status) + " " +
                             response.body);
  return response.at("id");
}

// ASBUILT_TEST_S3_URL names a bucket: s3://bucket?endpoint=…; S3_ACCESS_KEY and S3_SECRET_KEY open
// it. Each fixture has a prefix of its own in it.
std::string bucket_of_run() {
  const char* const url = std::getenv("ASBUILT_TEST_S3_URL");  // NOLINT(concurrency-mt-unsafe)
  return url ? url : "";
}

void use_bucket(server::Config& config, const std::string& bucket, const Ids& ids) {
  const auto read = server::environment();
  config.blob_url.value = bucket;
  config.blob_url.value.insert(bucket.find('?'), "/" + ids.next_text());
  config.s3_access_key.value = read("S3_ACCESS_KEY").value_or("");
  config.s3_secret_key.value = read("S3_SECRET_KEY").value_or("");
}

std::string line_from(double lon) {
  return R"({"type":"LineString","coordinates":[[)" + std::to_string(lon) + ",-34.9],[" +
         std::to_string(lon + 0.01) + ",-34.9]]}";
}

}  // namespace

ServerFixture::ServerFixture(const std::function<void(server::Config&)>& change) {
  config_.port.value = {0};
  config_.disk_reserve_mb.value = {0};
  config_.data_dir.value = folder_.path() / "data";
  if (const std::string cluster = Cluster::url_of_run(); !cluster.empty())
    config_.database_url.value = cluster_database_ = Cluster::create_migrated(cluster);
  if (const std::string bucket = bucket_of_run(); !bucket.empty())
    use_bucket(config_, bucket, ids_);
  if (change) change(config_);
  start();
}

ServerFixture::~ServerFixture() {
  if (app_) app_->stop(5'000);
  app_.reset();
  if (!cluster_database_.empty()) Cluster::drop(cluster_database_);
}

void ServerFixture::start() {
  app_ = std::make_unique<server::App>(config_, clock_, darkroom());
  app_->serve({});
}

void ServerFixture::restart() {
  app_->stop(5'000);
  app_.reset();
  start();
  if (admin_) {
    Person again{stranger(), admin_->id, admin_->email};
    again.sign_in(again.email, std::string(kPassword));
    admin_ = std::move(again);
  }
}

void ServerFixture::wait_for_jobs() {
  if (!app_->runner().wait_idle(kJobsIdleMs)) throw std::runtime_error("jobs do not come to rest");
}

std::string ServerFixture::base_url() const {
  return "http://127.0.0.1:" + std::to_string(app_->port());
}

Client ServerFixture::stranger() const { return Client(base_url()); }

Person ServerFixture::person(const std::string& role) {
  const std::string email = role + "-" + new_id().substr(24) + "@example.org";
  const auto wanted = from_name<accounts::Role>(role);
  const auto user = app_->accounts().add_user(accounts::operator_caller(), email,
                                              role + " " + email, *wanted, std::string(kPassword));
  if (!user) throw std::runtime_error("person: " + user.error().detail);
  Client client = stranger();
  const auto reply = client.sign_in(email, std::string(kPassword));
  if (reply.status != 200) throw std::runtime_error("sign-in: " + reply.body);
  return Person(std::move(client), user->id.text, email);
}

Person& ServerFixture::admin() {
  if (!admin_) admin_ = person("admin");
  return *admin_;
}

std::string ServerFixture::id_of(const std::string& code) {
  if (catalogue_.empty()) make_catalogue();
  return catalogue_.at(code);
}

void ServerFixture::make_catalogue() {
  const auto post = [&](const std::string& path, const std::string& json) {
    return created(admin().post(path, json));
  };
  const std::string project =
      post("/api/projects", body_of({{"code", "P1"}, {"name", "Ring"}, {"time_zone", "UTC"}}));
  const std::string route =
      post("/api/routes", body_of({{"project_id", project}, {"code", "R1"}, {"name", "North"}}));
  for (const std::string code : {"S1", "S2"}) {
    const double lon = code == "S1" ? -56.2 : -56.1;
    catalogue_[code] =
        post("/api/sections", body_of({{"route_id", route},
                                       {"code", code},
                                       {"name", "Section " + code},
                                       {"line", boost::json::parse(line_from(lon))}}));
  }
  const std::string work_type = post(
      "/api/work-types", body_of({{"project_id", project}, {"code", "TR"}, {"name", "Trench"}}));
  const auto checkpoint = [&](const std::string& code, const std::string& stage, int due) {
    catalogue_[code] = post("/api/checkpoints", body_of({{"work_type_id", work_type},
                                                         {"code", code},
                                                         {"name", "Check " + code},
                                                         {"guidance", "All of it in one shot."},
                                                         {"stage", stage},
                                                         {"photos_due", due},
                                                         {"hold_point", false}}));
  };
  checkpoint("TR-01", "before", 1);
  checkpoint("TR-02", "during", 2);
  checkpoint("TR-03", "after", 1);
  catalogue_["P1"] = project;
  catalogue_["R1"] = route;
  catalogue_["TR"] = work_type;
}

void ServerFixture::join(const Person& person) {
  created(
      admin().post("/api/members", body_of({{"user_id", person.id}, {"project_id", id_of("P1")}})));
}

Person ServerFixture::member(const std::string& role) {
  auto member = person(role);
  join(member);
  return member;
}

std::string meta_for(ServerFixture& fx, const std::string& id, std::string_view photo,
                     const std::string& section, const std::string& checkpoint,
                     const std::string& stage, int index, const std::string& more) {
  std::string meta = body_of({{"id", id},
                              {"section_id", fx.id_of(section)},
                              {"checkpoint_id", fx.id_of(checkpoint)},
                              {"stage", stage},
                              {"index", index},
                              {"sha256", sha256_hex(photo)},
                              {"taken_at_ms", fx.clock().now_ms() - 1000},
                              {"taken_offset_min", -180},
                              {"source", "camera"}});
  if (!more.empty()) meta.insert(meta.size() - 1, "," + more);
  return meta;
}

std::string small_jpeg(int number) {
  std::string jpeg = fixture("exif/sample1.jpg");
  // A comment segment right after SOI: other bytes, the same picture.
  const std::string text = "number " + std::to_string(number);
  const auto length = static_cast<unsigned>(text.size() + 2);
  const std::string segment = {'\xff', '\xfe', static_cast<char>(length >> 8),
                               static_cast<char>(length & 255)};
  return jpeg.insert(2, segment + text);
}

std::string fixture(const std::string& name) {
  const std::string path = std::string(ASBUILT_SOURCE_DIR "/build/fixtures/") + name;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + " is missing: run ./dev fixtures");
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace kit
