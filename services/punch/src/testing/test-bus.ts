import type { MessageBus } from '@genkan/kafka-kit';

/**
 * The real bus for a test on a shared broker: it passes over what was there before the test, and finds
 * the shared dead-letter topics, for nothing creates one for a test's group.
 *
 * @param since milliseconds since the epoch
 */
export function testBus(bus: MessageBus, { suffix, since }: { suffix: string; since: number }): MessageBus {
  const ownDeadLetters = new RegExp(`\\.${suffix}\\.dead$`);
  return {
    ...bus,
    publish: (batch, options) =>
      bus.publish(batch.map((message) => ({ ...message, topic: message.topic.replace(ownDeadLetters, '.dead') })), options),
    consume: (options, handler) =>
      bus.consume(options, async (batch) => {
        const messages = batch.messages.filter(({ timestamp }) => timestamp >= since);
        const last = batch.messages.at(-1);
        if (messages.length > 0) await handler({ ...batch, messages });
        else if (last !== undefined) batch.resolve(last.offset);
      }),
  };
}
