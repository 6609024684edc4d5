// How the engines say what went wrong, and how that becomes an answer.
#pragma once

#include <span>
#include <stdexcept>
#include <string>

#include "base/result.h"
#include "db/sql.h"
#include "db/value.h"

namespace db {

// What a failure means for the transaction it met.
enum class Trouble {
  statement,  // this statement is wrong or breaks a rule: a fault of the program
  busy,       // somebody holds a lock, or a time limit passed: later it may work
  again,      // the engine asks for the transaction to be run once more
  rival,      // a unique index holds this key: run once more; if it still does, a fault
  full,       // no room left on the database's disk
  lost,       // the connection, the file or the disk: trust nothing on this connection
};

class Failure : public std::runtime_error {
 public:
  Failure(Trouble trouble, const std::string& what) : std::runtime_error(what), trouble_(trouble) {}
  Trouble trouble() const { return trouble_; }

 private:
  Trouble trouble_;
};

// What the client is told: nothing was done, and when to come again.
inline Error busy_error(int retry_after_s = 1) {
  Error error = error_of(problems::kUnavailable);
  error.retry_after_s = retry_after_s;
  return error;
}

inline Error full_error() {
  Error error = error_of(problems::kStorageFull);
  error.retry_after_s = 60;
  return error;
}

// What a client is told of a failure that is not the program's fault.
inline Error answer_for(const Failure& failure, int retry_after_s = 1) {
  return failure.trouble() == Trouble::full ? full_error() : busy_error(retry_after_s);
}

// Both engines take the same values: finite numbers, UTF-8 without NUL. Throws otherwise.
void check_values(const Statement& statement, std::span<const Value> values);

}  // namespace db
