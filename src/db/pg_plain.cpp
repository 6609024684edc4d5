#include "db/pg_plain.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace db::postgres {

Plain::Plain(const std::string& url, int connect_ms) {
  const std::string connect_s = std::to_string(std::max(2, (connect_ms + 999) / 1'000));
  const std::array keys = {"dbname",          "connect_timeout",
                           "client_encoding", "application_name",
                           "options",         static_cast<const char*>(nullptr)};
  const std::array values = {url.c_str(),
                             connect_s.c_str(),
                             "UTF8",
                             "asbuilt-admin",
                             "-c client_min_messages=warning",
                             static_cast<const char*>(nullptr)};
  line_.reset(PQconnectdbParams(keys.data(), values.data(), 1));
  if (PQstatus(line_.get()) != CONNECTION_OK)
    throw Failure(Trouble::busy, fmt::format("cannot connect: {}", PQerrorMessage(line_.get())));
}

std::string Plain::first_value(const Answer& answer) {
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_TUPLES_OK && PQntuples(answer.get()) > 0 && PQnfields(answer.get()) > 0)
    return PQgetvalue(answer.get(), 0, 0);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return {};
  const char* const state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
  throw Failure(trouble_of(state ? state : ""), PQerrorMessage(line_.get()));
}

std::string Plain::run(const std::string& statements) {
  return first_value(Answer(PQexec(line_.get(), statements.c_str())));
}

std::string Plain::ask(const std::string& statement, const std::string& value) {
  const char* const values[] = {value.c_str()};
  return first_value(Answer(
      PQexecParams(line_.get(), statement.c_str(), 1, nullptr, values, nullptr, nullptr, 0)));
}

}  // namespace db::postgres
