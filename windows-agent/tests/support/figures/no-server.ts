import type { LogonScreen } from '../harness.ts';

const tries = 5;
const paints = 50;

/** From Submit to the word that nobody can be judged now, in milliseconds. */
export const refusals = async (screen: LogonScreen, text: string): Promise<number[]> => {
  const times: number[] = [];
  for (let index = 0; index < tries; index += 1) {
    await screen.do('set password example');
    await screen.do('set otp 123456');
    const answer = await screen.do('submit');
    if (answer['response'] !== 'not-finished' || answer['text'] !== text) throw new Error(`Without a server the tile says: ${answer['response']}, ${answer['text']}`);
    times.push(Number(answer['microseconds']) / 1000);
  }
  return times;
};

export interface Paint {
  readonly p50: number;
  readonly max: number;
}

/** From a new provider to its first tile drawn, in milliseconds. */
export const paint = async (screen: LogonScreen): Promise<Paint> => {
  const { p50Microseconds, maxMicroseconds } = await screen.do(`paint ${paints}`, 60_000);
  return { p50: Number(p50Microseconds) / 1000, max: Number(maxMicroseconds) / 1000 };
};
