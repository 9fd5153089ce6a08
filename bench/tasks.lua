-- wrk's requests: creates of a project's tasks, or gets of the tasks in a file; tells of what was not answered well
local mode, argument = ...
local paths, at, threads = {}, 0, {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  mode, argument = arguments[1], arguments[2]
  wrong = 0
  if mode == "create" then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"project_id": "' .. argument .. '", "prompt": "Build a todo app"}'
  else
    for line in io.lines(argument) do
      table.insert(paths, line)
    end
  end
end

function request()
  if mode == "create" then
    return wrk.format(nil, "/api/tasks")
  end
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end

function response(status)
  if status >= 300 then
    wrong = wrong + 1
  end
end

function done(summary, latency, requests)
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
  end
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"per_second": %.1f, "p50_ms": %.2f, "p99_ms": %.2f, "wrong": %d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    wrong + failed))
end
