-- What wrk asks for: `-- get|post|mixed PATH KEYS`, and one line of JSON when it is done.
local operation, path, keys
local value = string.rep("x", 1700)
local headers = { ["Content-Type"] = "application/octet-stream" }

function init(args)
  operation, path, keys = args[1], args[2], tonumber(args[3])
  math.randomseed(tonumber(tostring({}):match("0x(%x+)"), 16) % 2147483647)
end

local function read()
  return wrk.format("GET", path .. "k" .. math.random(0, keys - 1))
end

local function write()
  return wrk.format("POST", path .. "k" .. math.random(0, keys - 1), headers, value)
end

function request()
  if operation == "page" then return wrk.format("GET", path) end
  if operation == "post" then return write() end
  if operation == "mixed" and math.random(0, 100) == 0 then return write() end
  return read()
end

function done(summary, latency, requests)
  local samples = {}
  for index = 1, #latency do
    local microseconds, count = latency(index)
    samples[index] = "[" .. microseconds .. "," .. count .. "]"
  end
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"durationUs":%d,"failed":%d,"latencies":[%s]}',
    summary.requests,
    summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    table.concat(samples, ",")
  ))
end
