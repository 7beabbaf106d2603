import { until } from '@genkan/local-stack';
import { cpuSeconds } from '../../../../tests/load/measure.ts';
import type { Answer, LogonScreen } from '../harness.ts';
import { oathtool, roomInStep } from '../outside-programs.ts';
import type { Stack } from '../stack.ts';
import type { PlainClient } from './plain-client.ts';
import { type Registered, stepNow } from './people.ts';

/** Times in milliseconds, from Submit to the answer that LogonUI gets. */
export interface SignIns {
  readonly warm: number[];
  /** The connection to the server had to be made anew: TCP and TLS. */
  readonly cold: number[];
  /** The server's part of the warm ones. */
  readonly server: number[];
  /** CPU milliseconds of each process in the warm ones. */
  readonly cpu: Record<string, number>;
}

const milliseconds = (answer: Answer): number => Number(answer['microseconds']) / 1000;

const passwordAndCode = async (screen: LogonScreen, code: string): Promise<Answer> => {
  await screen.do('set password example');
  await screen.do(`set otp ${code}`);
  return screen.do('submit');
};

/** Shows the tiles of these people, once the policy that asks them for a code has come. */
export const showTiles = async (screen: LogonScreen, people: readonly { sid: string; name: string }[], asked: string): Promise<void> => {
  await until('The tiles', 60_000, async () => {
    await screen.do('scenario logon');
    await screen.do(`users ${people.map(({ sid, name }) => `${sid}=${name}`).join(' ')}`);
    await screen.do('count');
    for (const index of people.keys()) {
      await screen.do(`select ${index}`);
      const shown = String((await screen.do('view'))['shown']);
      await screen.do('deselect');
      if (!shown.includes(asked)) throw new Error(`A tile shows ${shown}`);
    }
    return true;
  }, undefined, 300);
};

/** Everybody signs in once. Before that the first `wrongCodes` type a wrong code, each over a fresh connection. */
export const signInAll = async (
  stack: Stack,
  screen: LogonScreen,
  people: readonly Registered[],
  { wrongCodes, pids }: { readonly wrongCodes: number; readonly pids: Readonly<Record<string, number>> },
): Promise<SignIns> => {
  const times: SignIns = { warm: [], cold: [], server: [], cpu: {} };
  for (const [index, person] of people.slice(0, wrongCodes).entries()) {
    await screen.do(`select ${index}`);
    const right = [await oathtool(person.key), await oathtool(person.key, 1)];
    stack.front.become('open');
    const answer = await passwordAndCode(screen, ['000000', '000001', '000002'].find((code) => !right.includes(code))!);
    if (answer['response'] !== 'not-finished') throw new Error('A wrong code let somebody in.');
    times.cold.push(milliseconds(answer));
    await screen.do('deselect');
  }
  const before = Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)] as const);
  for (const [index, person] of people.entries()) {
    await screen.do(`select ${index}`);
    await roomInStep(2_000);
    const code = await oathtool(person.key);
    person.usedStep = stepNow();
    const answersBefore = stack.front.answerTimes.length;
    const answer = await passwordAndCode(screen, code);
    if (answer['response'] !== 'credential') throw new Error(`A right code was refused: ${answer['text']}`);
    times.warm.push(milliseconds(answer));
    times.server.push(Math.max(...stack.front.answerTimes.slice(answersBefore)));
    await screen.do('report 00000000');
    await screen.do('deselect');
  }
  for (const [name, used] of before) times.cpu[name] = (cpuSeconds(pids[name]!) - used) * 1000;
  return times;
};

/** The same people again, from a plain client; waits for codes that nobody has used yet. */
export const askAll = async (client: PlainClient, token: () => string, people: readonly Registered[]): Promise<number[]> => {
  const used = Math.max(...people.map(({ usedStep }) => usedStep));
  await until('The next code', 61_000, async () => stepNow() > used, undefined, 200);
  const times: number[] = [];
  for (const { sid, key } of people) {
    await roomInStep(2_000);
    times.push(await client.check(token(), sid, await oathtool(key)));
  }
  // The first one also makes the connection.
  return times.slice(1);
};
