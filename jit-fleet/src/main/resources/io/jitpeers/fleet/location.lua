-- Changes the location of one peer: KEYS[1], whose name ends with the 32 bytes of the public key. docs/fleet.md
-- describes the layout of the value and the messages.
--
-- ARGV: 'claim', the beginning of all names, milliseconds to live, the location, a value that counts as no location,
--       seconds since the handshake
--       -> {1 if accepted, the value of the other gateway that had the peer before; or 0, the value that stays,
--           seconds since its handshake}
-- ARGV: 'release', the beginning of all names, the gateway
--       -> {1 if the location was taken back, ''}
-- ARGV: 'probe', the beginning of all names, milliseconds to live
--       -> {1, ''}

local VERSION = 1
local SINCE = 15 -- Where the time of the handshake is, 4 bytes.
local NAME = 19 -- Where the length of the gateway's name is.

-- Compares byte by byte: "<" on strings depends on the server's locale, and a number holds 53 bits only.
local function newer(a, b)
  for i = 1, 12 do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x > y
    end
  end
  return false
end

-- Returns nil for what is not a location, as if there was none.
local function read(value)
  if not value or #value <= NAME or string.byte(value, 1) ~= VERSION then
    return nil
  end
  local length = string.byte(value, NAME)
  if length == 0 or #value <= NAME + length then
    return nil
  end
  return {
    timestamp = string.byte(value, 2) % 2 == 1 and string.sub(value, 3, 14) or nil,
    content = string.sub(value, NAME),
    gateway = string.sub(value, NAME + 1, NAME + length)
  }
end

-- The low 32 bits of a number of seconds, and back.
local function big_endian(seconds)
  local bytes = ''
  for _ = 1, 4 do
    bytes = string.char(seconds % 256) .. bytes
    seconds = math.floor(seconds / 256)
  end
  return bytes
end

local function number(value, at)
  local a, b, c, d = string.byte(value, at, at + 3)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

local function after(a, b)
  return a ~= nil and (b == nil or newer(a, b))
end

local name = KEYS[1]
local verb = ARGV[1]
local beginning = ARGV[2]

if verb == 'probe' then
  redis.call('SET', name, '', 'PX', ARGV[3])
  redis.call('GET', name)
  redis.call('DEL', name)
  redis.call('TIME')
  redis.call('PUBLISH', beginning .. 'probe', '')
  -- Nobody listens to it: a gateway's name is not empty.
  redis.call('PUBLISH', beginning .. 'moved:', '')
  return {1, ''}
end

local peer = string.sub(name, -32)
local value = redis.call('GET', name)
local before = read(value)

if verb == 'release' then
  if not before or before.gateway ~= ARGV[3] then
    return {0, ''}
  end
  redis.call('DEL', name)
  redis.call('PUBLISH', beginning .. 'located', '-' .. peer .. ARGV[3])
  return {1, ''}
end

if value == ARGV[5] then
  before = nil
end
local now = tonumber(redis.call('TIME')[1])
local claimed = read(ARGV[4])
local record = string.sub(ARGV[4], 1, SINCE - 1) .. big_endian(math.max(0, now - tonumber(ARGV[6]))) .. claimed.content

if before and before.gateway == claimed.gateway then
  if after(before.timestamp, claimed.timestamp) then
    record = string.sub(value, 1, SINCE - 1) .. string.sub(record, SINCE)
  end
  redis.call('SET', name, record, 'PX', ARGV[3])
  if before.content ~= claimed.content then
    redis.call('PUBLISH', beginning .. 'located', '+' .. peer .. record)
  end
  return {1, ''}
end
if before and not after(claimed.timestamp, before.timestamp) then
  return {0, value, math.max(0, now - number(value, SINCE))}
end
redis.call('SET', name, record, 'PX', ARGV[3])
redis.call('PUBLISH', beginning .. 'located', '+' .. peer .. record)
if before then
  redis.call('PUBLISH', beginning .. 'moved:' .. before.gateway, '+' .. peer .. record)
end
return {1, before and value or ''}
