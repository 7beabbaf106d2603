import { createHash } from 'node:crypto';
import { decidedKeptMs, throttle } from './logon-check.ts';
import { clockToleranceMs, stepMs } from '../otp-credential/totp.ts';

/**
 * The one place where a code is accepted. All keys of a call belong to one user (one hash slot), and a
 * Redis function runs alone, so a verdict and what follows from it are one step for the whole cluster.
 *
 * The user's hash: `epoch` (life of the server that the hash was written or restored in), `rev` (revision of
 * the user document it was made from), `credentialVersion`, `usable`, `seed` (sealed), `ahead`, `unlocks`,
 * `lastStep`, `failures`, `delayedUntil`, `locked`, `judgedAt` (see `Guard`).
 *
 * - A restart, a failover or a full resynchronisation changes `run_id` or `master_replid`: then the hash may
 *   lack what the lost server had already answered, and nothing is judged by it until it is restored.
 * - `judge` mirrors `judge` in logon-check.ts; the model test runs both.
 * - `refresh` brings a newer user document into a hash of this life, `restore` writes a hash that is absent or
 *   of another life. Neither takes back what the hash knows: of two records of the counters the later judged
 *   one stands, an unlock outranks both, the last step only rises.
 * - A `refresh` that finds the hash stale leaves its `rev` there (in an absent hash with an empty `epoch`, which is
 *   of no life): a `restore` with a document that was read before is then `behind`, whoever comes to write it.
 */
const source = `
local function current_epoch()
  local server = redis.call('INFO', 'server')
  local replication = redis.call('INFO', 'replication')
  return string.match(server, 'run_id:(%x+)') .. ':' .. string.match(replication, 'master_replid:(%x+)')
end

local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function judge(keys, args)
  local user, check = keys[1], keys[2]
  local binding, version, step, now = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4])

  local known = redis.call('GET', check)
  if known then
    if cjson.decode(known).binding ~= binding then return { 'conflict' } end
    return { 'decided', known }
  end

  local epoch = current_epoch()
  local state = redis.call('HMGET', user,
    'epoch', 'credentialVersion', 'usable', 'lastStep', 'failures', 'delayedUntil', 'locked', 'judgedAt')
  if state[1] ~= epoch then return { 'stale', epoch } end

  local credential_version, usable, last_step = tonumber(state[2]), state[3] == '1', tonumber(state[4])
  local failures, delayed_until, locked = tonumber(state[5]), tonumber(state[6]), state[7] == '1'
  local refusal, accepted_step, checked_at

  if credential_version ~= version then
    refusal, checked_at = 'credential-moved', now
  elseif not usable then
    refusal, checked_at = 'no-credential', now
  elseif locked then
    refusal, checked_at = 'locked', now
  elseif now < delayed_until then
    refusal, checked_at = 'delayed', now
  else
    checked_at = math.max(now, tonumber(state[8]) + 1)
    if step and step > last_step then
      accepted_step, last_step, failures, delayed_until = step, step, 0, 0
    else
      refusal = step and 'replayed' or 'wrong-code'
      failures = failures + 1
      if failures >= ${throttle.delayFromFailures} then delayed_until = now + failures * ${throttle.delayPerFailureMs} end
      locked = failures >= ${throttle.lockAtFailures}
    end
    redis.call('HSET', user, 'lastStep', last_step, 'failures', failures, 'delayedUntil', delayed_until,
      'locked', locked and '1' or '0', 'judgedAt', checked_at)
  end

  local decided = cjson.encode({
    binding = binding,
    verdict = accepted_step and 'accepted' or 'refused',
    refusal = refusal,
    acceptedStep = accepted_step,
    credentialVersion = credential_version,
    failures = failures,
    delayedUntil = delayed_until,
    locked = locked,
    checkedAt = checked_at,
  })
  redis.call('SET', check, decided, 'PX', ${decidedKeptMs})
  return { 'decided', decided }
end

-- Arguments of refresh and restore: a user document's part, in this order.
local function given_state(args)
  return {
    rev = tonumber(args[1]), credentialVersion = tonumber(args[2]), usable = args[3], seed = args[4], ahead = args[5],
    unlocks = tonumber(args[6]), lastStep = tonumber(args[7]), failures = tonumber(args[8]),
    delayedUntil = tonumber(args[9]), locked = args[10], judgedAt = tonumber(args[11]),
  }
end

local function kept_state(user)
  local state = redis.call('HMGET', user,
    'epoch', 'rev', 'credentialVersion', 'unlocks', 'lastStep', 'failures', 'delayedUntil', 'locked', 'judgedAt')
  if not state[1] then return nil end
  return {
    epoch = state[1], rev = tonumber(state[2]), credentialVersion = tonumber(state[3]), unlocks = tonumber(state[4]),
    lastStep = tonumber(state[5]), failures = tonumber(state[6]), delayedUntil = tonumber(state[7]), locked = state[8],
    judgedAt = tonumber(state[9]),
  }
end

local function write(user, epoch, given, kept)
  local counters = given
  if kept and kept.credentialVersion == given.credentialVersion then
    given.lastStep = math.max(given.lastStep, kept.lastStep)
    local later = kept.judgedAt > given.judgedAt
    if kept.unlocks > given.unlocks or (kept.unlocks == given.unlocks and later) then counters = kept end
    given.judgedAt = math.max(given.judgedAt, kept.judgedAt)
  end
  redis.call('HSET', user, 'epoch', epoch, 'rev', given.rev, 'credentialVersion', given.credentialVersion,
    'usable', given.usable, 'seed', given.seed, 'ahead', given.ahead, 'unlocks', given.unlocks,
    'lastStep', given.lastStep, 'failures', counters.failures, 'delayedUntil', counters.delayedUntil,
    'locked', counters.locked, 'judgedAt', given.judgedAt)
end

local function refresh(keys, args)
  local given, kept, epoch = given_state(args), kept_state(keys[1]), current_epoch()
  if not kept or kept.epoch ~= epoch then
    if not kept or kept.rev < given.rev then redis.call('HSET', keys[1], 'epoch', kept and kept.epoch or '', 'rev', given.rev) end
    return { 'stale', epoch }
  end
  if given.rev <= kept.rev then return { 'current' } end
  write(keys[1], epoch, given, kept)
  return { 'written' }
end

-- Besides the state: the epoch in which the caller began, the end of its patience, and whether codes of steps up
-- to this moment may still be accepted because no other instance can ever have judged this credential.
local function restore(keys, args)
  local given, kept, epoch = given_state(args), kept_state(keys[1]), current_epoch()
  local expected, deadline, fresh, now = args[12], tonumber(args[13]), args[14] == '1', math.max(tonumber(args[15]), now_ms())
  if epoch ~= expected then return { 'stale', epoch } end
  if now > deadline then return { 'late' } end
  if kept and kept.epoch == epoch then return { 'current' } end
  if kept and kept.rev > given.rev then return { 'behind' } end
  if not fresh then
    local reached = math.floor((now + ${clockToleranceMs}) / ${stepMs}) + tonumber(given.ahead)
    given.lastStep = math.max(given.lastStep, reached)
  end
  write(keys[1], epoch, given, kept)
  return { 'written' }
end

local function life(keys)
  return { current_epoch(), redis.call('GET', keys[1]) or '' }
end

-- Sliding limits over a sorted set of members by time: ms to wait, 0 = go ahead.
local function wait_ms(key, now, window, limit)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  if redis.call('ZCARD', key) < limit then return 0 end
  return tonumber(redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]) + window - now
end

local function ask(keys, args)
  return wait_ms(keys[1], tonumber(args[1]), tonumber(args[2]), tonumber(args[3]))
end

local function charge(keys, args)
  local now, window, limit, member = tonumber(args[1]), tonumber(args[2]), tonumber(args[3]), args[4]
  local wait = wait_ms(keys[1], now, window, limit)
  if redis.call('ZSCORE', keys[1], member) then return 0 end
  if wait > 0 then return wait end
  redis.call('ZADD', keys[1], now, member)
  redis.call('PEXPIRE', keys[1], window)
  return 0
end
`;

/**
 * Library and functions are named by their content: instances of two releases run side by side during a
 * roll-out, each calling its own, and the fields of the hash are their common language.
 */
const digest = createHash('sha256').update(source).digest('hex').slice(0, 12);
const named = (name: string): string => `genkan_logon_check_${name}_${digest}`;

export const functions = {
  judge: named('judge'),
  refresh: named('refresh'),
  restore: named('restore'),
  life: named('life'),
  ask: named('ask'),
  charge: named('charge'),
} as const;

export const librarySource = [
  `#!lua name=${named('library')}`,
  source,
  ...Object.entries(functions).map(([local, name]) => `redis.register_function('${name}', ${local})`),
].join('\n');
