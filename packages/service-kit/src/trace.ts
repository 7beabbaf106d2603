import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const current = new AsyncLocalStorage<string>();
// W3C Trace Context level 1, version 00.
const form = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

const newTraceparent = (): string => {
  const bytes = randomBytes(24).toString('hex');
  return `00-${bytes.slice(0, 32)}-${bytes.slice(32)}-01`;
};

/** Continues a trace received from outside with a span of our own; anything malformed begins a new one. */
export function continueTrace(received: string | undefined): string {
  if (received === undefined || !form.test(received)) return newTraceparent();
  return `${received.slice(0, 36)}${randomBytes(8).toString('hex')}${received.slice(52)}`;
}

/** The `traceparent` of the work in hand; a new one outside any request or message. */
export const currentTraceparent = (): string => current.getStore() ?? newTraceparent();

/** Runs `work` so that everything it calls, also later, sees this `traceparent`. */
export const withTraceparent = <Result>(traceparent: string, work: () => Result): Result =>
  current.run(traceparent, work);

/** The 32 hexadecimal digits that all processes of one request share; it is the `id` of a problem. */
export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35);
