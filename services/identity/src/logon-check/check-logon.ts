import type { Sealer } from '@genkan/service-kit';
import { type CompanyMinute, looksLikeSpraying } from './attempt-limits.ts';
import type { CheckBinding } from './check-binding.ts';
import type { Factor, Judgement, Scenario } from './logon-check.ts';
import type { CheckKey, CheckSource, LogonCheckStore } from './logon-check.store.ts';
import { openSeed, sealSeed, type UserRef } from '../otp-credential/seed.ts';
import { checkWindow, matchStep } from '../otp-credential/totp.ts';

/** One attempt as the PC sent it, with what was proved about the PC. */
export interface LogonCheckAttempt {
  companyId: string;
  userId: string;
  /** Made once per attempt by the PC; a repetition gets the same verdict. */
  checkId: string;
  deviceId: string;
  pcName: string;
  windowsSid: string;
  windowsAccount: string;
  scenario: Scenario;
  factors: readonly Factor[];
  /** Six digits. */
  code: string;
  ip: string;
  clientVersion: string;
}

export type LogonCheckAnswer =
  | { outcome: 'accepted' | 'refused' }
  /** The check id was used with other content. */
  | { outcome: 'conflict' }
  | { outcome: 'limited'; waitMs: number }
  /** Nothing can be said about the code now; the state is being restored. */
  | { outcome: 'unavailable' };

export interface LogonCheckParts {
  store: LogonCheckStore;
  sealer: Sealer;
  binding: CheckBinding;
  /** Resolves when the record of a verdict is durable. */
  record: (attempt: LogonCheckAttempt, judgement: Judgement) => Promise<void>;
  /** Begins to restore a user's state that was found stale in `epoch`. */
  restore: (user: UserRef, epoch: string) => void;
  /** Told each time a company's minute looks like guessing. */
  alarm: (companyId: string, minute: CompanyMinute) => void;
  now: () => number;
}

export type CheckLogon = (attempt: LogonCheckAttempt) => Promise<LogonCheckAnswer>;

/**
 * Judges one-time codes: read and charge, compare, judge, record, answer. Rejects when a dependency fails,
 * and whoever called must take that as "not judged": only the store's `judge` can accept.
 */
export async function createCheckLogon(parts: LogonCheckParts): Promise<CheckLogon> {
  const { store, sealer, binding, now } = parts;
  // A user without a one-time password costs the same work, so that the time taken tells nobody who has one.
  const nobody = { companyId: '-', userId: '-' };
  const placeholder = { version: 0, seed: await sealSeed(sealer, nobody, 0, crypto.getRandomValues(new Uint8Array(20))), ahead: false };

  async function answer(attempt: LogonCheckAttempt, judgement: Judgement): Promise<LogonCheckAnswer> {
    await parts.record(attempt, judgement);
    return { outcome: judgement.verdict };
  }

  return async (attempt) => {
    const { companyId, userId, checkId, deviceId, ip } = attempt;
    const key: CheckKey = { companyId, userId, checkId };
    const source: CheckSource = { companyId, deviceId, ip };
    const at = now();

    const opened = await store.open(key, source, at);
    if (opened.decided) {
      if (!binding.matches(opened.decided.binding, attempt)) return { outcome: 'conflict' };
      // Recorded again: whoever asks again may have got no answer because the record failed.
      return answer(attempt, opened.decided.judgement);
    }
    if (opened.waitMs > 0) return { outcome: 'limited', waitMs: opened.waitMs };

    const credential = opened.credential?.seed ? opened.credential : undefined;
    const { version, seed, ahead } = credential ?? placeholder;
    const secret = await openSeed(sealer, credential ? key : nobody, version, seed);
    const matchedStep = matchStep(secret, attempt.code, checkWindow(at, ahead));

    const judged = await store.judge(key, source, binding.of(attempt), {
      credentialVersion: opened.credential?.version ?? 0,
      matchedStep: credential ? matchedStep : undefined,
      at,
    });
    switch (judged.outcome) {
      case 'conflict':
        return { outcome: 'conflict' };
      case 'stale':
        parts.restore(key, judged.epoch);
        return { outcome: 'unavailable' };
      case 'decided':
        if (judged.minute && looksLikeSpraying(judged.minute)) parts.alarm(companyId, judged.minute);
        return answer(attempt, judged.judgement);
    }
  };
}
