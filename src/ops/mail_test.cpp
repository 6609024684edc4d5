#include "ops/mail.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <algorithm>

#include "kit/stubs.h"
#include "ops/webhook.h"

namespace {

const ops::MailServer kServer{"smtp://localhost", "asbuilt@example.org"};

ops::Mail mail_about(const std::string& subject, const std::string& text = "Hello.") {
  return {"0199", "ops@example.org", subject, text, 1'763'821'200'000};
}

std::string head_of(const std::string& mail) { return mail.substr(0, mail.find("\r\n\r\n") + 2); }

}  // namespace

TEST_CASE("a mail has the head that mail servers want") {
  const auto head = head_of(ops::write_mail(kServer, mail_about("Asbuilt: all is well")));
  CHECK(head.find("Date: Sat, 22 Nov 2025 14:20:00 +0000\r\n") != std::string::npos);
  CHECK(head.find("From: Asbuilt <asbuilt@example.org>\r\n") != std::string::npos);
  CHECK(head.find("To: <ops@example.org>\r\n") != std::string::npos);
  CHECK(head.find("Message-ID: <0199@example.org>\r\n") != std::string::npos);
  CHECK(head.find("Auto-Submitted: auto-generated\r\n") != std::string::npos);
}

TEST_CASE("no subject, however it is written, begins a header line of its own") {
  const auto plain = head_of(ops::write_mail(kServer, mail_about("x")));
  const auto lines = std::ranges::count(plain, '\n');
  for (const std::string subject :
       {"x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\rBcc: a@b", "ü\r\n\r\nbody"}) {
    const auto head = head_of(ops::write_mail(kServer, mail_about(subject)));
    CHECK(std::ranges::count(head, '\n') == lines);
    CHECK(head.find("\nBcc") == std::string::npos);
  }
}

TEST_CASE("a subject in another script is encoded in words that end between characters") {
  std::string subject;
  for (int i = 0; i < 30; ++i) subject += "ü東";
  const auto head = head_of(ops::write_mail(kServer, mail_about(subject)));
  std::string decoded;
  for (auto at = head.find("=?utf-8?B?"); at != std::string::npos;
       at = head.find("=?utf-8?B?", at + 1)) {
    const auto word = head.substr(at + 10, head.find("?=", at) - at - 10);
    CHECK(word.size() + 12 <= 75);
    std::string bytes(word.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(word.data()),
                                     static_cast<int>(word.size()));
    REQUIRE(size >= 0);
    bytes.resize(static_cast<std::size_t>(size) -
                 static_cast<std::size_t>(std::ranges::count(word, '=')));
    CHECK((bytes.front() & 0xc0) != 0x80);
    decoded += bytes;
  }
  CHECK(decoded == subject);
}

TEST_CASE("a body arrives as it was written, dots and long lines too") {
  kit::MailStub stub;
  const std::string text = ".\n..dots = two\n" + std::string(300, 'x') + "\nende \nü\n.";
  CHECK(!ops::send_mail({stub.url(), "asbuilt@example.org"}, mail_about("x", text)));
  REQUIRE(stub.mails().size() == 1);
  std::string body = stub.mails()[0].text;
  body = body.substr(body.find("\r\n\r\n") + 4);
  std::string decoded;
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (body[i] == '\r') continue;
    if (body[i] != '=') {
      decoded += body[i];
    } else if (body[i + 1] == '\r') {
      i += 2;
    } else {
      decoded += static_cast<char>(std::stoi(body.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  CHECK(decoded == text + "\n");
}

TEST_CASE("a password goes to this machine in the clear, and nowhere else") {
  using ops::Privacy;
  CHECK(ops::privacy_of("smtp://a:b@127.0.0.1:25") == Privacy::none);
  CHECK(ops::privacy_of("smtp://localhost") == Privacy::none);
  CHECK(ops::privacy_of("smtp://[::1]:25/") == Privacy::none);
  CHECK(ops::privacy_of("smtp://a:b@mail.example.org:587") == Privacy::always);
  CHECK(ops::privacy_of("smtp://a@mail.example.org") == Privacy::always);
  CHECK(ops::privacy_of("smtp://a:localhost@mail.example.org") == Privacy::always);
  CHECK(ops::privacy_of("smtps://mail.example.org") == Privacy::always);
  CHECK(ops::privacy_of("smtp://relay.example.org") == Privacy::if_it_can);
}

TEST_CASE("an address is one address, without anything that could end its line") {
  CHECK(ops::is_mail_address("ops@example.org"));
  CHECK(ops::is_mail_address("first.last+tag@mail.example.org"));
  for (const std::string bad : {"", "ops", "@example.org", "ops@", "a@b,c@d", "a b@c", "a@b\r\nX",
                                "<a@b>", "a@b@c", "\"a\"@b", "a@b;c"})
    CHECK_MESSAGE(!ops::is_mail_address(bad), bad);
}

TEST_CASE("what is posted is signed as Standard Webhooks wants, and its example agrees") {
  const ops::Webhook example{"", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
  CHECK(ops::webhook_signature(example, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                               R"({"test": 2432232314})") ==
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

  kit::WebhookStub stub;
  const ops::Webhook hook{stub.url(), ops::webhook_secret_from("a server's secret")};
  CHECK(ops::is_webhook_secret(hook.secret));
  CHECK(!ops::post_webhook(hook, "0199", 1'763'821'200'500, R"({"a":1})"));
  REQUIRE(stub.calls().size() == 1);
  const auto call = stub.calls()[0];
  CHECK(call.request == "POST /hook HTTP/1.1");
  CHECK(call.body == R"({"a":1})");
  CHECK(call.header("content-type") == "application/json");
  CHECK(call.header("webhook-id") == "0199");
  CHECK(call.header("webhook-timestamp") == "1763821200");
  CHECK(call.header("webhook-signature") ==
        ops::webhook_signature(hook, "0199", 1'763'821'200, call.body));
}

TEST_CASE("a webhook that redirects or refuses has not taken it, and nobody follows it") {
  kit::WebhookStub stub;
  kit::WebhookStub other;
  const ops::Webhook hook{stub.url(), ops::webhook_secret_from("s")};
  stub.answer("302 Found", "location: " + other.url() + "\r\n");
  CHECK(ops::post_webhook(hook, "1", 0, "{}") == "it answered 302");
  CHECK(other.calls().empty());
  stub.answer("503 Busy");
  CHECK(ops::post_webhook(hook, "1", 0, "{}") == "it answered 503");
  CHECK(ops::post_webhook({"file:///etc/passwd", hook.secret}, "1", 0, "{}").has_value());
}
