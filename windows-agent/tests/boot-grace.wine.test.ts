import { renameSync, utimesSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { openLogonScreen } from './support/harness.ts';
import { data, type InstalledPc, newPc, prepareTests } from './support/installed-pc.ts';

jest.setTimeout(180_000);

let pc: InstalledPc;
beforeAll(async () => {
  pc = await newPc();
  await prepareTests(pc);
  expect((await pc.setup('/SERVER=https://127.0.0.1:9', '/ENROLMENTTOKEN=a-token-of-the-test', '/PROXY=none', '/AUTH=1')).code).toBe(0);
  await pc.ready();
  await pc.wine.run('reg', ['add', 'HKLM\\Software\\Genkan\\Guard', '/v', 'Enforce', '/t', 'REG_DWORD', '/d', '1', '/f']);
});
afterAll(() => pc?.wine.remove());

const unreadyBoots = async (): Promise<number> =>
  Number(/UnreadyBoots\s+REG_DWORD\s+(\S+)/.exec((await pc.wine.run('reg', ['query', 'HKLM\\Software\\Genkan\\Guard'])).output)?.[1] ?? '0');

/** Switched off for an hour, then on again; the agent cannot start while its settings are away. */
const restartWindows = async (): Promise<void> => {
  await pc.wine.end();
  const hourAgo = Date.now() / 1_000 - 3_600;
  utimesSync(pc.wine.path(`${data}\\heartbeat`), hourAgo, hourAgo);
  await pc.wine.begin();
  await eventually(async () => expect(await pc.status()).toMatchObject({ service: 'running' }), { withinMs: 30_000 });
};

const shownTiles = async (): Promise<unknown> => {
  const screen = await openLogonScreen(pc.wine);
  await screen.do('scenario logon');
  const { shownCount } = await screen.do('filter logon');
  await screen.close();
  return shownCount;
};

const settings = (): string => pc.wine.path(`${data}\\agent.json`);

describe('a PC that enforces is switched on', () => {
  test('when the agent is not ready yet, then the password alone does not get in: the tiles of Windows stay hidden', async () => {
    expect(await shownTiles()).toBe(1);
    renameSync(settings(), `${settings()}.away`);
    await restartWindows();
    expect(await pc.status()).not.toMatchObject({ agent: 'ready' });
    expect(await shownTiles()).toBe(1);
  });

  test('when the agent was not ready twice in a row, then Windows shows its tiles at once; when it was, then it counts anew', async () => {
    await restartWindows();
    expect(await unreadyBoots()).toBe(2);
    await restartWindows();
    expect(await shownTiles()).toBe(5);
    renameSync(`${settings()}.away`, settings());
    await restartWindows();
    await pc.ready();
    expect(await unreadyBoots()).toBe(0);
    expect(await shownTiles()).toBe(1);
  });
});
