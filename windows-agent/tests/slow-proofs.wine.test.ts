import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openPipeClients, type PipeClients, startHostAlone } from './support/host-alone.ts';
import { type InstalledPc, ownSid } from './support/installed-pc.ts';

jest.setTimeout(60_000);

const password = 'CANARY 玄関 pass';
/** Longer than any answer of the agent may take: the domain controller is away. */
const controllerMs = 8_000;

let pc: InstalledPc;
let clients: PipeClients;

beforeAll(async () => {
  pc = await startHostAlone();
  for (const sid of [ownSid, ...[1, 2, 3, 4, 5, 6, 7].map((n) => `S-1-5-21-6-6-6-${n}`)]) await pc.setTest(sid, password, 'Passwords');
  await pc.setTest('PasswordCheckMs', controllerMs);
  clients = await openPipeClients(pc);
});
afterAll(async () => {
  await clients?.end();
  await pc?.wine.remove();
});

/** Asks the host for the proof of a password, at the logon screen for whichever account. */
const prove = (name: string, id: string, windowsSid?: string): void =>
  clients.send(name, { t: 'host-prove', id, password, ...(windowsSid === undefined ? {} : { windowsSid, windowsAccount: 'WINE-PC\\somebody' }) });
const busy = { t: 'host-refused', message: 'busy' };

describe('while Windows waits for a domain controller that is away', () => {
  test('when logon screens and consoles prove as many passwords as can wait, then one more is refused at once, and what the agent asks is answered at once', async () => {
    await clients.open('console', 'user');
    prove('console', 'first');
    await clients.open('again', 'user');
    // The same account may not hold a second worker, by whatever connection.
    prove('again', 'second');
    expect(await clients.answerTo('again', 'second', 2_000)).toMatchObject(busy);
    for (const n of [1, 2, 3, 4, 5, 6]) {
      await clients.open(`screen${n}`, 'auth');
      prove(`screen${n}`, `proof${n}`, `S-1-5-21-6-6-6-${n}`);
    }
    await clients.open('late', 'auth');
    prove('late', 'proof7', 'S-1-5-21-6-6-6-7');
    expect(await clients.answerTo('late', 'proof7', 2_000)).toMatchObject(busy);
    // The stand-in answers `state` only after the host has answered a question of its own.
    await clients.open('other', 'auth');
    const begun = performance.now();
    expect(await clients.ask('other', { t: 'state' }, 5_000)).toMatchObject({ t: 'state' });
    console.log(`a question of the agent while seven proofs hang: ${(performance.now() - begun).toFixed(0)} ms`);
    for (const name of ['console', 'screen1', 'screen2']) expect(clients.seen(name)).toEqual(['opened']);
  });

  test('when the controller is heard at last, then everybody gets his answer', async () => {
    expect(await clients.answerTo('console', 'first', controllerMs + 5_000)).toMatchObject({ t: 'host-proved' });
    for (const n of [1, 2]) expect(await clients.answerTo(`screen${n}`, `proof${n}`, controllerMs + 5_000)).toMatchObject({ t: 'host-proved' });
  });
});
