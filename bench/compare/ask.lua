-- Asks what a file says, line by line: METHOD, PATH, BODY between tabs. "random" picks a line each
-- time; "once" takes each line once and ends. Prints one line of JSON at the end.
local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long s; long ns; } moment;
  int clock_gettime(int clock, moment *now);
  int getpid(void);
  int kill(int pid, int signal);
]]

local function seconds()
  local now = ffi.new("moment[1]")
  ffi.C.clock_gettime(1, now)
  return tonumber(now[0].s) + tonumber(now[0].ns) / 1e9
end

local threads = {}
function setup(thread) table.insert(threads, thread) end

function init(args)
  requests, at, once = {}, 0, args[2] == "once"
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%S+)\t(%S+)\t(.*)$")
    if body == "" then body = nil end
    local headers = { Cookie = args[3] }
    if body then headers["Content-Type"] = "application/json" end
    table.insert(requests, wrk.format(method, path, headers, body))
  end
  math.randomseed(tonumber(args[4]))
  after = wrk.format("GET", "/api/live")
  taken = 0
end

function request()
  if not once then
    taken = taken + 1
    return requests[math.random(#requests)]
  end
  began = began or seconds()
  at = at + 1
  if at <= #requests then
    taken = at
    return requests[at]
  end
  if not lasted then
    lasted = seconds() - began
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), 2) -- wrk's main thread sleeps until the end of its time otherwise
  end
  return after
end

function done(summary, latency)
  local one = threads[1]
  local errors = summary.errors
  print(string.format(
    'JSON {"requests":%d,"taken":%d,"seconds":%.6f,"bytes":%d,"p50":%.4f,"p95":%.4f,"p99":%.4f,' ..
    '"refused":%d,"broken":%d}',
    summary.requests, one:get("taken"), one:get("lasted") or summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write))
end
