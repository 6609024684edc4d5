#include "insights/routes.h"

#include "limits/limits.h"

namespace insights {
namespace {

using http::Method;
using http::Request;
using http::Weight;

constexpr http::Access kSignedIn{true, 0, "anyone signed in"};
constexpr http::Access kReviewers{true, accounts::kDeciders, "reviewer or admin"};

struct LiveQuery {
  std::optional<ProjectId> project_id;
  std::optional<std::int64_t> since;  // the last id heard; the header Last-Event-ID goes before it
};
BOOST_DESCRIBE_STRUCT(LiveQuery, (), (project_id, since))

// Puts what Live tells into a client's outbox.
class OnLine final : public Live::Listener {
 public:
  explicit OnLine(std::shared_ptr<http::Stream> stream) : stream_(std::move(stream)) {}

  bool tell(const Live::Message& message) override {
    return stream_->send({fmt::format("{}", message.seq), message.name, message.data});
  }
  bool pass(std::int64_t seq) override { return stream_->pass(fmt::format("{}", seq)); }

 private:
  std::shared_ptr<http::Stream> stream_;
};

// A browser that comes back by itself knows best what it heard last.
Live::Wish wish_of(const Request& request, const LiveQuery& in) {
  Live::Wish wish{in.project_id, in.since};
  std::int64_t last = 0;
  if (parse_scalar(request.header("last-event-id"), last)) wish.since = last;
  return wish;
}

void add_live(http::Router& router, Live& live) {
  router.add(
      Method::get, "/api/events", kSignedIn, limits::api, Weight::inline_,
      [&live](const Request& request, const LiveQuery& in) -> Result<http::EventStream<LiveEvent>> {
        auto stream = std::make_shared<http::Stream>();
        const auto joined =
            live.join(request.caller, wish_of(request, in), std::make_unique<OnLine>(stream));
        if (!joined) return joined.error();
        return http::EventStream<LiveEvent>{std::move(stream)};
      });
}

struct OfProject {
  ProjectId project_id;
};
BOOST_DESCRIBE_STRUCT(OfProject, (), (project_id))

struct DashboardQuery {
  ProjectId project_id;
  std::optional<RouteId> route_id;
};
BOOST_DESCRIBE_STRUCT(DashboardQuery, (), (project_id, route_id))

void add_dashboard(http::Router& router, Dashboard& dashboard) {
  router.add(Method::get, "/api/dashboard", kSignedIn, limits::api, Weight::inline_,
             [&dashboard](const Caller& caller, const DashboardQuery& in) -> Result<Overview> {
               return dashboard.overview(caller, in.project_id, in.route_id);
             });
  router.add(
      Method::get, "/api/sections/counts", kSignedIn, limits::api, Weight::inline_,
      [&dashboard](const Caller& caller, const OfProject& in) -> Result<Items<SectionCounts>> {
        return dashboard.section_counts(caller, in.project_id);
      });
  router.add(Method::get, "/api/review/summary", kReviewers, limits::api, Weight::inline_,
             [&dashboard](const Caller& caller, const OfProject& in) -> Result<Summary> {
               return dashboard.summary(caller, in.project_id);
             });
}

constexpr http::Access kCrewWatchers{true, accounts::kCrewWatchers, "crew lead, reviewer or admin"};

// Reads up to three times kCrewRows: too much for the network thread.
void add_crew(http::Router& router, Crew& crew) {
  router.add(Method::get, "/api/crew/queue", kCrewWatchers, limits::api, Weight::wait,
             [&crew](const Caller& caller, const OfProject& in) -> Result<CrewQueue> {
               return crew.queue(caller, in.project_id);
             });
}

}  // namespace

void add_routes(http::Router& router, Insights& insights) {
  add_live(router, insights.live());
  add_dashboard(router, insights.dashboard());
  add_crew(router, insights.crew());
}

}  // namespace insights
