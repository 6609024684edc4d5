// Files and names that people really send, through HTTP.
#include <doctest/doctest.h>

#include <future>

#include "kit/shots.h"
#include "kit/test_server.h"

namespace {

const std::string kHead = "kind,project,route,section,name\n";
const std::string kStart = kHead + "project,P9,,,Imported\nroute,P9,R1,,North\n";

kit::Response import(kit::Client& client, const std::string& mode, const std::string& csv) {
  return client.send("POST", "/api/imports/catalogue?mode=" + mode, csv,
                     {"content-type: text/csv"});
}

std::string utf16(std::string_view ascii) {
  std::string out = "\xff\xfe";
  for (const char c : ascii) (out += c) += '\0';
  return out;
}

std::string sections(int count) {
  std::string csv = kStart;
  for (int i = 1; i <= count; ++i) csv += fmt::format("section,P9,R1,S{0:05},Section {0}\n", i);
  return csv;
}

void roomy(server::Config& config) { config.max_json_mb.value = {10}; }

}  // namespace

TEST_CASE("a file in another encoding changes nothing, and the answer says how to save it") {
  kit::ServerFixture fx;
  for (const std::string& csv : {utf16(kStart), kStart + "route,P9,R2,,M\xfcller\n"}) {
    const auto preview = import(fx.admin(), "preview", csv);
    CHECK(preview.status == 200);
    CHECK(preview.at("created") == "0");
    CHECK(preview.at("errors.0.detail").find("CSV UTF-8") != std::string::npos);
    const auto refused = import(fx.admin(), "commit", csv);
    CHECK(refused.problem() == "import-has-errors");
    CHECK(refused.at("fields.0.detail").find("CSV UTF-8") != std::string::npos);
  }
  CHECK(fx.admin().get("/api/projects").at("items.0.code") == "");
}

TEST_CASE("quotes are read as spreadsheets write them; one that never closes is named") {
  kit::ServerFixture fx;
  const auto fine = kStart + "section,P9,R1,S1,\"The \"\"old\"\" bridge, north\"\n";
  CHECK(import(fx.admin(), "commit", fine).status == 200);
  CHECK(fx.admin().get("/api/sections").at("items.0.name") == "The \"old\" bridge, north");
  const auto open = import(fx.admin(), "preview", kStart + "section,P9,R1,S2,\"open\n");
  CHECK(open.at("errors.0.line") == "4");
  CHECK(open.at("errors.0.detail").find("never closes") != std::string::npos);
}

TEST_CASE("a name with markup stays text, in answers and in lists") {
  kit::ServerFixture fx;
  const std::string name = "<script>alert(1)</script> & \u201cNord\u201d";
  CHECK(import(fx.admin(), "commit", kHead + "project,P9,,,\"" + name + "\"\n").status == 200);
  const auto list = fx.admin().get("/api/projects");
  CHECK(list.at("items.0.name") == name);
  CHECK(list.headers.at("content-type").starts_with("application/json"));
  CHECK(list.headers.at("x-content-type-options") == "nosniff");
}

TEST_CASE("of a file that is half bad nothing comes in, and the first 200 bad rows are named") {
  kit::ServerFixture fx;
  std::string csv = kStart;
  for (int i = 0; i < 1'000; ++i)
    csv += fmt::format("section,P9,{},S{},Section\n", i % 2 ? "R1" : "R7", i);
  const auto preview = import(fx.admin(), "preview", csv);
  CHECK(preview.at("rows") == "1002");
  CHECK(preview.at("created") == "502");
  CHECK(preview.json().at("errors").as_array().size() == 200);
  const auto refused = import(fx.admin(), "commit", csv);
  CHECK(refused.status == 422);
  CHECK(refused.json().at("fields").as_array().size() == 200);
  CHECK(refused.at("fields.0.field") == "line 4, route");
  CHECK(fx.admin().get("/api/projects").at("items.0.code") == "");
}

TEST_CASE("a file of 100,000 rows is refused at once, with what to do") {
  kit::ServerFixture small;
  CHECK(import(small.admin(), "commit", sections(100'000)).status == 413);
  kit::ServerFixture fx(roomy);
  const auto refused = import(fx.admin(), "commit", sections(100'000));
  CHECK(refused.problem() == "import-has-errors");
  CHECK(refused.at("fields.0.detail").find("Split it") != std::string::npos);
  CHECK(fx.admin().get("/api/projects").at("items.0.code") == "");
}

TEST_CASE("while the largest file comes in, others' changes are answered before their deadline") {
  kit::ServerFixture fx(roomy);
  const auto path = "/api/projects/" + fx.id_of("P1");
  auto other = fx.person("admin");
  const auto csv = sections(ceilings::kImportRows - 2);
  auto importing =
      std::async(std::launch::async, [&] { return import(fx.admin(), "commit", csv); });
  int changes = 0;
  while (importing.wait_for(std::chrono::milliseconds(0)) != std::future_status::ready)
    CHECK(other.patch(path, fmt::format(R"({{"name":"Ring {}"}})", ++changes)).status == 200);
  CHECK(importing.get().at("created") == std::to_string(ceilings::kImportRows));
  CHECK(changes > 1);
}

TEST_CASE("a person disabled while uploading is refused, and the photo can come in later") {
  kit::ServerFixture fx;
  auto crew = fx.person("crew");
  fx.join(crew);
  const auto set_disabled = [&](const std::string& disabled) {
    CHECK(fx.admin().patch("/api/users/" + crew.id, R"({"disabled":)" + disabled + "}").status ==
          200);
  };
  const auto photo = kit::small_jpeg(1);
  const auto meta = kit::meta_for(fx, fx.new_id(), photo);
  const std::string form =
      "--cut\r\ncontent-disposition: form-data; name=\"meta\"\r\n\r\n" + meta +
      "\r\n--cut\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n" +
      photo + "\r\n--cut--\r\n";
  http::testing::Client phone(fx.port());
  const auto login = fmt::format(R"({{"email":"{}","password":"{}"}})", crew.email, kit::kPassword);
  phone.send(
      fmt::format("POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: "
                  "application/json\r\ncontent-length: {}\r\n\r\n{}",
                  login.size(), login));
  const auto signed_in = phone.read();
  REQUIRE(signed_in.status == 200);
  const auto cookie = signed_in.header("set-cookie");
  phone.send(
      fmt::format("POST /api/photos HTTP/1.1\r\nhost: x\r\ncookie: {}\r\ncontent-type: "
                  "multipart/form-data; boundary=cut\r\nexpect: "
                  "100-continue\r\ncontent-length: {}\r\n\r\n",
                  cookie.substr(0, cookie.find(';')), form.size()));
  CHECK(phone.read(true).status == 100);  // let in
  phone.send(form.substr(0, form.size() / 2));
  set_disabled("true");
  phone.send(form.substr(form.size() / 2));
  CHECK(phone.read().status == 403);
  CHECK(kit::count_listed(fx.admin(), "") == 0);
  set_disabled("false");
  CHECK(crew.upload("/api/photos", meta, photo).status == 401);  // the session has ended
  crew.sign_in(crew.email, std::string(kit::kPassword));
  CHECK(crew.upload("/api/photos", meta, photo).status == 201);
}
