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
  std::size_t project = 0;  // in World::projects
  std::size_t number = 0;   // among those of the role in the project, from 0
  bool inside = false;      // signed in before time is measured
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
double photos_per_hour_of(const Options& options);

struct Project {
  std::string code;
  std::string id;
  std::size_t crews = 0;
  std::size_t reviewers = 0;
  std::vector<std::string> sections;  // ids; `sections_per_crew` of each crew, then the stock's
};

struct World {
  World(Client& with, const Options& with_options);

  Client& client;
  const Options& options;
  std::mt19937_64 chance;
  Shots shots;
  Headcount headcount;
  Person admin;
  std::vector<Person> clerks;  // more admins, where the people are more than one admin may make
  std::vector<Person> people;  // crews first
  std::string tag;             // in the names of all that is made
  std::vector<Project> projects;
  std::string version;  // of the server
  std::string engine;
  std::size_t sections_per_crew = 0;

  const Project& project_of(const Person& person) const { return projects[person.project]; }
};

// With a name and a browser; not on the server yet.
Person new_person(World& world, const std::string& role, std::size_t number);

// Throws with a sentence when the server does not let it.
Task<> prepare(World& world);

// Signs everybody in, and puts into their browsers the pictures that were there yesterday.
Task<> let_in(World& world);

// Archives the projects and disables the people.
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
