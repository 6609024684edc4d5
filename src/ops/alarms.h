// What is wrong with the server, told to one mail address or webhook: once when it begins, once a
// day while it lasts, once when it is over. Owns `alarms` and `alarm_messages`.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "db/db.h"
#include "jobs/jobs.h"
#include "ops/mail.h"
#include "ops/webhook.h"

namespace ops {

inline constexpr std::string_view kAlarmJob = "alarm";

// One thing that somebody looked at.
struct Condition {
  std::string_view name;  // "disk-low", stays the same
  bool bad = false;
  std::string text;    // what is wrong; up to the first colon or full stop it is the mail's subject
  std::string remedy;  // what to do
  bool here = false;   // true: of this machine, so that another instance's look says nothing of it
};

struct AlarmSettings {
  std::string mail_to;  // empty: no mail
  MailServer mail_server;
  Webhook webhook;      // without a URL: none
  std::string address;  // where people open the server
  std::string machine;  // this one's name
};

struct Standing {
  std::string name;
  std::string place;  // the machine it is about; empty: the whole installation
  std::string text;
  std::string remedy;
  std::int64_t began_at_ms = 0;
  std::int64_t told_at_ms = 0;
  std::int64_t looked_at_ms = 0;
  std::optional<std::string> untold;  // why the last message has not gone out
};
BOOST_DESCRIBE_STRUCT(Standing, (),
                      (name, place, text, remedy, began_at_ms, told_at_ms, looked_at_ms, untold))

enum class What { begun, still, over };
BOOST_DESCRIBE_ENUM(What, begun, still, over)

struct AlarmMessage {
  std::string id;
  std::string way;  // "mail" or "webhook"
  std::string name;
  std::string place;
  What what = What::begun;
  std::string text;
  std::string remedy;
  std::int64_t began_at_ms = 0;
  std::int64_t made_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(AlarmMessage, (),
                      (id, way, name, place, what, text, remedy, began_at_ms, made_at_ms))

struct AlarmStep;

// Safe from any thread; look() is called by one.
class Alarms {
 public:
  // All outlive this object.
  Alarms(db::Database& database, jobs::Jobs& jobs, const Clock& clock, const Ids& ids,
         AlarmSettings settings);

  void handle_jobs(jobs::Runner& runner);

  // Called about once a minute with all that is watched. What is bad at two looks 30 s apart is an
  // alarm; what was fine for five minutes is over. While the database cannot be written this
  // process keeps in mind what is bad, and tells it at once. Never throws.
  void look(std::span<const Condition> conditions);

  Result<std::vector<Standing>> list();

  // Sends one message, or says what to try: never an exception for what the other side does.
  jobs::Outcome send(const jobs::Job& job);

  // Sends a test message now, by every way there is; a line for each: how it went.
  struct Tested {
    bool fine = true;
    std::string text;
  };
  Tested test();

  const AlarmSettings& settings() const { return settings_; }

 private:
  Result<void> look_and_keep(std::span<const Condition> conditions, std::int64_t now);
  void look_without_database(std::span<const Condition> conditions, std::int64_t now);
  void take(db::Tx& tx, const AlarmStep& step, std::int64_t now);
  void tell(db::Tx& tx, AlarmMessage message);  // by every way there is
  static bool has_due(db::Tx& tx, std::int64_t now);
  void try_again(db::Tx& tx, std::int64_t now);
  // Why it was not taken; nothing when it was.
  std::optional<std::string> deliver(const AlarmMessage& message);
  bool deliver_everywhere(AlarmMessage message);
  std::vector<std::string> ways() const;

  db::Database& database_;
  jobs::Jobs& jobs_;
  const Clock& clock_;
  const Ids& ids_;
  const AlarmSettings settings_;

  // Since when the database cannot be written, and when that was told; 0: not so.
  std::int64_t unkept_since_ms_ = 0;
  std::int64_t unkept_told_ms_ = 0;
};

}  // namespace ops
