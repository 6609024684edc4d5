// How alarms go out: one message per way, sent by a job, tried for a day.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/json.h"
#include "base/log.h"
#include "ops/alarms.h"

namespace ops {
namespace {

constexpr std::int64_t kTryAgainMs = 15 * 60'000;  // after the job's own tries, which take 85 s
constexpr std::int64_t kGiveUpMs = 24 * 3'600'000;
constexpr std::int64_t kMessagesKeptMs = 30 * kGiveUpMs;

constexpr db::Sql<std::string, std::string, std::string, std::string, What, std::string,
                  std::string, std::int64_t, std::int64_t, std::int64_t>
    kInsertMessage{"ops.alarm_insert_message", R"sql(
  INSERT INTO alarm_messages (id, way, name, place, what, text, remedy, began_at_ms, made_at_ms,
                              tries, due_at_ms)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)
)sql"};

constexpr db::Sql<std::int64_t> kForgetMessages{"ops.alarm_forget_messages", R"sql(
  DELETE FROM alarm_messages WHERE made_at_ms < $1
)sql"};

constexpr db::Sql<std::string> kFindMessage{"ops.alarm_find_message", R"sql(
  SELECT id, way, name, place, what, text, remedy, began_at_ms, made_at_ms
  FROM alarm_messages WHERE id = $1 AND due_at_ms IS NOT NULL
)sql"};

constexpr db::Sql<std::string, std::int64_t> kSent{"ops.alarm_sent", R"sql(
  UPDATE alarm_messages SET tries = tries + 1, due_at_ms = NULL, sent_at_ms = $2, error = NULL
  WHERE id = $1
)sql"};

constexpr db::Sql<std::string, std::string> kNotSent{"ops.alarm_not_sent", R"sql(
  UPDATE alarm_messages SET tries = tries + 1, error = $2 WHERE id = $1
  RETURNING tries
)sql"};

struct DueMessage {
  std::string id;
  std::int64_t made_at_ms = 0;
  std::int64_t due_at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(DueMessage, (), (id, made_at_ms, due_at_ms))

constexpr db::Sql<std::int64_t> kListDue{"ops.alarm_list_due", R"sql(
  SELECT id, made_at_ms, due_at_ms FROM alarm_messages
  WHERE due_at_ms IS NOT NULL AND due_at_ms <= $1 ORDER BY due_at_ms, id LIMIT 100
)sql"};

constexpr db::Sql<std::string, std::int64_t, std::optional<std::int64_t>> kPutOff{
    "ops.alarm_put_off",
    R"sql(
  UPDATE alarm_messages SET due_at_ms = $3 WHERE id = $1 AND due_at_ms = $2
)sql"};

std::string host_in(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  return std::string(address.substr(0, address.find('/')));
}

std::string subject_of(const AlarmMessage& message, const std::string& address) {
  constexpr std::string_view kWords[] = {"", "still: ", "over: "};
  std::string_view title = message.text;
  title = title.substr(0, std::min(title.find(": "), title.find(". ")));
  title = title.substr(0, title.find('\n'));
  if (title.ends_with('.')) title.remove_suffix(1);
  return fmt::format("Asbuilt: {}{} ({})", kWords[static_cast<std::size_t>(message.what)], title,
                     host_in(address));
}

std::string utc(std::int64_t ms) {
  return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(ms / 1'000)));
}

std::string mail_text(const AlarmMessage& message, const std::string& address) {
  const bool over = message.what == What::over;
  std::string text = message.text + "\n";
  if (!over && !message.remedy.empty()) text += "\nWhat to do: " + message.remedy + "\n";
  text += over ? fmt::format("\nIt is over. It began {}", utc(message.began_at_ms))
               : fmt::format("\nSince {}", utc(message.began_at_ms));
  if (!message.place.empty()) text += fmt::format(", on the machine {}", message.place);
  return text + fmt::format(
                    ".\nServer: {}\n\nYou are told when something begins, once a day while it "
                    "lasts, and when it is over.\n",
                    address);
}

struct HookData {
  std::string name;
  std::string place;
  std::string text;
  std::string remedy;
  std::int64_t began_at_ms = 0;
  std::string server;
};
BOOST_DESCRIBE_STRUCT(HookData, (), (name, place, text, remedy, began_at_ms, server))

// What Standard Webhooks asks for, and `text`, which chat programs show.
struct HookBody {
  std::string type;
  std::string timestamp;
  std::string text;
  HookData data;
};
BOOST_DESCRIBE_STRUCT(HookBody, (), (type, timestamp, text, data))

std::string hook_body(const AlarmMessage& message, const std::string& address) {
  const auto seconds = static_cast<std::time_t>(message.made_at_ms / 1'000);
  return json::to_text(HookBody{
      fmt::format("alarm.{}", name_of(message.what)),
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds)),
      fmt::format("{}\n{}", subject_of(message, address), message.text),
      {message.name, message.place, message.text, message.remedy, message.began_at_ms, address}});
}

}  // namespace

std::vector<std::string> Alarms::ways() const {
  std::vector<std::string> ways;
  if (!settings_.mail_to.empty()) ways.emplace_back("mail");
  if (!settings_.webhook.url.empty()) ways.emplace_back("webhook");
  return ways;
}

void Alarms::handle_jobs(jobs::Runner& runner) {
  runner.handle(std::string(kAlarmJob), [this](const jobs::Job& job) { return send(job); });
}

void Alarms::tell(db::Tx& tx, AlarmMessage message) {
  const std::int64_t now = message.made_at_ms;
  tx.run(kForgetMessages, now - kMessagesKeptMs);
  for (const std::string& way : ways()) {
    message.id = ids_.next_text();
    tx.run(kInsertMessage, message.id, way, message.name, message.place, message.what, message.text,
           message.remedy, message.began_at_ms, now, now + kTryAgainMs);
    jobs_.add(tx, kAlarmJob, message.id);
  }
}

bool Alarms::has_due(db::Tx& tx, std::int64_t now) {
  return tx.find<DueMessage>(kListDue, now).has_value();
}

// A mail server may be away for hours: its messages get a new job now and then.
void Alarms::try_again(db::Tx& tx, std::int64_t now) {
  for (const DueMessage& due : tx.list<DueMessage>(kListDue, now)) {
    const bool over = now - due.made_at_ms >= kGiveUpMs;
    const auto next = over ? std::nullopt : std::optional<std::int64_t>(now + kTryAgainMs);
    if (tx.exec(kPutOff, due.id, due.due_at_ms, next) == 0) continue;
    if (!over) {
      jobs_.again(tx, kAlarmJob, due.id);
      continue;
    }
    tx.after_commit([id = due.id] {
      log_error("an alarm was not told: nobody took its message for a day", {{"message", id}});
    });
  }
}

jobs::Outcome Alarms::send(const jobs::Job& job) {
  const auto message = database_.read([&](db::Tx& tx) -> Result<std::optional<AlarmMessage>> {
    return tx.find<AlarmMessage>(kFindMessage, job.subject_id);
  });
  if (!message) return jobs::Retry{message.error().detail};
  if (!*message) return jobs::Done{};
  const auto why = deliver(**message);
  const auto noted = database_.write([&](db::Tx& tx) -> Result<std::int64_t> {
    if (why) return tx.get<std::int64_t>(kNotSent, job.subject_id, *why);
    tx.exec(kSent, job.subject_id, clock_.now_ms());
    return 0;
  });
  if (!why) return jobs::Done{};
  if (noted && *noted == 1)
    log_warn("an alarm could not be told yet; it is tried again for a day",
             {{"alarm", (*message)->name}, {"way", (*message)->way}, {"reason", *why}});
  // No failed job at the end of its tries: look() gives the message another one.
  if (job.attempt >= ceilings::kJobTries) return jobs::Done{};
  return jobs::Retry{*why};
}

std::optional<std::string> Alarms::deliver(const AlarmMessage& message) {
  const std::string& address = settings_.address;
  if (message.way == "mail" && !settings_.mail_to.empty())
    return send_mail(settings_.mail_server,
                     {message.id, settings_.mail_to, subject_of(message, address),
                      mail_text(message, address), message.made_at_ms});
  if (message.way == "webhook" && !settings_.webhook.url.empty())
    return post_webhook(settings_.webhook, message.id, clock_.now_ms(),
                        hook_body(message, address));
  return std::nullopt;  // this way was taken out of the settings meanwhile
}

// True: at least one way took it, or there is none.
bool Alarms::deliver_everywhere(AlarmMessage message) {
  bool told = ways().empty();
  for (const std::string& way : ways()) {
    message.id = ids_.next_text();
    message.way = way;
    const auto why = deliver(message);
    told = told || !why;
    if (why) log_warn("an alarm could not be told", {{"way", way}, {"reason", *why}});
  }
  return told;
}

Alarms::Tested Alarms::test() {
  if (ways().empty())
    return {false, "Nobody would be told. Set ALARM_MAIL with SMTP_URL, or ALARM_WEBHOOK.\n"};
  Tested tested;
  const std::int64_t now = clock_.now_ms();
  for (const std::string& way : ways()) {
    const auto why = deliver({.id = ids_.next_text(),
                              .way = way,
                              .name = "test",
                              .place = settings_.machine,
                              .text = "Test message: alarms of this server reach you.",
                              .remedy = "nothing, somebody ran `asbuilt alarms test`.",
                              .began_at_ms = now,
                              .made_at_ms = now});
    const std::string to = way == "mail" ? "mail to " + settings_.mail_to : way;
    tested.fine = tested.fine && !why;
    tested.text += why ? fmt::format("{}: NOT sent. {}\n", to, *why) : to + ": sent\n";
  }
  return tested;
}

}  // namespace ops
