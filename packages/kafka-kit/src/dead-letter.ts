import { deadLetterTopic } from '@genkan/contracts';
import type { Clock } from './log.ts';
import type { IncomingMessage, OutgoingMessage } from './message-bus.ts';

export interface DeadLetterCause {
  readonly group: string;
  readonly error: unknown;
  readonly attempts: number;
}

/** Error texts name no person and no secret (style), yet a foreign library's may be long. */
const reasonOf = (error: unknown): string => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
  return text.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 500);
};

/**
 * The message as it was, under its own key, with headers that say where it stood and why it is
 * here. The replay tool publishes it again from these alone.
 */
export const toDeadLetter = (message: IncomingMessage, { group, error, attempts }: DeadLetterCause, clock: Clock): OutgoingMessage => ({
  topic: deadLetterTopic(group),
  key: message.key,
  value: message.value,
  headers: {
    ...message.headers,
    'dead-letter-topic': message.topic,
    'dead-letter-partition': String(message.partition),
    'dead-letter-offset': String(message.offset),
    'dead-letter-key': message.key,
    'dead-letter-timestamp': new Date(message.timestamp).toISOString(),
    'dead-letter-group': group,
    'dead-letter-reason': reasonOf(error),
    'dead-letter-attempts': String(attempts),
    'dead-letter-time': clock().toISOString(),
  },
});
