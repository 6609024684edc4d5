// The people of a load test and the project they work in, made through the public API.
#pragma once

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "loadtest/client.h"
#include "loadtest/loadtest.h"
#include "loadtest/shots.h"
#include "loadtest/task.h"

namespace loadtest {

struct Person {
  std::string email;
  std::string password;
  std::string role;  // crew, reviewer, viewer
  std::string id;
  std::size_t number = 0;  // among those of the role, from 0
  std::unique_ptr<Browser> browser;
  std::set<std::string> pictures_kept;  // addresses of what the browser has
};

struct Headcount {
  int crews = 0;
  int reviewers = 0;
  int viewers = 0;
  int all() const { return crews + reviewers + viewers; }
};
Headcount headcount_of(const Options& options);

struct World {
  World(Client& with, const Options& with_options);

  Client& client;
  const Options& options;
  std::mt19937_64 chance;
  Shots shots;
  Headcount headcount;
  Person admin;
  std::vector<Person> people;  // crews first
  std::string tag;             // in the names of all that is made
  std::string project_id;
  std::int64_t project_version = 0;
  std::string version;  // of the server
  std::string engine;
  std::vector<std::string> sections;  // ids; `sections_per_crew` of each crew, then the stock's
  std::size_t sections_per_crew = 0;
};

// Throws with a sentence when the server does not let it.
Task<> prepare(World& world);

// Archives the project and disables the people.
Task<> put_away(World& world);

Call get(std::string_view route, std::string path, Time due = now());
Call post(std::string_view route, std::string path, std::string body, Time due = now());
// POST /api/auth/login.
Call sign_in_call(const Person& person, std::string_view route, Time due = now());

// A photo for one place, ready to be sent.
struct Place {
  std::string section_id;
  std::string checkpoint_id;
  std::string stage;
  std::int64_t index = 1;
};
Call upload_call(const Place& place, Shot shot, std::string_view route, Time due);

}  // namespace loadtest
