import type { MessageBus, OutgoingMessage } from '@genkan/kafka-kit';
import { currentTraceparent, fieldErrors, Problem, type Clock, type DeviceCaller } from '@genkan/service-kit';
import { admitSessionEvent } from './admit-session-event.ts';
import { agentSessionEvent, mostEvents, sessionEventBatch } from './agent-session-event.schema.ts';
import { sessionEventMessage } from './session-event.message.ts';

export type EventResult =
  | { eventId: string; result: 'accepted' }
  | { eventId: string; result: 'rejected'; code: 'invalid-event'; detail: string };

export interface RecordedBatch {
  /** One for each event sent, in the order of sending. */
  results: EventResult[];
  serverTime: string;
}

export type RecordSessionEvents = (body: unknown, device: DeviceCaller) => Promise<RecordedBatch>;

/**
 * Puts a PC's events on the topic. Those it answers as accepted are acknowledged by all in-sync
 * replicas; when that cannot be said of every one, it throws, and the agent sends all of them again.
 */
export const recordSessionEvents =
  (bus: MessageBus, clock: Clock): RecordSessionEvents =>
  async (body, device) => {
    const events = eventsOf(body);
    const receivedAt = clock();
    const traceparent = currentTraceparent();
    const results: EventResult[] = [];
    const messages: OutgoingMessage[] = [];
    for (const event of events) {
      const read = agentSessionEvent.safeParse(event);
      if (read.success) {
        messages.push(sessionEventMessage(admitSessionEvent(read.data, device, receivedAt), traceparent));
        results.push({ eventId: read.data.eventId, result: 'accepted' });
      } else {
        const detail = read.error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`).join('; ');
        results.push({ eventId: eventIdOf(event), result: 'rejected', code: 'invalid-event', detail: detail.slice(0, 500) });
      }
    }
    if (messages.length > 0) await publish(bus, messages);
    return { results, serverTime: clock().toISOString() };
  };

async function publish(bus: MessageBus, messages: OutgoingMessage[]): Promise<void> {
  try {
    await bus.publish(messages);
  } catch (cause) {
    // Some may be on the topic all the same; recording is once per event id, so sending again is harmless.
    throw new Problem('unavailable', { cause });
  }
}

function eventsOf(body: unknown): unknown[] {
  const batch = sessionEventBatch.safeParse(body, { reportInput: true });
  if (!batch.success) throw new Problem('invalid-request', { fields: fieldErrors(batch.error) });
  if (batch.data.events.length > mostEvents) throw new Problem('event-batch-too-large');
  return batch.data.events;
}

/** What the agent called an event that cannot be read, so that it can find it again. */
const eventIdOf = (event: unknown): string => {
  const id = typeof event === 'object' && event !== null && 'eventId' in event ? event.eventId : undefined;
  return typeof id === 'string' ? id.slice(0, 100) : '';
};
