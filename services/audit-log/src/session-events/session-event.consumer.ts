import { timestampDate } from '@bufbuild/protobuf/wkt';
import { SessionEventKind, SessionSource, topics } from '@genkan/contracts';
import type { SessionEvent } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import { fingerprint } from '../log-entries/fingerprint.ts';
import type { Actor, LogFact } from '../log-entries/log-entry.ts';
import { momentOf } from '../log-entries/moment.ts';
import type { RecordFacts } from '../log-entries/record-facts.ts';

const kindWords = new Map<SessionEventKind, string>([
  [SessionEventKind.LOGON, 'logon'],
  [SessionEventKind.LOGOFF, 'logoff'],
  [SessionEventKind.LOCK, 'lock'],
  [SessionEventKind.UNLOCK, 'unlock'],
  [SessionEventKind.SWITCH_CONNECT, 'switch-connect'],
  [SessionEventKind.SWITCH_DISCONNECT, 'switch-disconnect'],
  [SessionEventKind.BOOT, 'boot'],
  [SessionEventKind.SHUTDOWN, 'shutdown'],
  [SessionEventKind.SLEEP, 'sleep'],
  [SessionEventKind.RESUME, 'resume'],
  [SessionEventKind.IDLE_START, 'idle-start'],
  [SessionEventKind.IDLE_END, 'idle-end'],
  [SessionEventKind.AUTH_OK, 'auth-ok'],
  [SessionEventKind.AUTH_FAIL, 'auth-fail'],
]);

const sourceWords = new Map<SessionSource, string>([
  [SessionSource.LOCAL, 'local'],
  [SessionSource.CONSOLE, 'console'],
  [SessionSource.RDP, 'rdp'],
]);

/** An event this far after its arrival cannot be believed, in milliseconds. */
const believableMs = 2 * 60 * 1000;

/** Session events become entries, one each, whatever their time and whether or not somebody is tied to the account. */
export function sessionEvents(record: RecordFacts): Subscription {
  return subscription({
    topic: topics.sessionEvents,
    handleBatch: (items) => record(items.map(({ message, envelope }) => sessionEventFact(message, envelope.companyId))),
  });
}

/** @throws PermanentError when the record is not an event of the company. */
export function sessionEventFact(event: SessionEvent, companyId: string): LogFact {
  const word = kindWords.get(event.kind);
  if (event.companyId !== companyId) throw new PermanentError('the event is of another company than its record');
  if (event.eventId === '' || event.deviceId === '') throw new PermanentError('the event has no id or no PC');
  if (word === undefined) throw new PermanentError('the event has no known kind');
  const occurredAt = momentOf(event.occurredAt, 'occurred_at');
  const marks = marksOf(event, occurredAt);
  return {
    companyId,
    sourceId: `session-event:${event.eventId}`,
    fingerprint: fingerprint(saidByAgent(event, word)),
    operation: 'session-event',
    occurredAt,
    actor: actorOf(event),
    target: null,
    remark: { key: event.inferred ? `inferred-${word}` : word, values: valuesOf(event, marks) },
    words: ['session-event', word, ...marks],
    ip: event.ip,
    clientVersion: event.clientVersion,
    result: event.kind === SessionEventKind.AUTH_FAIL ? 'failed' : 'succeeded',
  };
}

/**
 * What the agent itself said. What the gateway adds (address, time of arrival, the tie of that moment) and
 * the agent's version may differ when the same event is sent again, and is no contradiction.
 */
function saidByAgent(event: SessionEvent, word: string): Record<string, unknown> {
  return {
    deviceId: event.deviceId,
    windowsSid: event.windowsSid,
    windowsAccount: event.windowsAccount,
    sessionId: event.sessionId ?? null,
    kind: word,
    occurredAt: event.occurredAt === undefined ? null : timestampDate(event.occurredAt).toISOString(),
    utcOffsetMinutes: event.utcOffsetMinutes,
    monotonicMs: event.monotonicMs,
    bootId: event.bootId,
    sequence: event.sequence,
    source: event.source,
    inferred: event.inferred,
    clockOffsetMs: event.clockOffsetMs,
  };
}

function actorOf(event: SessionEvent): Actor {
  if (event.userId !== '') return { kind: 'user', id: event.userId, name: '' };
  if (event.windowsSid !== '') return { kind: 'user', id: '', name: event.windowsAccount };
  return { kind: 'device', id: event.deviceId, name: event.pcName };
}

type Mark = 'inferred' | 'unlinked' | 'clock-suspect';

function marksOf(event: SessionEvent, occurredAt: Date): Mark[] {
  const marks: Mark[] = [];
  if (event.inferred) marks.push('inferred');
  if (event.windowsSid !== '' && event.userId === '') marks.push('unlinked');
  const received = event.receivedAt === undefined ? undefined : timestampDate(event.receivedAt).getTime();
  const future = received !== undefined && occurredAt.getTime() - received > believableMs;
  if (event.clockSuspect || future) marks.push('clock-suspect');
  return marks;
}

function valuesOf(event: SessionEvent, marks: readonly Mark[]): Record<string, string> {
  const source = sourceWords.get(event.source);
  return {
    pcName: event.pcName,
    ...(event.windowsAccount === '' ? {} : { windowsAccount: event.windowsAccount }),
    ...(source === undefined ? {} : { source }),
    ...(marks.includes('unlinked') ? { unlinked: 'true' } : {}),
    ...(marks.includes('clock-suspect') ? { clockSuspect: 'true' } : {}),
  };
}
