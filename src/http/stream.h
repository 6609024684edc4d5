// An endless reply: server-sent events for one client. Who has news puts it into the client's
// outbox; the connection carries it out. `Streams` knows all that are open.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/caller.h"

namespace http {

class Gatekeeper;

// As the client's EventSource gets it. The texts have no line breaks.
struct ServerEvent {
  std::string_view id;    // what the client says it knows when it comes back
  std::string_view name;  // "reset" and "beat" are the platform's own
  std::string_view data;
};

// Safe from any thread; nothing waits.
class Stream {
 public:
  // False: the stream has ended. A client so slow that its outbox is full is told `reset`, so that
  // it loads anew what it shows, and cut off.
  bool send(const ServerEvent& event);
  // There was nothing for this client up to `id`; the next heartbeat says so. False: it has ended.
  bool pass(std::string_view id);
  void close();

  // Keeps back what there is while nobody can say whether the client may have it.
  void hold(bool held);

  // For the connection. `wake` is called when there is something to take, and must be quick.
  void attach(std::function<void()> wake);
  void detach();  // ends the stream too
  // Moves at most one slice of the outbox into `bytes`. False: there will be no more.
  bool take(std::string& bytes);
  void beat();  // puts a sign of life into the outbox

 private:
  void wake() const;

  mutable std::mutex mutex_;  // guards all below
  std::string outbox_;
  std::string passed_;  // not told yet
  bool open_ = true;
  bool held_ = false;
  std::function<void()> wake_;
};

// All open streams of the process, and how many each person has.
class Streams {
 public:
  Streams(std::size_t most, std::size_t most_per_person)
      : most_(most), most_per_person_(most_per_person) {}

  // One stream's place among them, for as long as it lives.
  class Place {
   public:
    Place(Streams& streams, const Caller& caller) : streams_(streams), caller_(caller) {}
    ~Place();
    Place(const Place&) = delete;
    void fill(const std::shared_ptr<Stream>& stream);

   private:
    friend class Streams;
    Streams& streams_;
    const Caller caller_;
    std::weak_ptr<Stream> stream_;
  };
  // Nothing: there are too many, or the server stops.
  std::shared_ptr<Place> take_place(const Caller& caller);

  // Closes those whose caller is no longer good.
  void check(Gatekeeper& gatekeeper);
  std::size_t count() const;
  // Closes all, and lets nobody in any more.
  void close_all();

 private:
  const std::size_t most_;
  const std::size_t most_per_person_;
  mutable std::mutex mutex_;  // guards all below; taken before any stream's own
  std::set<Place*> places_;
  std::unordered_map<UserId, std::size_t> per_person_;
  bool closed_ = false;
};

// What a reply holds of its stream; the stream ends with it.
struct StreamBody {
  std::shared_ptr<Stream> stream;
  std::shared_ptr<Streams::Place> place;

  explicit StreamBody(std::shared_ptr<Stream> of) : stream(std::move(of)) {}
  StreamBody(StreamBody&&) = default;
  StreamBody& operator=(StreamBody&&) = default;
  ~StreamBody() {
    if (stream) stream->close();
  }
};

// What a handler of an endless route returns: the data of its events are Ts.
template <class T>
struct EventStream {
  std::shared_ptr<Stream> stream;
};

}  // namespace http
