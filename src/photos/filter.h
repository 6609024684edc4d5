// Which photos are meant: by a list, and by a download of what the list shows.
#pragma once

#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "photos/model.h"

namespace photos {

enum class Order { newest, oldest };
BOOST_DESCRIBE_ENUM(Order, newest, oldest)

// Which photos a list shows. Section, project with status, project, status, owner and time are
// read from an index; the rest is looked at row by row, at most kResidualRows a page. A page may be
// short, even empty, and have a next one.
struct Filter {
  std::optional<ProjectId> project_id;
  std::optional<RouteId> route_id;
  std::optional<SectionId> section_id;
  std::optional<WorkTypeId> work_type_id;
  std::optional<CheckpointId> checkpoint_id;
  std::optional<Status> status;
  std::optional<UserId> owner_id;
  std::optional<Stage> stage;
  std::optional<Received> received;
  std::optional<std::string> flag;    // a word of photos/rules.h
  std::optional<std::string> search;  // in the file's name or the taker's, or how the id begins
  std::optional<std::int64_t> received_from_ms;  // inclusive
  std::optional<std::int64_t> received_to_ms;    // exclusive
  bool newest_only = false;                      // of each chain of attempts
  std::optional<bool> extra;                     // only those beyond the due ones, or none of them
  Order order = Order::newest;
  int limit = 50;
  std::optional<std::string> cursor;
};
inline constexpr int kResidualRows = 2'000;

// A filter as clients write it.
struct FilterQuery {
  std::optional<ProjectId> project_id;
  std::optional<RouteId> route_id;
  std::optional<SectionId> section_id;
  std::optional<WorkTypeId> work_type_id;
  std::optional<CheckpointId> checkpoint_id;
  std::optional<Status> status;
  std::optional<UserId> owner_id;  // or "me"
  std::optional<Stage> stage;
  std::optional<Received> received;
  std::optional<Text<1, 40>> flag;
  std::optional<Text<1, 100>> search;
  std::optional<Number<0, 253'402'300'799'999>> received_from_ms;
  std::optional<Number<0, 253'402'300'799'999>> received_to_ms;
  std::optional<bool> newest_only;
  std::optional<bool> extra;
  std::optional<Order> order;  // newest
};
BOOST_DESCRIBE_STRUCT(FilterQuery, (),
                      (project_id, route_id, section_id, work_type_id, checkpoint_id, status,
                       owner_id, stage, received, flag, search, received_from_ms, received_to_ms,
                       newest_only, extra, order))

// "me" is the caller.
Filter filter_of(const Caller& caller, const FilterQuery& asked);

}  // namespace photos
