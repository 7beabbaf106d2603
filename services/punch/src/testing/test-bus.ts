import type { MessageBus } from '@genkan/kafka-kit';

/** What is a test's own on a broker that others use too. */
export interface OwnTraffic {
  /** Of its consumer groups. */
  readonly suffix: string;
  /** Companies whose id begins so are its own. */
  readonly companyId: string;
}

/**
 * The real bus for a test on a shared broker: it passes over what concerns other companies, so that no
 * two tests punch for the same people, and finds the shared dead-letter topics, for nothing creates one
 * for a test's group.
 */
export function testBus(bus: MessageBus, { suffix, companyId }: OwnTraffic): MessageBus {
  const ownDeadLetters = new RegExp(`\\.${suffix}\\.dead$`);
  return {
    ...bus,
    publish: (batch, options) =>
      bus.publish(batch.map((message) => ({ ...message, topic: message.topic.replace(ownDeadLetters, '.dead') })), options),
    consume: (options, handler) =>
      bus.consume(options, async (batch) => {
        const messages = batch.messages.filter(({ headers }) => headers['company']?.startsWith(companyId));
        const last = batch.messages.at(-1);
        if (messages.length > 0) await handler({ ...batch, messages });
        // What follows the last own message is nobody's here; what the handler left is fetched again.
        else if (last !== undefined) batch.resolve(last.offset);
      }),
  };
}
