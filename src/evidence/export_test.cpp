// Downloads of what a list shows, through HTTP, checked by other programs.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/hex.h"
#include "base/limits.h"
#include "evidence/evidence.h"
#include "kit/shots.h"

namespace evidence {
namespace {

using kit::ServerFixture;

// Unpacks a zip into a folder and lets `sha256sum -c` look at it. What it says, and its exit code.
std::string verify(const std::string& zip, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::ofstream((folder / "a.zip").string(), std::ios::binary) << zip;
  const auto command =
      "cd " + folder.string() + " && unzip -q a.zip && sha256sum -c SHA256SUMS 2>&1; echo \"[$?]\"";
  std::string said;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe);
  char buffer[4'096];
  while (const auto count = std::fread(buffer, 1, sizeof buffer, pipe)) said.append(buffer, count);
  ::pclose(pipe);
  return said;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

std::string path_of(ServerFixture& fx, const std::string& more) {
  return "/api/exports/photos." + more + (more.find('?') == std::string::npos ? "?" : "&") +
         "project_id=" + fx.id_of("P1");
}

}  // namespace

TEST_CASE("a zip holds the originals of what is filtered, a table, and hashes that fit") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  std::vector<std::string> photos;
  for (int n = 0; n < 4; ++n) photos.push_back(kit::take(fx, crew, n, kit::nth_slot(n)));
  kit::decide(ana, photos[0], "approved");
  kit::decide(ana, photos[1], "retake", "=1+1, too dark");
  const auto zip = ana.get(path_of(fx, "zip"));
  REQUIRE(zip.status == 200);
  CHECK(zip.headers.at("content-type") == "application/zip");
  CHECK(zip.headers.at("content-disposition").starts_with("attachment; filename=\"P1-20"));
  const auto folder = std::filesystem::path(fx.folder()) / "unpacked";
  const auto said = verify(zip.body, folder);
  CHECK_MESSAGE(said.ends_with("[0]\n"), said);
  CHECK(lines_of(said) == 6);  // four photos, the table, the exit code
  const auto files = files_in(folder / "photos");
  REQUIRE(files.size() == 4);
  CHECK(files[0].filename().string().starts_with("P1-R1-S1-TR-TR_01-B-1-20"));
  CHECK(sha256_hex(read_file(files[0])) == sha256_hex(kit::small_jpeg(0)));
  const auto table = read_file(folder / "photos.csv");
  CHECK(lines_of(table) == 5);
  CHECK(table.find("\"'=1+1, too dark\"") != std::string::npos);
  CHECK(table.find(sha256_hex(kit::small_jpeg(3))) != std::string::npos);

  const auto approved = ana.get(path_of(fx, "zip?status=approved"));
  const auto only = std::filesystem::path(fx.folder()) / "approved";
  CHECK(verify(approved.body, only).ends_with("[0]\n"));
  CHECK(files_in(only / "photos").size() == 1);
}

TEST_CASE("nothing of a download stays behind when it has ended") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  const auto spool = std::filesystem::path(fx.store_folder()) / "spool";
  REQUIRE(fx.admin().get(path_of(fx, "zip")).status == 200);
  bool empty = false;  // the server lets go a moment after the client has it all
  for (int n = 0; n < 500 && !empty; ++n) {
    empty = files_in(spool).empty();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  CHECK(empty);
}

TEST_CASE("the stamped pictures can be had instead, and what is not made yet is named") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto ana = fx.member("reviewer");
  kit::take(fx, crew, 1);
  fx.wait_for_jobs();
  const auto zip = ana.get(path_of(fx, "zip?pictures=display"));
  const auto folder = std::filesystem::path(fx.folder()) / "unpacked";
  CHECK(verify(zip.body, folder).ends_with("[0]\n"));
  const auto files = files_in(folder / "photos");
  REQUIRE(files.size() == 1);
  CHECK(read_file(files[0]).starts_with("\xFF\xD8"));
  CHECK(sha256_hex(read_file(files[0])) != sha256_hex(kit::small_jpeg(1)));
}

TEST_CASE("an original that is damaged or missing in the store is named, and the rest comes") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  for (int n = 0; n < 3; ++n) kit::take(fx, crew, n, kit::nth_slot(n));
  fx.wait_for_jobs();
  std::vector<std::filesystem::path> originals;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(fx.folder()))
    if (entry.path().extension() == ".original") originals.push_back(entry.path());
  REQUIRE(originals.size() == 3);
  REQUIRE(fx.app().blobs().remove("original/" + originals[0].stem().string()));
  std::filesystem::permissions(originals[1], std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  std::fstream(originals[1], std::ios::binary | std::ios::in | std::ios::out) << "rot";
  const auto zip = fx.admin().get(path_of(fx, "zip"));
  const auto folder = std::filesystem::path(fx.folder()) / "unpacked";
  CHECK(verify(zip.body, folder).ends_with("[0]\n"));
  CHECK(files_in(folder / "photos").size() == 1);
  const auto table = read_file(folder / "photos.csv");
  CHECK(table.find("missing in the store") != std::string::npos);
  CHECK(table.find("damaged") != std::string::npos);
  CHECK(lines_of(table) == 4);
}

TEST_CASE("a table has a line for every photo of more than one page") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto guest = fx.member("viewer");
  const int count = 205;  // a page is 200
  for (int n = 0; n < count; ++n) kit::take(fx, crew, n, {.index = 1 + n});
  const auto table = guest.get(path_of(fx, "csv"));
  CHECK(table.status == 200);
  CHECK(table.headers.at("content-type") == "text/csv; charset=utf-8");
  CHECK(lines_of(table.body) == count + 1);
}

TEST_CASE("a person has a few downloads at once, and the next when one has ended") {
  Turns turns;
  const UserId ana{"ana"}, ben{"ben"};
  std::vector<std::shared_ptr<void>> taken;
  for (int n = 0; n < ceilings::kDownloadsPerPerson; ++n) taken.push_back(turns.take(ana));
  for (const auto& turn : taken) CHECK(turn);
  CHECK_FALSE(turns.take(ana));
  CHECK(turns.take(ben));
  taken.pop_back();
  CHECK(turns.take(ana));
}

TEST_CASE("only the office downloads, only what it sees, and it is written down who did") {
  ServerFixture fx;
  auto crew = fx.member("crew");
  auto outside = fx.person("reviewer");
  auto ana = fx.member("reviewer");
  kit::take(fx, crew, 1);
  CHECK(crew.get(path_of(fx, "zip")).status == 403);
  CHECK(fx.stranger().get(path_of(fx, "csv")).status == 401);
  CHECK(outside.get(path_of(fx, "zip")).status == 404);
  CHECK(lines_of(outside.get("/api/exports/photos.csv").body) == 1);
  CHECK(ana.get(path_of(fx, "zip?pictures=all")).problem() == "invalid-request");
  CHECK(ana.get(path_of(fx, "csv?nonsense=1")).problem() == "unknown-field");
  REQUIRE(ana.get(path_of(fx, "zip?status=pending")).status == 200);
  const auto audit = fx.admin().get("/api/audit?kind=photos.downloaded");
  CHECK(audit.at("items.0.actor_id") == ana.id);
  CHECK(audit.at("items.0.body.which.status") == "pending");
}

}  // namespace evidence
