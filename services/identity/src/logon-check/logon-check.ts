/** What the user is doing at the PC. */
export type Scenario = 'logon' | 'unlock' | 'rdp' | 'account-unlink';
export type Factor = 'password' | 'otp';

/**
 * Why a check was refused: for the log only. The PC and its user see one answer for all of them.
 * `delayed`, `locked`, `no-credential` and `credential-moved` were refused without looking at the code.
 */
export type Refusal = 'wrong-code' | 'replayed' | 'delayed' | 'locked' | 'no-credential' | 'credential-moved';

/** When failures begin to cost time, and when they end the credential (RFC 4226 7.3; domain.md 7.2). */
export const throttle = { delayFromFailures: 5, delayPerFailureMs: 5_000, lockAtFailures: 20 } as const;

/** How long a decided check is remembered, so that its repetition gets the same verdict. */
export const decidedKeptMs = 10 * 60_000;

/** What decides about a user's codes: the part of the user that the Redis function reads and writes. */
export interface Guard {
  /** Rises with every registration and deletion of the one-time password. */
  credentialVersion: number;
  /** Whether the user is enabled and has a registered one-time password. */
  usable: boolean;
  /** Highest accepted time step (RFC 6238); only a later one is ever accepted. */
  lastStep: number;
  /** Consecutive failures since the last success or unlock. */
  failures: number;
  /** Until when checks are refused unseen, in ms since the epoch; 0: no delay. */
  delayedUntil: number;
  locked: boolean;
  /** When a code was last judged, ms since the epoch, strictly rising: it orders a user's records. */
  judgedAt: number;
}

export interface Attempt {
  /** Version of the credential whose seed the code was compared with. */
  credentialVersion: number;
  /** Time step whose code the user typed; undefined: none in the window. */
  matchedStep: number | undefined;
  /** Ms since the epoch. */
  at: number;
}

/** The lasting outcome of one check, with the state of the user right after it. */
export interface Judgement {
  verdict: 'accepted' | 'refused';
  refusal?: Refusal;
  acceptedStep?: number;
  credentialVersion: number;
  failures: number;
  delayedUntil: number;
  locked: boolean;
  checkedAt: number;
}

/** Whether a refusal followed from the code itself, and so changed the user's counters. */
export const countsAsFailure = (refusal: Refusal | undefined): boolean => refusal === 'wrong-code' || refusal === 'replayed';

/**
 * The rule of the logon check. It runs inside Redis as `judge` of `logon-check.lua.ts`, where nothing can
 * come between reading and writing; this is the same rule in the open, which the model test holds against
 * the function and the memory store uses.
 */
export function judge(guard: Guard, attempt: Attempt): { judgement: Judgement; guard: Guard } {
  const refuse = (refusal: Refusal, after: Guard, checkedAt: number) => ({
    guard: after,
    judgement: { verdict: 'refused' as const, refusal, ...outcome(after), checkedAt },
  });

  if (guard.credentialVersion !== attempt.credentialVersion) return refuse('credential-moved', guard, attempt.at);
  if (!guard.usable) return refuse('no-credential', guard, attempt.at);
  if (guard.locked) return refuse('locked', guard, attempt.at);
  if (attempt.at < guard.delayedUntil) return refuse('delayed', guard, attempt.at);

  const judgedAt = Math.max(attempt.at, guard.judgedAt + 1);
  const { matchedStep } = attempt;
  if (matchedStep !== undefined && matchedStep > guard.lastStep) {
    const after = { ...guard, lastStep: matchedStep, failures: 0, delayedUntil: 0, judgedAt };
    return { guard: after, judgement: { verdict: 'accepted', acceptedStep: matchedStep, ...outcome(after), checkedAt: judgedAt } };
  }

  const failures = guard.failures + 1;
  const after = {
    ...guard,
    failures,
    delayedUntil: failures < throttle.delayFromFailures ? guard.delayedUntil : attempt.at + failures * throttle.delayPerFailureMs,
    locked: failures >= throttle.lockAtFailures,
    judgedAt,
  };
  return refuse(matchedStep === undefined ? 'wrong-code' : 'replayed', after, judgedAt);
}

const outcome = ({ credentialVersion, failures, delayedUntil, locked }: Guard) => ({ credentialVersion, failures, delayedUntil, locked });
