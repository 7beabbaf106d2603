import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { LogonCheckSchema, LogonRefusal, LogonScenario, LogonVerdict, topics, type LogonCheck } from '@genkan/contracts';
import { encodeMessage, type MessageBus } from '@genkan/kafka-kit';
import { currentTraceparent } from '@genkan/service-kit';
import type { LogonCheckAttempt } from './check-logon.ts';
import { countsAsFailure, type Judgement, type Refusal, type Scenario } from './logon-check.ts';

/** Longest wait for the acknowledgement of a record, in ms. */
const publishTimeoutMs = 1_500;

const scenarios: Readonly<Record<Scenario, LogonScenario>> = {
  logon: LogonScenario.LOGON,
  unlock: LogonScenario.UNLOCK,
  rdp: LogonScenario.RDP,
  'account-unlink': LogonScenario.ACCOUNT_UNLINK,
};
const refusals: Readonly<Record<Refusal, LogonRefusal>> = {
  'wrong-code': LogonRefusal.WRONG_CODE,
  replayed: LogonRefusal.REPLAYED,
  delayed: LogonRefusal.DELAYED,
  locked: LogonRefusal.LOCKED,
  'no-credential': LogonRefusal.NO_CREDENTIAL,
  'credential-moved': LogonRefusal.CREDENTIAL_MOVED,
};
const refusalWords = new Map(Object.entries(refusals).map(([word, value]) => [value, word as Refusal]));

/**
 * Publishes the durable record of a verdict and resolves when all in-sync replicas have it. The event id is of
 * user and check, so that a record sent again is recognised.
 */
export function recordLogonChecks(bus: MessageBus): (attempt: LogonCheckAttempt, judgement: Judgement) => Promise<void> {
  return async (attempt, judgement) => {
    const meta = {
      id: `logon-check:${attempt.userId}:${attempt.checkId}`,
      source: 'identity',
      time: new Date(judgement.checkedAt),
      traceparent: currentTraceparent(),
    };
    const message = encodeMessage(topics.logonChecks, [attempt.companyId, attempt.userId], toRecord(attempt, judgement), meta);
    await bus.publish([message], { withinMs: publishTimeoutMs });
  };
}

const toRecord = (attempt: LogonCheckAttempt, judgement: Judgement): MessageInitShape<typeof LogonCheckSchema> =>
  create(LogonCheckSchema, {
    checkId: attempt.checkId,
    companyId: attempt.companyId,
    userId: attempt.userId,
    deviceId: attempt.deviceId,
    windowsSid: attempt.windowsSid,
    windowsAccount: attempt.windowsAccount,
    scenario: scenarios[attempt.scenario],
    verdict: judgement.verdict === 'accepted' ? LogonVerdict.ACCEPTED : LogonVerdict.REFUSED,
    refusal: judgement.refusal === undefined ? LogonRefusal.UNSPECIFIED : refusals[judgement.refusal],
    factors: [...attempt.factors],
    ...(judgement.acceptedStep === undefined ? {} : { acceptedStep: BigInt(judgement.acceptedStep) }),
    failures: judgement.failures,
    locked: judgement.locked,
    ...(judgement.delayedUntil === 0 ? {} : { delayedUntilTime: timestampFromMs(judgement.delayedUntil) }),
    credentialVersion: BigInt(judgement.credentialVersion),
    checkedAt: timestampFromMs(judgement.checkedAt),
    ip: attempt.ip,
    clientVersion: attempt.clientVersion,
    pcName: attempt.pcName,
  });

/** What a record says about the counters of its user; undefined: the code was not looked at, so nothing. */
export interface JudgedCode {
  companyId: string;
  userId: string;
  credentialVersion: number;
  acceptedStep: number;
  failures: number;
  delayedUntil: number;
  locked: boolean;
  judgedAt: number;
  /** Where the last failure came from, for the record of a lock. */
  pcName: string;
  ip: string;
}

export function judgedCode(record: LogonCheck): JudgedCode | undefined {
  const accepted = record.verdict === LogonVerdict.ACCEPTED;
  if (!accepted && !countsAsFailure(refusalWords.get(record.refusal))) return undefined;
  return {
    companyId: record.companyId,
    userId: record.userId,
    credentialVersion: Number(record.credentialVersion),
    acceptedStep: Number(record.acceptedStep ?? 0n),
    failures: record.failures,
    delayedUntil: record.delayedUntilTime === undefined ? 0 : timestampMs(record.delayedUntilTime),
    locked: record.locked,
    judgedAt: record.checkedAt === undefined ? 0 : timestampMs(record.checkedAt),
    pcName: record.pcName,
    ip: record.ip,
  };
}

/**
 * The last word of several records of users: per user and credential the latest judged, with the highest step
 * of all. Order and copies do not matter, because judging times strictly rise per user.
 */
export function latestPerUser(codes: readonly JudgedCode[]): JudgedCode[] {
  const latest = new Map<string, JudgedCode>();
  for (const code of codes) {
    const name = JSON.stringify([code.companyId, code.userId, code.credentialVersion]);
    const known = latest.get(name);
    const later = known === undefined || code.judgedAt > known.judgedAt ? code : known;
    latest.set(name, { ...later, acceptedStep: Math.max(code.acceptedStep, known?.acceptedStep ?? 0) });
  }
  return [...latest.values()];
}
