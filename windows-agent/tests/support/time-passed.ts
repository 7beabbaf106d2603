import { once } from 'node:events';
import { connect } from 'node:net';
import type { Stack } from './stack.ts';

/** One command to the server's Redis, and its answer. */
const redis = async (stack: Stack, command: string): Promise<string> => {
  const { hostname, port } = new URL(stack.servers.redis.url);
  const socket = connect(Number(port), hostname);
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(5_000) })) as [Buffer];
    return answer.toString().trim();
  } finally {
    socket.destroy();
  }
};

/** As if this PC had judged nothing for five minutes: it may judge thirty codes in that time. */
export const fiveQuietMinutes = async (stack: Stack, { deviceId }: { deviceId: string }): Promise<void> => {
  const answer = await redis(stack, `DEL limit:{${stack.demo.companyId}/device/${deviceId}}`);
  if (!/^:[01]$/.test(answer)) throw new Error(`Redis did not forget the PC's checks: ${answer}`);
};

/**
 * As if a user's code had been guessed wrongly nineteen times in a row, the last time long ago: by the delays after each failure (domain.md 7.2)
 * that takes a quarter of an hour. The next wrong code locks.
 */
export const guessedOften = async (stack: Stack, userId: string): Promise<void> => {
  const answer = await redis(stack, `HSET otp:{${stack.demo.companyId}/${userId}} failures 19 delayedUntil 0`);
  // No field was new: the user's counters were there.
  if (answer !== ':0') throw new Error(`Redis does not know the user's failures: ${answer}`);
};
