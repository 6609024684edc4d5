#include "http/stream.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "http/http.h"

namespace http {

void Stream::wake() const {
  if (wake_) wake_();
}

bool Stream::send(const ServerEvent& event) {
  const std::lock_guard lock(mutex_);
  if (!open_) return false;
  if (outbox_.size() + event.data.size() > ceilings::kStreamOutboxBytes) {
    outbox_ = fmt::format("event: reset\nid: {}\ndata: {{}}\n\n", event.id);
    open_ = false;
  } else {
    fmt::format_to(std::back_inserter(outbox_), "event: {}\nid: {}\ndata: {}\n\n", event.name,
                   event.id, event.data);
    passed_.clear();
  }
  wake();
  return open_;
}

bool Stream::pass(std::string_view id) {
  const std::lock_guard lock(mutex_);
  passed_ = id;
  return open_;
}

void Stream::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  outbox_.clear();
  wake();
}

void Stream::hold(bool held) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(held_, held) != held) wake();
}

void Stream::attach(std::function<void()> wake) {
  const std::lock_guard lock(mutex_);
  wake_ = std::move(wake);
}

void Stream::detach() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  outbox_.clear();
  wake_ = nullptr;
}

bool Stream::take(std::string& bytes) {
  const std::lock_guard lock(mutex_);
  bytes.clear();
  if (held_) return open_;
  if (outbox_.size() <= ceilings::kSliceBytes) {
    bytes.swap(outbox_);
  } else {
    bytes.assign(outbox_, 0, ceilings::kSliceBytes);
    outbox_.erase(0, ceilings::kSliceBytes);
  }
  return open_ || !bytes.empty();
}

// An event, not a comment alone: the page hears it, and knows a dead connection by its silence.
void Stream::beat() {
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  outbox_ += ": still here\nevent: beat\n";
  if (!passed_.empty()) outbox_.append("id: ").append(passed_) += '\n';
  outbox_ += "data:\n\n";
  passed_.clear();
}

Streams::Place::~Place() {
  const std::lock_guard lock(streams_.mutex_);
  streams_.places_.erase(this);
  const auto mine = streams_.per_person_.find(caller_.user_id);
  if (--mine->second == 0) streams_.per_person_.erase(mine);
}

void Streams::Place::fill(const std::shared_ptr<Stream>& stream) {
  const std::lock_guard lock(streams_.mutex_);
  stream_ = stream;
  if (streams_.closed_) stream->close();
}

std::shared_ptr<Streams::Place> Streams::take_place(const Caller& caller) {
  const std::lock_guard lock(mutex_);
  if (closed_ || places_.size() >= most_) return {};
  auto& mine = per_person_[caller.user_id];
  if (mine >= most_per_person_) return {};
  ++mine;
  auto place = std::make_shared<Place>(*this, caller);
  places_.insert(place.get());
  return place;
}

void Streams::check(Gatekeeper& gatekeeper) {
  const std::lock_guard lock(mutex_);
  for (const Place* place : places_) {
    const auto stream = place->stream_.lock();
    if (!stream) continue;
    const auto standing = gatekeeper.vouch(place->caller_);
    if (standing == Gatekeeper::Standing::ended) stream->close();
    stream->hold(standing == Gatekeeper::Standing::unknown);
  }
}

std::size_t Streams::count() const {
  const std::lock_guard lock(mutex_);
  return places_.size();
}

void Streams::close_all() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (const Place* place : places_)
    if (const auto stream = place->stream_.lock()) stream->close();
}

}  // namespace http
