// Plain-text mail by SMTP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ops {

struct MailServer {
  std::string url;   // smtp://user:password@host:587 or smtps://…; never logged
  std::string from;  // the sender's address
};

struct Mail {
  std::string id;  // stays the same when it is sent again
  std::string to;
  std::string subject;
  std::string text;
  std::int64_t at_ms = 0;
};

// One address, and nothing that could end a header line or name a second one?
bool is_mail_address(std::string_view text);

// The whole message. Whatever stands in the subject, it stays one header line.
std::string write_mail(const MailServer& server, const Mail& mail);

// How the way to this server is kept private.
enum class Privacy {
  none,       // this machine
  if_it_can,  // STARTTLS when it is offered: there is no password to lose
  always
};
Privacy privacy_of(std::string_view url);

// Within 20 s. Why it was not taken, in words without secrets; nothing when it was.
std::optional<std::string> send_mail(const MailServer& server, const Mail& mail);

}  // namespace ops
