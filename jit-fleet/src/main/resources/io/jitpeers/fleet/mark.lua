-- Changes the mark of one key: KEYS[1]. docs/fleet.md describes the layout of the value.
--
-- ARGV: 'advance', milliseconds for strangers, milliseconds for known keys, '1' if the key is known, the timestamp,
--       the seconds that a timestamp may be ahead
--       -> {1 if accepted, the newest timestamp, 1 if known, the epoch or -1}
-- ARGV: 'protect', milliseconds for known keys
--       -> {1 if the key has a mark}
-- ARGV: 'epoch', the epoch, '1' if the caller has reset the timestamps
--       -> {1 if the timestamps were reset, 0 if not, -1 if the key has no mark}
-- ARGV: 'forget'
--       -> {1 if the key has a mark}

local NONE = string.rep('\0', 12)
local UNIX_EPOCH = 10 -- The low half of the label of the Unix epoch, 2^62 + 10.
local UNIX_EPOCH_HIGH = 1073741824 -- Its high half, 2^30.
local SLACK = 600
local TWO_TO_32 = 4294967296
local COMPACT = 17

-- Compares byte by byte: "<" on strings depends on the server's locale, and a number holds 53 bits only.
local function newer(a, b, length)
  for i = 1, length do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x > y
    end
  end
  return false
end

local function max(a, b)
  return newer(a, b, 12) and a or b
end

local function eight(high, low)
  return struct.pack('>I4I4', high, low)
end

-- Exact if the times are within some million years of each other.
local function seconds_between(a, b)
  local ah, al = struct.unpack('>I4I4', a)
  local bh, bl = struct.unpack('>I4I4', b)
  return (ah - bh) * TWO_TO_32 + (al - bl)
end

local function new()
  return {newest = NONE, ahead = NONE, high = NONE, arrival = 0, epoch = -1, known = false, reset = false}
end

local function read(value)
  local mark = new()
  local flags = string.byte(value, 13)
  mark.newest = string.sub(value, 1, 12)
  mark.known = flags % 2 == 1
  mark.reset = flags >= 4
  if math.floor(flags / 2) % 2 == 1 then
    mark.epoch = struct.unpack('>I4', value, 14)
  end
  if #value > COMPACT then
    local high, low
    mark.ahead = string.sub(value, 18, 29)
    mark.high = string.sub(value, 30, 41)
    high, low = struct.unpack('>I4I4', value, 42)
    mark.arrival = high * TWO_TO_32 + low
  end
  return mark
end

local function written(mark)
  local flags = (mark.known and 1 or 0) + (mark.epoch >= 0 and 2 or 0) + (mark.reset and 4 or 0)
  local value = mark.newest .. string.char(flags) .. struct.pack('>I4', math.max(mark.epoch, 0))
  if mark.ahead == NONE and mark.high == NONE then
    return value
  end
  local arrival = eight(math.floor(mark.arrival / TWO_TO_32), mark.arrival % TWO_TO_32)
  return value .. mark.ahead .. mark.high .. arrival
end

local function reset(mark)
  mark.high = max(mark.high, mark.newest)
  mark.newest = NONE
end

local key = KEYS[1]
local verb = ARGV[1]
local value = redis.call('GET', key)
local mark = value and read(value) or new()

if verb ~= 'advance' then
  if not value then
    return {verb == 'epoch' and -1 or 0}
  end
  if verb == 'protect' then
    mark.known = true
    redis.call('SET', key, written(mark), 'PX', ARGV[2])
    return {1}
  end
  local resets = true
  if verb == 'epoch' then
    local epoch = tonumber(ARGV[2])
    -- The recorded epoch may come from a gateway that could not know whether it is new.
    local late = epoch == mark.epoch and not mark.reset and ARGV[3] == '1'
    if epoch <= mark.epoch and not late then
      return {0}
    end
    resets = mark.epoch >= 0 or ARGV[3] == '1'
    mark.epoch = epoch
    mark.reset = resets
  end
  if resets then
    reset(mark)
  end
  redis.call('SET', key, written(mark), 'KEEPTTL')
  return {resets and 1 or 0}
end

local now = tonumber(redis.call('TIME')[1])
local timestamp = ARGV[5]
local last = now + tonumber(ARGV[6]) + UNIX_EPOCH
local horizon = eight(UNIX_EPOCH_HIGH + math.floor(last / TWO_TO_32), last % TWO_TO_32)
mark.known = mark.known or ARGV[4] == '1'

if mark.ahead ~= NONE and not newer(mark.ahead, horizon, 8) then
  if mark.high == NONE then
    mark.newest = max(mark.newest, mark.ahead)
  else
    mark.high = max(mark.high, mark.ahead)
  end
  mark.ahead = NONE
end

local top = max(mark.newest, mark.high)
local accepted = false
if newer(timestamp, horizon, 8) then
  top = max(top, mark.ahead)
  accepted = not value or newer(timestamp, top, 12)
  if accepted then
    mark.ahead = timestamp
  end
elseif not value or newer(timestamp, top, 12) then
  accepted = true
  mark.newest = timestamp
  mark.high = NONE
elseif mark.high ~= NONE and timestamp ~= mark.high then
  accepted = mark.newest == NONE
      or newer(timestamp, mark.newest, 12)
      and seconds_between(timestamp, mark.newest) <= now - mark.arrival + SLACK
  if accepted then
    mark.newest = timestamp
    mark.arrival = now
  end
end

if accepted or (mark.known and value and not read(value).known) then
  redis.call('SET', key, written(mark), 'PX', mark.known and ARGV[3] or ARGV[2])
end
return {accepted and 1 or 0, accepted and timestamp or top, mark.known and 1 or 0, mark.epoch}
