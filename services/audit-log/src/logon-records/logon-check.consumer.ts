import { LogonRefusal, LogonScenario, LogonVerdict, topics } from '@genkan/contracts';
import type { LogonCheck } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import { fingerprint } from '../log-entries/fingerprint.ts';
import type { LogFact, Result } from '../log-entries/log-entry.ts';
import { momentOf } from '../log-entries/moment.ts';
import type { RecordFacts } from '../log-entries/record-facts.ts';

const scenarioWords = new Map<LogonScenario, string>([
  [LogonScenario.LOGON, 'logon'],
  [LogonScenario.UNLOCK, 'unlock'],
  [LogonScenario.RDP, 'rdp'],
  [LogonScenario.ACCOUNT_UNLINK, 'account-unlink'],
]);

const verdictResults = new Map<LogonVerdict, Result>([
  [LogonVerdict.ACCEPTED, 'succeeded'],
  [LogonVerdict.REFUSED, 'failed'],
]);

const refusalWords = new Map<LogonRefusal, string>([
  [LogonRefusal.WRONG_CODE, 'wrong-code'],
  [LogonRefusal.REPLAYED, 'replayed'],
  [LogonRefusal.DELAYED, 'delayed'],
  [LogonRefusal.LOCKED, 'locked'],
  [LogonRefusal.NO_CREDENTIAL, 'no-credential'],
  [LogonRefusal.CREDENTIAL_MOVED, 'credential-moved'],
]);

/** Judged codes become ログオン認証 and アンロック認証. */
export function logonChecks(record: RecordFacts): Subscription {
  return subscription({
    topic: topics.logonChecks,
    handleBatch: (items) => record(items.map(({ message, envelope }) => logonCheckFact(message, envelope.companyId))),
  });
}

/** @throws PermanentError when the record is not a judged check of the company. */
export function logonCheckFact(check: LogonCheck, companyId: string): LogFact {
  const result = verdictResults.get(check.verdict);
  if (check.companyId !== companyId) throw new PermanentError('the check is of another company than its record');
  if (check.checkId === '' || check.userId === '') throw new PermanentError('the check has no id or no user');
  if (result === undefined) throw new PermanentError('the check has no verdict');
  const scenario = scenarioWords.get(check.scenario) ?? 'logon';
  const refusal = refusalWords.get(check.refusal);
  const factors = [...check.factors];
  const operation = scenario === 'unlock' ? 'unlock-auth' : 'logon-auth';
  return {
    companyId,
    // A PC makes the id of a check; two users of one PC must not share an entry.
    sourceId: `logon-check:${check.userId}:${check.checkId}`,
    fingerprint: fingerprint({
      userId: check.userId,
      deviceId: check.deviceId,
      windowsSid: check.windowsSid,
      scenario,
      result,
      factors,
      acceptedStep: check.acceptedStep ?? null,
    }),
    operation,
    occurredAt: momentOf(check.checkedAt, 'checked_at'),
    actor: { kind: 'user', id: check.userId, name: '' },
    target: null,
    remark: {
      key: result,
      values: {
        factors: factors.join('+'),
        scenario,
        pcName: check.pcName,
        windowsAccount: check.windowsAccount,
        ...(refusal === undefined ? {} : { refusal }),
        ...(check.locked ? { locked: 'true' } : {}),
      },
    },
    words: [operation, result, ...factors],
    ip: check.ip,
    clientVersion: check.clientVersion,
    result,
  };
}
