import type { SessionEvent } from '../session-watch/session-event.ts';

/** A session event as it travels to the server (POST /api/agent/v1/session-events); never changes once written. */
export interface AgentSessionEvent {
  readonly eventId: string;
  readonly kind: string;
  readonly windowsSid?: string;
  readonly windowsAccount?: string;
  readonly sessionId?: number;
  /** ISO 8601, UTC, corrected by `clockOffsetMs`. */
  readonly occurredAt: string;
  readonly utcOffsetMinutes: number;
  readonly monotonicMs: number;
  readonly bootId: string;
  readonly sequence: number;
  readonly source: 'local' | 'console' | 'rdp';
  readonly inferred: boolean;
  /** Server clock minus PC clock; subtract it from `occurredAt` to get what the PC's clock showed. */
  readonly clockOffsetMs: number;
  readonly clientVersion: string;
}

export function toAgentSessionEvent(
  event: SessionEvent,
  given: { eventId: string; sequence: number; clientVersion: string },
): AgentSessionEvent {
  return {
    eventId: given.eventId,
    kind: event.kind,
    ...event.session,
    occurredAt: new Date(event.stamp.utcMs + event.clockOffsetMs).toISOString(),
    utcOffsetMinutes: event.stamp.utcOffsetMinutes,
    monotonicMs: event.stamp.monotonicMs,
    bootId: event.bootId,
    sequence: given.sequence,
    source: event.source,
    inferred: event.inferred,
    clockOffsetMs: event.clockOffsetMs,
    clientVersion: given.clientVersion,
  };
}
