import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SessionEventKind, SessionSource, topics } from '@genkan/contracts';
import { encodeMessage, type OutgoingMessage } from '@genkan/kafka-kit';
import type { AdmittedEvent } from './admit-session-event.ts';
import type { AgentEventKind, AgentSessionSource } from './agent-session-event.schema.ts';

const kinds: Record<AgentEventKind, SessionEventKind> = {
  logon: SessionEventKind.LOGON,
  logoff: SessionEventKind.LOGOFF,
  lock: SessionEventKind.LOCK,
  unlock: SessionEventKind.UNLOCK,
  'switch-connect': SessionEventKind.SWITCH_CONNECT,
  'switch-disconnect': SessionEventKind.SWITCH_DISCONNECT,
  boot: SessionEventKind.BOOT,
  shutdown: SessionEventKind.SHUTDOWN,
  sleep: SessionEventKind.SLEEP,
  resume: SessionEventKind.RESUME,
  'idle-start': SessionEventKind.IDLE_START,
  'idle-end': SessionEventKind.IDLE_END,
  'auth-ok': SessionEventKind.AUTH_OK,
  'auth-fail': SessionEventKind.AUTH_FAIL,
};

const sources: Record<AgentSessionSource, SessionSource> = {
  local: SessionSource.LOCAL,
  console: SessionSource.CONSOLE,
  rdp: SessionSource.RDP,
};

/** The event as it stands in `genkan.session-events.v1`. */
export function sessionEventMessage(event: AdmittedEvent, traceparent: string): OutgoingMessage {
  const message = {
    eventId: event.eventId,
    companyId: event.companyId,
    deviceId: event.deviceId,
    userId: event.userId,
    windowsAccount: event.windowsAccount ?? '',
    windowsSid: event.windowsSid ?? '',
    ...(event.sessionId === undefined ? {} : { sessionId: event.sessionId }),
    kind: kinds[event.kind],
    occurredAt: timestampFromDate(event.occurredAt),
    utcOffsetMinutes: event.utcOffsetMinutes,
    monotonicMs: BigInt(event.monotonicMs),
    bootId: event.bootId,
    sequence: BigInt(event.sequence),
    source: sources[event.source],
    inferred: event.inferred,
    clockOffsetMs: BigInt(event.clockOffsetMs),
    clockSuspect: event.clockSuspect,
    receivedAt: timestampFromDate(event.receivedAt),
    clientVersion: event.clientVersion,
    ip: event.ip,
    pcName: event.pcName,
  };
  return encodeMessage(topics.sessionEvents, [event.companyId, event.deviceId], message, {
    id: event.eventId,
    source: 'gateway',
    time: event.occurredAt,
    traceparent,
  });
}
