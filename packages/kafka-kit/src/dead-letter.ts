import { deadLetterTopic } from '@genkan/contracts';
import { PermanentError } from './failure.ts';
import type { Clock } from './log.ts';
import type { IncomingMessage, OutgoingMessage } from './message-bus.ts';

export interface DeadLetterCause {
  readonly group: string;
  readonly error: unknown;
  readonly attempts: number;
}

/** Our own errors name no person and no secret (style); a foreign one's text may quote data, so it is left out. */
const reasonOf = (error: unknown): string => {
  if (error instanceof PermanentError) return `${error.name}: ${error.message}`.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 500);
  if (!(error instanceof Error)) return 'not an error';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? `${error.name} ${code}` : error.name;
};

/**
 * The message as it was, under its own key, with headers that say where it stood and why it is
 * here: enough to publish it again as it was.
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
