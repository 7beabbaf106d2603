import { topics } from '@genkan/contracts';
import { PermanentError, subscription } from '@genkan/kafka-kit';
import type { Subscription } from '@genkan/kafka-kit';
import type { ObserveEvents } from './observe-events.ts';
import { observedEvent } from './observed-event.ts';

/** Session events from the gateway; they may come in any order, late, and more than once. */
export function sessionEvents(observe: ObserveEvents): Subscription {
  return subscription({
    topic: topics.sessionEvents,
    async handleBatch(items) {
      await observe(
        items.flatMap(({ message, envelope }) => {
          if (message.companyId !== envelope.companyId) throw new PermanentError('the event is not of the company of its key');
          return observedEvent(message) ?? [];
        }),
      );
    },
  });
}
