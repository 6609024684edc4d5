// A connection for what is no transaction of the program: scripts, locks, questions to the server.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "db/pg_wire.h"

namespace db::postgres {

class Plain {
 public:
  // Throws Failure(busy) when the server cannot be reached.
  Plain(const std::string& url, int connect_ms);

  // Runs one or more statements; the last one's first value as text, or nothing. Throws Failure.
  std::string run(const std::string& statements);

  // Runs one statement with one text value.
  std::string ask(const std::string& statement, const std::string& value);

 private:
  struct Finish {
    void operator()(PGconn* line) const { PQfinish(line); }
  };
  std::string first_value(const Answer& answer);

  std::unique_ptr<PGconn, Finish> line_;
};

}  // namespace db::postgres
