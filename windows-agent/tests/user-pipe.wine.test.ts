import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { openPipeClients, type PipeClients, startHostAlone } from './support/host-alone.ts';
import type { InstalledPc } from './support/installed-pc.ts';

jest.setTimeout(60_000);

let pc: InstalledPc;
let clients: PipeClients;
const opened: string[] = [];

beforeAll(async () => {
  pc = await startHostAlone();
  clients = await openPipeClients(pc);
});
afterAll(async () => {
  await clients?.end();
  await pc?.wine.remove();
});
afterEach(async () => {
  for (const name of opened.splice(0)) {
    clients.close(name);
    await clients.closed(name, 5_000);
  }
});

const open = async (name: string): Promise<void> => {
  await clients.open(name, 'user');
  opened.push(name);
};
const isServed = async (name: string): Promise<void> => expect(await clients.ask(name, { t: 'host-status' })).toMatchObject({ t: 'host-status', agent: 'ready' });
/** The host has forgotten who was here before. */
const roomFor = (name: string): Promise<void> =>
  eventually(async () => {
    await open(name);
    await isServed(name);
  }, { withinMs: 5_000 });

describe('the connections of one person', () => {
  test('when there are three, then the next is told that it is one too many, those behind it are cut off, and the three go on', async () => {
    const three = ['a1', 'a2', 'a3'];
    for (const name of three) {
      await open(name);
      await isServed(name);
    }
    const more = Array.from({ length: 14 }, (_, index) => `b${index}`);
    for (const name of more) clients.knock(name, 'user');
    for (const name of more) await clients.closed(name, 5_000);
    const told = more.map((name) => clients.seen(name).find((line) => line.startsWith('{'))).filter((line) => line !== undefined);
    expect(told.length).toBeGreaterThan(0);
    for (const line of told) expect(JSON.parse(line)).toEqual({ v: 1, id: '', t: 'error', message: 'busy' });
    for (const name of three) await isServed(name);
    clients.close('a1');
    await clients.closed('a1', 5_000);
    await roomFor('c');
  });

  test('when they say nothing, or never end a line, then they count as well and are cut off after five seconds', async () => {
    for (const name of ['d1', 'd2', 'd3']) await open(name);
    await open('d4');
    await clients.closed('d4', 3_000);
    await eventually(() => {
      if (clients.seen('d3').includes('closed')) return;
      clients.raw('d3', '{');
      throw new Error('still open');
    }, { withinMs: 8_000, everyMs: 500 });
    for (const name of ['d1', 'd2']) expect(clients.seen(name)).toEqual(['opened', 'failed', 'closed']);
    await roomFor('e');
  });

  test('when one has spoken and then falls silent, then it is cut off in the end', async () => {
    await pc.setTest('IdleMs', 1_500);
    await open('f');
    await isServed('f');
    await clients.closed('f', 5_000);
    expect(clients.seen('f').filter((line) => line.startsWith('{'))).toHaveLength(1);
  });
});
