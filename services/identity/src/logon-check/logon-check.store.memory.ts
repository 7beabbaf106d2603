import { type CompanyMinute, deviceChecks, type SlidingLimit, sourceFailures } from './attempt-limits.ts';
import { judge, type Judgement } from './logon-check.ts';
import type { CheckKey, CheckSource, DecidedCheck, HotUser, LogonCheckStore } from './logon-check.store.ts';
import { clockToleranceMs, stepAt } from '../otp-credential/totp.ts';

export interface MemoryLogonCheckStore extends LogonCheckStore {
  /** Begins another life of the store, with or without what it held. */
  restart(keep: 'everything' | 'nothing'): void;
}

type Kept = HotUser & { epoch: string };

/** The store in one process: what the Redis functions do, in the words of the domain. */
export function memoryLogonCheckStore(): MemoryLogonCheckStore {
  let life = 1;
  let restored = '';
  const users = new Map<string, Kept>();
  /** Revisions that found nothing to refresh. */
  const refused = new Map<string, number>();
  const decided = new Map<string, DecidedCheck>();
  const limits = new Map<string, Map<string, number>>();
  const minutes = new Map<string, CompanyMinute>();

  const epoch = (): string => `life-${life}`;
  const userKey = (companyId: string, userId: string): string => `${companyId}/${userId}`;
  const checkKey = ({ companyId, userId, checkId }: CheckKey): string => `${companyId}/${userId}/${checkId}`;
  const minuteOf = ({ companyId }: CheckSource, at: number): CompanyMinute => {
    const key = `${companyId}/${Math.floor(at / 60_000)}`;
    const minute = minutes.get(key) ?? { checks: 0, failures: 0 };
    minutes.set(key, minute);
    return minute;
  };

  function wait(key: string, at: number, { limit, windowMs }: SlidingLimit, member?: string): number {
    const within = new Map([...(limits.get(key) ?? [])].filter(([, since]) => since > at - windowMs));
    limits.set(key, within);
    const oldest = Math.min(...within.values());
    const waitMs = within.size < limit ? 0 : oldest + windowMs - at;
    if (member === undefined) return waitMs;
    if (within.has(member)) return 0;
    if (waitMs === 0) within.set(member, at);
    return waitMs;
  }

  function write(key: string, given: HotUser): void {
    const kept = users.get(key);
    if (kept?.credentialVersion !== given.credentialVersion) {
      users.set(key, { ...given, epoch: epoch() });
      return;
    }
    const keptStands = kept.unlocks > given.unlocks || (kept.unlocks === given.unlocks && kept.judgedAt > given.judgedAt);
    const { failures, delayedUntil, locked } = keptStands ? kept : given;
    users.set(key, {
      ...given,
      failures,
      delayedUntil,
      locked,
      lastStep: Math.max(given.lastStep, kept.lastStep),
      judgedAt: Math.max(given.judgedAt, kept.judgedAt),
      epoch: epoch(),
    });
  }

  return {
    restart(keep) {
      life += 1;
      if (keep === 'everything') return;
      for (const map of [users, refused, decided, limits, minutes]) map.clear();
    },

    async open(key, source, at) {
      minuteOf(source, at).checks += 1;
      const user = users.get(userKey(key.companyId, key.userId));
      return {
        decided: decided.get(checkKey(key)),
        credential: user && { version: user.credentialVersion, seed: user.seed, ahead: user.ahead },
        waitMs: Math.max(
          wait(`device/${source.companyId}/${source.deviceId}`, at, deviceChecks, key.checkId),
          wait(`source/${source.companyId}/${source.ip}`, at, sourceFailures),
        ),
      };
    },

    async judge(key, source, binding, attempt) {
      const minute = minuteOf(source, attempt.at);
      if (attempt.matchedStep === undefined) {
        wait(`source/${source.companyId}/${source.ip}`, attempt.at, sourceFailures, key.checkId);
        minute.failures += 1;
      }
      const answer = (judgement: Judgement) => ({
        outcome: 'decided' as const,
        judgement,
        ...(attempt.matchedStep === undefined && { minute: { ...minute } }),
      });

      const known = decided.get(checkKey(key));
      if (known) return known.binding === binding ? answer(known.judgement) : { outcome: 'conflict' };
      const user = users.get(userKey(key.companyId, key.userId));
      if (user?.epoch !== epoch()) return { outcome: 'stale', epoch: epoch() };

      const { guard, judgement } = judge(user, attempt);
      users.set(userKey(key.companyId, key.userId), { ...user, ...guard });
      decided.set(checkKey(key), { binding, judgement });
      return answer(judgement);
    },

    async refresh(companyId, userId, user) {
      const key = userKey(companyId, userId);
      const kept = users.get(key);
      if (kept?.epoch !== epoch()) {
        refused.set(key, Math.max(user.rev, refused.get(key) ?? 0));
        return { stale: epoch() };
      }
      if (user.rev <= kept.rev) return 'current';
      write(key, user);
      return 'written';
    },

    async restore(companyId, userId, user, terms) {
      const key = userKey(companyId, userId);
      const kept = users.get(key);
      if (terms.epoch !== epoch()) return 'moved';
      if (terms.at > terms.deadline) return 'late';
      if (kept?.epoch === epoch()) return 'current';
      if (Math.max(kept?.rev ?? 0, refused.get(key) ?? 0) > user.rev) return 'behind';
      const reached = stepAt(terms.at + clockToleranceMs) + (user.ahead ? 1 : 0);
      write(key, terms.fresh ? user : { ...user, lastStep: Math.max(user.lastStep, reached) });
      return 'written';
    },

    life: async () => ({ epoch: epoch(), restored: restored === epoch() }),

    async markRestored(value) {
      restored = value;
    },
  };
}
