// The pieces of the S3 client that need no bucket.
#include <doctest/doctest.h>

#include <stdexcept>

#include "base/hex.h"
#include "blobs/key.h"
#include "blobs/s3_guard.h"
#include "blobs/s3_sign.h"
#include "blobs/s3_target.h"
#include "blobs/s3_xml.h"
#include "blobs/spooled.h"

namespace blobs::s3 {
namespace {

// The examples of "Authenticating Requests: Using the Authorization Header" in AWS's S3 API
// reference.
const S3Keys kExample{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const std::string kNothing = sha256_hex("");

Fields example_headers(const std::string& payload_sha256) {
  return {{"host", "examplebucket.s3.amazonaws.com"},
          {"x-amz-content-sha256", payload_sha256},
          {"x-amz-date", "20130524T000000Z"}};
}

std::string signature(std::string_view method, std::string_view path, const Fields& query,
                      const Fields& headers) {
  const auto text = authorization({method, path, query, headers}, kExample, "us-east-1");
  return text.substr(text.rfind('=') + 1);
}

}  // namespace

TEST_CASE("requests are signed as AWS's own examples are") {
  auto get = example_headers(kNothing);
  get["range"] = "bytes=0-9";
  CHECK(signature("GET", "/test.txt", {}, get) ==
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  auto put = example_headers(sha256_hex("Welcome to Amazon S3."));
  put["date"] = "Fri, 24 May 2013 00:00:00 GMT";
  put["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
  CHECK(signature("PUT", encoded("/test$file.text", true), {}, put) ==
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  CHECK(signature("GET", "/", {{"lifecycle", ""}}, example_headers(kNothing)) ==
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  CHECK(signature("GET", "/", {{"max-keys", "2"}, {"prefix", "J"}}, example_headers(kNothing)) ==
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  const auto text = authorization({"GET", "/test.txt", {}, get}, kExample, "us-east-1");
  CHECK(
      text.starts_with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                       "aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"));
  CHECK(text.find("wJalr") == std::string::npos);
  CHECK(signing_time(1'369'353'600'000) == "20130524T000000Z");
}

TEST_CASE("a bucket's address names host, bucket, prefix and region") {
  const auto ours = target_from("s3://photos/site-1/a?endpoint=http://127.0.0.1:7480&region=eu-1");
  CHECK(ours.origin == "http://127.0.0.1:7480");
  CHECK(ours.host == "127.0.0.1:7480");
  CHECK(ours.root == "/photos");
  CHECK(ours.prefix == "site-1/a/");
  CHECK(ours.region == "eu-1");
  CHECK(target_from("s3://photos?endpoint=https%3A%2F%2Fs3.example.org:443/").host ==
        "s3.example.org");
  const auto aws = target_from("s3://photos?region=eu-west-3&style=virtual");
  CHECK(aws.origin == "https://photos.s3.eu-west-3.amazonaws.com");
  CHECK(aws.root.empty());
  CHECK(target_from("s3://photos").origin == "https://s3.us-east-1.amazonaws.com");
}

TEST_CASE("an address that is not one, or holds a secret, is refused with what to write") {
  for (const char* url :
       {"http://photos", "s3://", "s3://Photos", "s3://photos/../x?", "s3://photos/a//b",
        "s3://photos?endpoint=127.0.0.1", "s3://photos?endpoint=ftp://host",
        "s3://photos?endpoint=http://key:secret@host", "s3://photos?endpoint=http://host/path",
        "s3://photos?endpont=http://host", "s3://photos?region=", "s3://photos?style=new",
        "s3://photos?endpoint=http://a%zz", "s3://photos?endpoint=http://a%0d%0ab"}) {
    CHECK_THROWS_AS_MESSAGE(target_from(url), std::invalid_argument, url);
  }
}

TEST_CASE("three asks without an answer open the breaker; one probe closes it") {
  Breaker breaker;
  breaker.failed(false, 0);
  breaker.failed(false, 0);
  CHECK(breaker.allow(0));
  breaker.failed(false, 0);
  CHECK(breaker.is_open());
  CHECK_FALSE(breaker.allow(499));
  CHECK(breaker.allow(500));
  CHECK_FALSE(breaker.allow(500));  // one at a time
  breaker.failed(false, 600);
  CHECK_FALSE(breaker.allow(1'599));  // twice as long
  CHECK(breaker.allow(1'600));
  breaker.succeeded();
  CHECK_FALSE(breaker.is_open());
  CHECK(breaker.allow(1'600));
  CHECK(breaker.allow(1'600));
}

TEST_CASE("a bucket that fails now and then stays in use; six of ten are too many") {
  Breaker breaker;
  for (int i = 0; i < 50; ++i) {
    breaker.failed(true, i);
    breaker.succeeded();
  }
  CHECK_FALSE(breaker.is_open());
  breaker.failed(true, 100);
  breaker.failed(true, 100);
  CHECK(breaker.is_open());
}

TEST_CASE("a late answer to an old ask does not close the breaker") {
  Breaker breaker;
  for (int i = 0; i < 3; ++i) breaker.failed(false, 0);
  breaker.succeeded();
  CHECK(breaker.is_open());
}

TEST_CASE("retries are a tenth of what is asked, once the first ten are spent") {
  Budget budget;
  int taken = 0;
  for (int i = 0; i < 1'000; ++i) {
    budget.asked();
    taken += budget.take();
  }
  CHECK(taken >= 105);
  CHECK(taken <= 111);
}

TEST_CASE("elements are found by name, and their entities resolved") {
  std::string_view xml =
      "<?xml version=\"1.0\"?><L xmlns=\"x\"><Keys/><Key>a&amp;b</Key><Key>c</Key><N/></L>";
  CHECK(element_text(xml, "Key") == "a&b");
  CHECK(element_text(xml, "N").empty());
  CHECK_FALSE(element(xml, "K"));
  CHECK(next_element(xml, "Key") == "a&amp;b");
  CHECK(next_element(xml, "Key") == "c");
  CHECK_FALSE(next_element(xml, "Key"));
  CHECK_FALSE(element("<Key>cut", "Key"));
  CHECK(ms_from_iso("2026-11-22T14:00:01.250Z") == 1'795'356'001'250);
  CHECK(ms_from_iso("yesterday") == 0);
}

TEST_CASE("a key may promise the hash of its bytes") {
  const std::string hash = sha256_hex("bytes");
  CHECK(promised_hash("original/0190-" + hash) == hash);
  CHECK(promised_hash("picture/0190").empty());
  CHECK(promised_hash("original/x" + hash).empty());
}

TEST_CASE("what waits has a bound, and the oldest goes first") {
  Spooled spooled(100);
  CHECK(spooled.reserve("a/new", 60, 2'000));
  CHECK_FALSE(spooled.reserve("a/large", 41, 2'000));
  CHECK(spooled.reserve("a/old", 40, 1'000));
  CHECK(spooled.totals().oldest_at_ms == 1'000);
  CHECK(spooled.oldest(1) == std::vector<std::string>{"a/old"});
  spooled.set_stuck("a/old");
  CHECK(spooled.oldest(5) == std::vector<std::string>{"a/new"});
  CHECK(spooled.totals().stuck == 1);
  spooled.found(
      {"a/another", 500, 3'000});  // from before a restart: counted though there is no room
  CHECK(spooled.totals().count == 3);
  spooled.drop("a/old");
  spooled.drop("a/another");
  CHECK(spooled.totals().size_bytes == 60);
}

}  // namespace blobs::s3
