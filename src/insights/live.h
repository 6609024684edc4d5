// What happens to photos, told while it happens to those who may see it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.h"
#include "db/db.h"
#include "events/events.h"
#include "photos/photos.h"

namespace insights {

using catalogue::ProjectId;
using catalogue::SectionId;
using photos::PhotoId;

struct LiveEvent {
  std::string kind;  // "photo.approved"
  PhotoId photo_id;
  ProjectId project_id;
  SectionId section_id;            // of a photo that was moved away: where it was
  std::optional<UserId> owner_id;  // absent: the photo was deleted
  std::optional<UserId> actor_id;  // absent: the program itself
  std::int64_t at_ms = 0;
};
BOOST_DESCRIBE_STRUCT(LiveEvent, (),
                      (kind, photo_id, project_id, section_id, owner_id, actor_id, at_ms))

class Live {
 public:
  struct Message {
    std::int64_t seq = 0;   // up to here the listener knows all
    std::string_view name;  // "ready" comes first, "photo", "reset": what was missed is too much
    std::string_view data;  // JSON
  };

  // Somebody at the other end of a line. Called on one thread; must not wait. Both answer false
  // once nobody is there any more.
  class Listener {
   public:
    virtual ~Listener() = default;
    virtual bool tell(const Message& message) = 0;
    virtual bool pass(std::int64_t seq) = 0;  // nothing for you up to here
  };

  struct Wish {
    std::optional<ProjectId> project_id;  // nothing of others
    std::optional<std::int64_t> since;    // all after this; absent: from now on
  };

  // All references outlive this object.
  Live(db::Database&, Events&, catalogue::Catalogue&);
  ~Live();

  void start();

  // Tells the listener what the caller may see of each photo's events, until it is gone. From any
  // thread, after start().
  //   not-found  the caller sees nothing of this project
  Result<void> join(const Caller& caller, const Wish& wish, std::unique_ptr<Listener> listener);

 private:
  // An event about a photo as it is told. Where a photo left a section, those who see only that one
  // are told of that one.
  struct News {
    std::int64_t seq = 0;
    LiveEvent event;
    std::string data;
    std::optional<SectionId> left;
    std::string data_left;
  };
  struct Member {
    Caller caller;
    Wish wish;
    std::unique_ptr<Listener> listener;
    std::optional<std::int64_t> at;  // knows all up to here; absent: has just come
  };
  using Sight = std::set<std::pair<UserId, SectionId>>;

  bool hear(const Passage& passage);
  Result<std::vector<News>> news_of(const std::vector<EventRow>& rows);
  void keep(std::vector<News> news, const Passage& passage);
  Result<Sight> sight_of_members();
  bool welcome(Member& member) const;
  bool tell(Member& member, const Sight& sight) const;

  db::Database& db_;
  Events& events_;
  catalogue::Catalogue& catalogue_;

  // Touched on the follower's thread alone.
  std::vector<Member> members_;
  std::deque<News> kept_;         // the newest news
  std::int64_t kept_after_ = -1;  // all news after this is in kept_; -1: nothing was heard yet
  std::int64_t upto_ = 0;         // and all that happened up to here was looked at
  std::unique_ptr<Follower> follower_;  // last: its thread uses all above
};

}  // namespace insights
