import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { openPipeClients, type PipeClients, startHostAlone } from './support/host-alone.ts';
import { controlLine, data, type InstalledPc, ownSid, sessionLine } from './support/installed-pc.ts';

jest.setTimeout(60_000);

const password = 'CANARY 玄関 pass';
const person = { id: 3, sid: 'S-1-5-21-8-8-8-1001', account: 'WINE-PC\\hanako' };

let pc: InstalledPc;
let clients: PipeClients;

beforeAll(async () => {
  pc = await startHostAlone();
  await pc.setTest(ownSid, password, 'Passwords');
  clients = await openPipeClients(pc);
});
afterAll(async () => {
  await clients?.end();
  await pc?.wine.remove();
});

const spill = (): string => pc.wine.path(`${data}\\spill.bin`);
const damaged = (): string[] => readdirSync(pc.wine.path(data)).filter((name) => name.startsWith('spill.bin.damaged-'));

describe('details of the host', () => {
  test('when somebody proves the password while questions of his are open, then those are answered, and their ids are free again', async () => {
    await clients.open('a', 'user');
    const open = Array.from({ length: 16 }, (_, index) => `q${index}`);
    for (const id of open) clients.send('a', { t: 'state', id, hold: true });
    expect(await clients.ask('a', { t: 'state' })).toMatchObject({ t: 'error', message: 'busy' });
    expect(await clients.ask('a', { t: 'host-prove', password })).toMatchObject({ t: 'host-proved' });
    for (const id of open) expect(await clients.answerTo('a', id)).toMatchObject({ t: 'error', message: 'agent-away' });
    expect(await clients.ask('a', { t: 'state' })).toMatchObject({ t: 'state' });
  });

  test('when an entry of the event log is looked up, then it has a text in Japanese and in English, also those of the provider', async () => {
    expect(await pc.host('self-test')).toMatchObject({ code: 0, output: expect.stringContaining('ok event texts') });
  });

  test('when a frame in the middle of the spill file is damaged, then the file is kept aside as it was, and the rest is told', async () => {
    // The disk keeps what this agent does not: it never says that it is ready.
    await pc.host('stop');
    const command = (await pc.wine.run('reg', ['query', 'HKLM\\Software\\Genkan\\Test', '/v', 'AgentCommand'])).output.split('REG_SZ')[1]!.trim();
    await pc.setTest('AgentCommand', 'C:\\windows\\system32\\cmd.exe /c exit 78');
    await pc.host('start');
    await pc.control(sessionLine(person), controlLine('logon'), controlLine('lock'), controlLine('unlock'));
    await eventually(() => expect(readFileSync(spill(), 'latin1').match(/ [578] 3 \d+\//g)).toHaveLength(3));
    await pc.host('stop');
    const bytes = readFileSync(spill());
    const lock = bytes.indexOf(' 7 3 ');
    expect(lock).toBeGreaterThan(0);
    bytes[lock + 1] = '9'.charCodeAt(0);
    writeFileSync(spill(), bytes);
    await pc.setTest('AgentCommand', command);
    expect(damaged()).toEqual([]);
    await pc.host('start');
    await pc.ready();
    expect(damaged()).toHaveLength(1);
    expect(readFileSync(pc.wine.path(`${data}\\${damaged()[0]!}`)).equals(bytes)).toBe(true);
    expect(pc.log('host')).toMatch(/The spill file is damaged: of \d+ bytes \d+ in the middle and 0 at the end tell nothing; it was put aside/);
    // The stand-in writes what it heard to its error output, which is the agent's log.
    const heard = pc.log('agent').split('\n').filter((line) => / [5789] 3 \d+\//.test(line)).map((line) => line.split(' ')[2]);
    expect(heard).toEqual(['5', '8']);
  });
});
