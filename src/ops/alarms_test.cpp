// Alarms as their mail server and their webhook see them.
#include "ops/alarms.h"

#include <doctest/doctest.h>

#include <barrier>

#include "kit/database.h"
#include "kit/logged.h"
#include "kit/server.h"
#include "kit/stubs.h"
#include "server/control.h"

namespace {

constexpr std::int64_t kMinuteMs = 60'000;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;

ops::Condition disk(bool bad) {
  return {"disk-low", bad, "The disk is nearly full: 1.5 GB of 40 GB are free.",
          "Delete what is not needed, or make the disk larger."};
}

// A server whose alarms go to stubs, looked after once a minute.
struct Watched {
  kit::MailStub mail;
  kit::WebhookStub hook;
  kit::ServerFixture fx{[this](server::Config& config) {
    config.alarm_mail.value = "ops@example.org";
    config.smtp_url.value = mail.url("ana:top%20secret@");
    config.public_url.value = "https://photos.example.org";
  }};

  void look(bool bad) {
    const auto condition = disk(bad);
    fx.app().alarms().look({&condition, 1});
    fx.clock().advance_ms(kMinuteMs);
  }
  // Waits until so many have called the mail server, and their jobs are put off or over: a clock
  // moved meanwhile would take the lease away.
  void wait_for_calls(int calls) {
    SystemEntropy entropy;
    const Ids ids(fx.clock(), entropy);
    jobs::Jobs jobs(ids, fx.clock());
    const auto running = [&] {
      return *fx.app().database().read([&](db::Tx& tx) -> Result<std::int64_t> {
        return jobs.counts(tx, ops::kAlarmJob).running;
      });
    };
    for (int i = 0; i < 500 && (mail.calls() < calls || running() > 0); ++i) usleep(20'000);
  }
  std::string subjects() {
    fx.wait_for_jobs();
    std::string subjects;
    for (const auto& one : mail.mails()) {
      const auto at = one.text.find("Subject: ") + 9;
      subjects += one.text.substr(at, one.text.find("\r\n", at) - at) + "\n";
    }
    return subjects;
  }
};

const std::string kBegun = "Asbuilt: The disk is nearly full (photos.example.org)\n";
const std::string kStill = "Asbuilt: still: The disk is nearly full (photos.example.org)\n";
const std::string kOver = "Asbuilt: over: The disk is nearly full (photos.example.org)\n";

int count_of(const std::string& text, const std::string& words) {
  int count = 0;
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++count;
  return count;
}

// A database that can be taken away.
class ShakyDatabase final : public db::Database {
 public:
  explicit ShakyDatabase(db::Database& real) : real_(real) {}
  bool away = false;

  void before_group_commit(std::function<void(db::Tx&)>) override {}
  void run_script(std::string_view script) override { real_.run_script(script); }
  void exclusively(const std::function<void()>& fn) override { real_.exclusively(fn); }
  db::Vitals vitals() override { return real_.vitals(); }
  bool is_postgres() const override { return real_.is_postgres(); }
  void snapshot(const std::filesystem::path& into, const db::GoOn& go_on) override {
    real_.snapshot(into, go_on);
  }
  Result<std::int64_t> server_ms() override { return real_.server_ms(); }
  std::vector<db::Reading> read_back() override { return real_.read_back(); }
  std::vector<std::string> indexes_of(const std::string& table) override {
    return real_.indexes_of(table);
  }
  std::vector<std::string> find_flaws() override { return real_.find_flaws(); }
  std::int64_t checkpoint(bool truncate) override { return real_.checkpoint(truncate); }
  void optimize() override { real_.optimize(); }

 private:
  Result<void> run_read(const db::Body& body) override {
    return real_.read([&](db::Tx& tx) -> Result<void> { return body(tx), Result<void>(); });
  }
  Result<void> run_write(const db::Body& body) override {
    if (away) return error_of(problems::kUnavailable);
    return real_.write([&](db::Tx& tx) -> Result<void> { return body(tx), Result<void>(); });
  }
  db::Database& real_;
};

// Alarms without a server around them; two of them are two instances.
struct Instances {
  kit::WebhookStub hook;
  std::unique_ptr<kit::TestDatabase> database = kit::TestDatabase::migrated();
  ShakyDatabase shaky{**database};
  ShiftedClock clock;
  SystemEntropy entropy;
  Ids ids{clock, entropy};
  jobs::Jobs jobs{ids, clock};

  ops::Alarms instance(const std::string& machine) {
    ops::AlarmSettings settings;
    settings.webhook = {hook.url(), ops::webhook_secret_from("s")};
    settings.machine = machine;
    settings.address = "https://photos.example.org";
    return {shaky, jobs, clock, ids, settings};
  }
  std::int64_t waiting() {
    return database->operator->()
        ->read([&](db::Tx& tx) -> Result<std::int64_t> {
          return jobs.counts(tx, ops::kAlarmJob).queued;
        })
        .operator*();
  }
};

}  // namespace

TEST_CASE("what is bad at two looks is told once, once more each day, and once when it is over") {
  Watched watched;
  watched.look(false);
  watched.look(true);
  CHECK(watched.subjects().empty());
  watched.look(true);
  CHECK(watched.subjects() == kBegun);
  for (int i = 0; i < 5; ++i) watched.look(true);
  CHECK(watched.subjects() == kBegun);

  watched.fx.clock().advance_ms(24 * kHourMs);
  watched.look(true);
  watched.look(true);
  CHECK(watched.subjects() == kBegun + kStill);

  for (int i = 0; i < 10; ++i) watched.look(false);
  CHECK(watched.subjects() == kBegun + kStill + kOver);
  const auto begun = watched.mail.mails().front();
  CHECK(begun.to == "<ops@example.org>");
  CHECK(begun.from == "<asbuilt@photos.example.org>");
  CHECK(begun.text.find("What to do: Delete what is not needed") != std::string::npos);
  CHECK(begun.credential != "");
}

TEST_CASE("one bad look, or bad ones with fine ones between, tell nobody") {
  Watched watched;
  for (const bool bad : {true, false, true, false, false, true, false}) watched.look(bad);
  const auto condition = disk(true);
  for (int i = 0; i < 3; ++i) watched.fx.app().alarms().look({&condition, 1});  // at one moment
  CHECK(watched.subjects().empty());
}

TEST_CASE("an alarm that comes and goes within minutes is one alarm") {
  Watched watched;
  for (const bool bad : {true, true, false, false, true, false, true, true}) watched.look(bad);
  CHECK(watched.subjects() == kBegun);
}

TEST_CASE("a restart repeats nothing that was told, and forgets nothing that lasts") {
  Watched watched;
  watched.look(true);
  watched.look(true);
  CHECK(watched.subjects() == kBegun);
  watched.fx.restart();
  watched.look(true);
  watched.look(true);
  CHECK(watched.subjects() == kBegun);
  watched.fx.restart();
  for (int i = 0; i < 7; ++i) watched.look(false);
  CHECK(watched.subjects() == kBegun + kOver);
}

TEST_CASE("of two instances that look at the same moment one tells") {
  Instances two;
  auto a = two.instance("a");
  auto b = two.instance("b");
  const auto together = [&](bool bad) {
    std::barrier start(2);
    const auto look = [&](ops::Alarms& alarms) {
      const auto condition = disk(bad);
      start.arrive_and_wait();
      alarms.look({&condition, 1});
    };
    std::thread other([&] { look(b); });
    look(a);
    other.join();
    two.clock.advance_ms(kMinuteMs);
  };
  for (int round = 1; round <= 15; ++round) {
    together(true);
    CHECK(two.waiting() == 2 * round - 2);
    for (int i = 0; i < 3; ++i) together(true);
    CHECK(two.waiting() == 2 * round - 1);
    for (int i = 0; i < 8; ++i) together(false);
    CHECK(two.waiting() == 2 * round);
  }
}

TEST_CASE("an alarm about one machine is not ended by another one's look") {
  Instances two;
  auto a = two.instance("a");
  auto b = two.instance("b");
  for (int i = 0; i < 10; ++i) {
    auto full = disk(true);
    auto fine = disk(false);
    full.here = fine.here = true;
    a.look({&full, 1});
    b.look({&fine, 1});
    two.clock.advance_ms(kMinuteMs);
  }
  CHECK(two.waiting() == 1);
  const auto standing = a.list();
  REQUIRE(standing);
  REQUIRE(standing->size() == 1);
  CHECK(standing->front().place == "a");
  // The machine is taken away for good: nobody hears of it again.
  two.clock.advance_ms(80 * kHourMs);
  b.look({});
  CHECK(b.list()->empty());
  CHECK(two.waiting() == 1);
}

TEST_CASE("while the database cannot be written it is told at once, with all that is bad") {
  Instances one;
  auto alarms = one.instance("a");
  const auto look = [&](bool bad) {
    const auto condition = disk(bad);
    alarms.look({&condition, 1});
    one.clock.advance_ms(kMinuteMs);
  };
  one.shaky.away = true;
  look(true);
  CHECK(one.hook.calls().empty());
  for (int i = 0; i < 4; ++i) look(true);
  REQUIRE(one.hook.calls().size() == 1);
  CHECK(one.hook.calls()[0].body.find("cannot be written") != std::string::npos);
  CHECK(one.hook.calls()[0].body.find("1.5 GB of 40 GB") != std::string::npos);
  one.shaky.away = false;
  look(false);
  look(false);
  REQUIRE(one.hook.calls().size() == 2);
  CHECK(one.hook.calls()[1].body.find("alarm.over") != std::string::npos);
}

TEST_CASE("a mail server that is away is tried for a day and logged once, without its password") {
  const kit::Logged logged;
  Watched watched;
  watched.mail.hang_up(true);
  watched.look(true);
  watched.look(true);
  for (int calls = 1; calls <= 5; ++calls) {
    watched.wait_for_calls(calls);
    watched.fx.clock().advance_ms(5 * kMinuteMs);
  }
  watched.fx.wait_for_jobs();
  INFO(logged.text());
  CHECK(watched.mail.calls() == 5);
  const auto listed = watched.fx.admin().get("/api/alarms");
  CHECK(listed.at("items.0.untold").starts_with("127.0.0.1: "));

  watched.look(true);  // the fifteen minutes are over: five more tries
  watched.wait_for_calls(6);
  watched.mail.hang_up(false);
  watched.fx.clock().advance_ms(5 * kMinuteMs);
  CHECK(watched.subjects() == kBegun);
  CHECK(watched.fx.admin().get("/api/alarms").at("items.0.untold").empty());
  CHECK(count_of(logged.text(), "could not be told") == 1);
  CHECK(count_of(logged.text(), "a job failed") == 0);
  CHECK(logged.text().find("secret") == std::string::npos);
}

TEST_CASE("a message that nobody takes for a day is given up, and the log says so") {
  const kit::Logged logged;
  Watched watched;
  watched.mail.refuse(true);
  watched.look(true);
  watched.look(true);
  watched.wait_for_calls(1);
  watched.fx.clock().advance_ms(23 * kHourMs);
  watched.look(true);
  watched.fx.clock().advance_ms(2 * kHourMs);
  for (int i = 0; i < 40; ++i) {
    watched.wait_for_calls(1);
    watched.fx.clock().advance_ms(2 * kMinuteMs);
  }
  for (int i = 0; i < 7; ++i) watched.look(false);
  CHECK(count_of(logged.text(), "nobody took its message for a day") >= 1);
  CHECK(watched.mail.mails().empty());
}

TEST_CASE("what stands is listed for admins, from the first telling until it is over") {
  Watched watched;
  auto& admin = watched.fx.admin();
  watched.look(true);
  CHECK(admin.get("/api/alarms").body == R"({"items":[]})");
  watched.look(true);
  const auto listed = admin.get("/api/alarms");
  CHECK(listed.at("items.0.name") == "disk-low");
  CHECK(listed.at("items.0.text") == disk(true).text);
  CHECK(listed.at("items.0.remedy") == disk(true).remedy);
  CHECK(std::stoll(listed.at("items.0.told_at_ms")) > std::stoll(listed.at("items.0.began_at_ms")));
  CHECK(watched.fx.person("reviewer").get("/api/alarms").problem() == "denied");
  for (int i = 0; i < 8; ++i) watched.look(false);
  CHECK(admin.get("/api/alarms").body == R"({"items":[]})");
}

TEST_CASE("asbuilt alarms test sends by every way, and says of each how it went") {
  kit::MailStub mail;
  kit::WebhookStub hook;
  kit::ServerFixture fx([&](server::Config& config) {
    config.alarm_mail.value = "ops@example.org";
    config.smtp_url.value = mail.url("ana:top%20secret@");
    config.alarm_webhook.value = hook.url("/token-in-its-path");
  });
  const auto good = fx.app().answer({.verb = "alarms-test"});
  CHECK(good.fine);
  CHECK(good.text == "mail to ops@example.org: sent\nwebhook: sent\n");
  CHECK(mail.mails().size() == 1);
  CHECK(hook.calls().size() == 1);
  hook.answer("500 Broken");
  mail.refuse(true);
  const auto bad = fx.app().answer({.verb = "alarms-test"});
  CHECK_FALSE(bad.fine);
  CHECK(bad.text.find("webhook: NOT sent. it answered 500\n") != std::string::npos);
  CHECK(bad.text.find("mail to ops@example.org: NOT sent. 127.0.0.1: ") != std::string::npos);
  CHECK(bad.text.find("451") != std::string::npos);
  CHECK(bad.text.find("secret") == std::string::npos);
  CHECK(bad.text.find("token") == std::string::npos);

  if (kit::Cluster::url_of_run().empty()) {
    const auto through =
        server::ask_server(fx.folder() + "/data/control.sock", {.verb = "alarms-secret"});
    REQUIRE(through);
    CHECK(ops::is_webhook_secret(through->text.substr(0, through->text.size() - 1)));
  }
}

TEST_CASE("without an address nobody is told, and the test says what to set") {
  kit::ServerFixture fx;
  const auto condition = disk(true);
  for (int i = 0; i < 3; ++i) {
    fx.app().alarms().look({&condition, 1});
    fx.clock().advance_ms(kMinuteMs);
  }
  CHECK(fx.admin().get("/api/alarms").at("items.0.name") == "disk-low");
  const auto spoken = fx.app().answer({.verb = "alarms-test"});
  CHECK_FALSE(spoken.fine);
  CHECK(spoken.text.find("ALARM_MAIL") != std::string::npos);
}
