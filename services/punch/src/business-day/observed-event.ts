import { createHash } from 'node:crypto';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { SessionEventKind } from '@genkan/contracts';
import type { SessionEvent } from '@genkan/contracts';
import { PermanentError } from '@genkan/kafka-kit';
import type { RegisteredEvent } from './event-register.store.ts';
import type { Observation, ObservationKind } from './observation.ts';

/** A session event as a business day needs it. */
export interface ObservedEvent extends RegisteredEvent {
  readonly companyId: string;
  /** The person; "" = the Windows account was tied to nobody. */
  readonly userId: string;
  /** null = its kind takes no part in a day; its id counts as used all the same. */
  readonly observation: Observation | null;
}

const kinds = new Map<SessionEventKind, ObservationKind>([
  [SessionEventKind.LOGON, 'logon'],
  [SessionEventKind.LOGOFF, 'logoff'],
  [SessionEventKind.LOCK, 'lock'],
  [SessionEventKind.UNLOCK, 'unlock'],
  [SessionEventKind.SWITCH_CONNECT, 'switch-connect'],
  [SessionEventKind.SWITCH_DISCONNECT, 'switch-disconnect'],
  [SessionEventKind.SHUTDOWN, 'shutdown'],
  [SessionEventKind.SLEEP, 'sleep'],
  [SessionEventKind.RESUME, 'resume'],
]);

/** How far ahead of its receipt an event may lie before its clock is not believed. */
const mostAheadMs = 2 * 60_000;
/** Times of another age are no times: a business day of them could not even be named. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(9999, 0, 1);

/**
 * The event with what it says about presence; undefined for one without an id whose kind takes no part.
 * @throws PermanentError when an event of presence cannot be placed in any day.
 */
export function observedEvent(event: SessionEvent): ObservedEvent | undefined {
  const kind = kinds.get(event.kind);
  if (kind === undefined && event.eventId === '') return undefined;
  const observation = kind === undefined ? null : observationOf(event, kind);
  const { companyId, userId, eventId } = event;
  return { companyId, userId, eventId, digest: digestOf(event), observation };
}

function observationOf(event: SessionEvent, kind: ObservationKind): Observation {
  if (event.eventId === '' || event.occurredAt === undefined) throw new PermanentError('an event has no id or no time');
  const at = timestampMs(event.occurredAt);
  if (!(at >= earliest && at < latest)) throw new PermanentError('the time of an event is of another age');

  const receivedAt = event.receivedAt === undefined ? Infinity : timestampMs(event.receivedAt);
  return {
    id: event.eventId,
    kind,
    at,
    device: event.deviceId,
    session: event.sessionId ?? null,
    sequence: Number(event.sequence),
    inferred: event.inferred,
    suspect: event.clockSuspect || at > receivedAt + mostAheadMs,
  };
}

/** What the PC said, without what each receipt of it adds. */
function digestOf(event: SessionEvent): string {
  const at = event.occurredAt === undefined ? null : timestampMs(event.occurredAt);
  const said = [
    event.deviceId, event.userId, event.windowsSid, event.sessionId ?? null, event.kind,
    at, event.bootId, String(event.sequence), event.source, event.inferred,
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
}
