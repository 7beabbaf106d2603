import type { DeviceCaller } from '@genkan/service-kit';
import type { AgentSessionEvent } from './agent-session-event.schema.ts';

/** An event with what the gateway knows about it, ready for the topic. */
export interface AdmittedEvent extends AgentSessionEvent {
  companyId: string;
  deviceId: string;
  /** Empty: the Windows account was not tied to a user when the event came. It is kept, no punch follows. */
  userId: string;
  pcName: string;
  ip: string;
  clockSuspect: boolean;
  receivedAt: Date;
}

/** A PC's clock may be wrong by this much, in milliseconds, before its times are suspect. */
const toleratedAheadMs = 2 * 60_000;

/** Company, PC and user come from the verified token alone; nothing the agent writes can change them. */
export function admitSessionEvent(event: AgentSessionEvent, device: DeviceCaller, receivedAt: Date): AdmittedEvent {
  return {
    ...event,
    companyId: device.companyId,
    deviceId: device.deviceId,
    userId: linkedUserOf(event, device),
    pcName: device.pcName,
    ip: device.ip,
    clockSuspect: event.occurredAt.getTime() - receivedAt.getTime() > toleratedAheadMs,
    receivedAt,
  };
}

/**
 * A tie is not retroactive: an event that comes before it stays without a user. The order of coming decides, not the
 * clocks; the agent sends all that waits before it asks for a tie (docs/adr/0010).
 */
function linkedUserOf({ windowsSid }: AgentSessionEvent, { links }: DeviceCaller): string {
  return links.find((link) => link.windowsSid === windowsSid)?.userId ?? '';
}
