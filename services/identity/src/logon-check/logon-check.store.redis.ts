import type { Redis } from 'ioredis';
import { deviceChecks, sourceFailures } from './attempt-limits.ts';
import type { Judgement } from './logon-check.ts';
import { functions, librarySource } from './logon-check.lua.ts';
import type { CheckKey, CheckSource, DecidedCheck, HotUser, LogonCheckStore } from './logon-check.store.ts';
import { redisFunctions } from './redis-functions.ts';

/** Names the life of Redis in which all users were restored. */
const restoredKey = 'otp-restored';
const minuteMs = 60_000;
const minuteKeptSeconds = 180;

// The braces make one hash slot of all keys of a user, as a Redis function needs.
const userKey = (companyId: string, userId: string): string => `otp:{${companyId}/${userId}}`;
const checkKey = ({ companyId, userId, checkId }: CheckKey): string => `${userKey(companyId, userId)}:check:${checkId}`;
const deviceKey = ({ companyId, deviceId }: CheckSource): string => `limit:{${companyId}/device/${deviceId}}`;
const sourceKey = ({ companyId, ip }: CheckSource): string => `limit:{${companyId}/source/${ip}}`;
const minuteKey = ({ companyId }: CheckSource, at: number): string => `minute:{${companyId}}:${Math.floor(at / minuteMs)}`;

/**
 * Logon-check state in Redis. `redis` should have auto-pipelining on: the commands of a round trip are issued
 * together, and so travel with those of all checks of the moment.
 */
export function redisLogonCheckStore(redis: Redis): LogonCheckStore {
  const library = redisFunctions(redis, librarySource);

  return {
    async open(key, source, at) {
      const minute = minuteKey(source, at);
      const [state, known, deviceWait, sourceWait] = await Promise.all([
        redis.hmget(userKey(key.companyId, key.userId), 'credentialVersion', 'seed', 'ahead'),
        redis.get(checkKey(key)),
        library.call(functions.charge, [deviceKey(source)], [at, deviceChecks.windowMs, deviceChecks.limit, key.checkId]),
        library.call(functions.ask, [sourceKey(source)], [at, sourceFailures.windowMs, sourceFailures.limit]),
        redis.hincrby(minute, 'checks', 1),
        redis.expire(minute, minuteKeptSeconds),
      ]);
      const [version, seed, ahead] = state;
      return {
        decided: known === null ? undefined : parseDecided(known),
        credential: version == null ? undefined : { version: Number(version), seed: seed ?? '', ahead: ahead === '1' },
        waitMs: Math.max(Number(deviceWait), Number(sourceWait)),
      };
    },

    async judge(key, source, binding, attempt) {
      const keys = [userKey(key.companyId, key.userId), checkKey(key)];
      const call = library.call(functions.judge, keys, [binding, attempt.credentialVersion, attempt.matchedStep ?? '', attempt.at]);
      if (attempt.matchedStep !== undefined) return readJudged(await call);

      // A code that matches no step can only be refused, so its address is charged in the same round trip.
      const minute = minuteKey(source, attempt.at);
      const [reply, , failures, checks] = await Promise.all([
        call,
        library.call(functions.charge, [sourceKey(source)], [attempt.at, sourceFailures.windowMs, sourceFailures.limit, key.checkId]),
        redis.hincrby(minute, 'failures', 1),
        redis.hget(minute, 'checks'),
      ]);
      const judged = readJudged(reply);
      return judged.outcome === 'decided' ? { ...judged, minute: { checks: Number(checks), failures } } : judged;
    },

    async refresh(companyId, userId, user) {
      const [outcome, epoch] = words(await library.call(functions.refresh, [userKey(companyId, userId)], given(user)));
      switch (outcome) {
        case 'written':
        case 'current':
          return outcome;
        case 'stale':
          return { stale: epoch ?? '' };
        default:
          throw unexpected(functions.refresh);
      }
    },

    async restore(companyId, userId, user, { epoch, deadline, fresh, at }) {
      const terms = [epoch, deadline, fresh ? 1 : 0, at];
      const [outcome] = words(await library.call(functions.restore, [userKey(companyId, userId)], [...given(user), ...terms]));
      switch (outcome) {
        case 'written':
        case 'current':
        case 'late':
        case 'behind':
          return outcome;
        case 'stale':
          return 'moved';
        default:
          throw unexpected(functions.restore);
      }
    },

    async life() {
      const [epoch, restoredEpoch] = words(await library.call(functions.life, [restoredKey], []));
      if (epoch === undefined) throw unexpected(functions.life);
      return { epoch, restored: restoredEpoch === epoch };
    },

    async markRestored(epoch) {
      await redis.set(restoredKey, epoch);
    },
  };
}

const unexpected = (name: string): Error => new Error(`unexpected reply of Redis function ${name}`);

const words = (reply: unknown): string[] => (Array.isArray(reply) ? reply.map(String) : []);

function readJudged(reply: unknown): { outcome: 'decided'; judgement: Judgement } | { outcome: 'conflict' } | { outcome: 'stale'; epoch: string } {
  const [outcome, detail] = words(reply);
  if (outcome === 'conflict') return { outcome };
  if (detail === undefined) throw unexpected(functions.judge);
  if (outcome === 'stale') return { outcome, epoch: detail };
  if (outcome === 'decided') return { outcome, judgement: parseDecided(detail).judgement };
  throw unexpected(functions.judge);
}

/** Reads the text that `judge` wrote. Anything but one of its two verdicts is an error, so that damage never accepts. */
function parseDecided(text: string): DecidedCheck {
  const { binding, ...judgement } = JSON.parse(text) as Judgement & { binding: string };
  if (typeof binding !== 'string' || (judgement.verdict !== 'accepted' && judgement.verdict !== 'refused')) {
    throw unexpected(functions.judge);
  }
  return { binding, judgement };
}

const flag = (value: boolean): number => (value ? 1 : 0);

// The order of `given_state` in the library.
const given = (user: HotUser): (string | number)[] => [
  user.rev, user.credentialVersion, flag(user.usable), user.seed, flag(user.ahead), user.unlocks,
  user.lastStep, user.failures, user.delayedUntil, flag(user.locked), user.judgedAt,
];
