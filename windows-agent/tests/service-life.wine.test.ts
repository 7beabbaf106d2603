import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@genkan/test-kit';
import { asDevice } from './support/devices.ts';
import { type EventWatch, type SeenEvent, watchEvents } from './support/event-watch.ts';
import { windowsPath } from './support/harness.ts';
import { controlLine, data, type InstalledPc, newPc, prepareTests, type Session, sessionLine } from './support/installed-pc.ts';
import { startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const person = { id: 3, sid: 'S-1-5-21-9-9-9-1001', account: 'WINE-PC\\hanako' };
/** Mounting a small file system, to fill it, needs root. */
const mayMount = process.getuid?.() === 0;

let stack: Stack;
let pc: InstalledPc;
let watch: EventWatch;
let userId: string;
let mounted = false;

/** Moves the data folder to a file system of 8 MB. */
const onSmallDisk = (folder: string): void => {
  const aside = `${folder}-aside`;
  cpSync(folder, aside, { recursive: true, preserveTimestamps: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  mounted = true;
  cpSync(aside, folder, { recursive: true, preserveTimestamps: true });
  rmSync(aside, { recursive: true });
};

beforeAll(async () => {
  [stack, pc] = await Promise.all([startStack(), newPc()]);
  watch = await watchEvents(stack.servers.kafka.brokers);
  await prepareTests(pc);
  await pc.setTest('HeartbeatMs', 500);
  await pc.setTest('StallMs', 3_000);
  const installed = await pc.setup(`/SERVER=${stack.front.url}`, `/ENROLMENTTOKEN=${stack.demo.enrolmentToken}`, '/AUTH=0', '/PROXY=none', `/CAFILE=${windowsPath(stack.front.caFile)}`);
  expect(installed.code).toBe(0);
  await pc.host('stop');
  await pc.settings({ policyRefreshSeconds: 2, backOffBaseMs: 100, backOffCapMs: 500 });
  if (mayMount) onSmallDisk(pc.wine.path(data));
  await pc.host('start');
  await pc.ready();
  userId = stack.demo.passwordUsers[0]!.userId;
  const device = await eventually(async () => {
    const { devices } = (await stack.demo.console.call('GET', '/devices')) as { devices: { deviceId: string; pcName: string }[] };
    expect(devices).toHaveLength(1);
    return { deviceId: devices[0]!.deviceId, pcName: devices[0]!.pcName };
  });
  await asDevice(stack, device).tie({ ...person, userId });
});

afterAll(async () => {
  await watch?.stop();
  await stack?.end();
  await pc?.wine.end();
  if (mounted) execFileSync('umount', ['-l', pc.wine.path(data)]);
  await pc?.wine.remove();
});

let taken = 0;
/** What has arrived since this was asked last, oldest first, once `count` are there; nothing may be doubled or out of order. */
const arrived = async (count: number): Promise<readonly SeenEvent[]> => {
  await eventually(() => expect(watch.events.length - taken).toBeGreaterThanOrEqual(count), { withinMs: 40_000 });
  // Whatever was sent twice would follow at once: the agent has nothing left.
  await eventually(async () => expect((await pc.host('drain', '--seconds', '10')).output).toContain('unsent 0'), { withinMs: 30_000 });
  const all = watch.events;
  expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(all.length);
  expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => BigInt(index + 1)));
  const news = all.slice(taken);
  taken = all.length;
  return news;
};
const kinds = (events: readonly SeenEvent[]): string[] => events.map(({ kind, inferred }) => (inferred ? `inferred-${kind}` : kind));
/** The punch of this kind rests on this event; how often it moved on the way there is not asked. */
const punched = (kind: 'clock-in' | 'clock-out', { eventId }: SeenEvent): Promise<void> =>
  eventually(() => expect(watch.punch(userId, kind)).toMatchObject({ evidence: [eventId] }));
const theAgent = async (): Promise<number> => eventually(() => {
  const running = pc.agentProcesses();
  expect(running).toHaveLength(1);
  return running[0]!;
});

describe('a day of the service', () => {
  test('when somebody works, then every change arrives once and in order, the day begins with a punch and so far ends with what came last', async () => {
    expect(kinds(await arrived(1))).toEqual(['boot']);
    await pc.control(sessionLine(person), controlLine('logon'), controlLine('lock'));
    const [logon, lock] = await arrived(2);
    expect([logon, lock]).toMatchObject(['logon', 'lock'].map((kind) => ({ kind, account: person.account, source: 'console' })));
    await punched('clock-in', logon!);
    await punched('clock-out', lock!);
    await pc.control(controlLine('unlock'), controlLine('suspend'), controlLine('resume'));
    const events = await arrived(3);
    expect(kinds(events)).toEqual(['unlock', 'sleep', 'resume']);
    await punched('clock-out', events[0]!);
    await punched('clock-in', logon!);
  });

  test('when the agent is killed while things happen, then they arrive when it is back', async () => {
    process.kill(await theAgent(), 'SIGKILL');
    await pc.control(controlLine('lock'), controlLine('unlock'));
    expect(kinds(await arrived(2))).toEqual(['lock', 'unlock']);
    expect(pc.log('host')).toMatch(/The agent ended with \d+; it is started again/);
  });

  test('when the agent hangs, then it is ended and a new one goes on with what the old one did not keep', async () => {
    const hung = await theAgent();
    process.kill(hung, 'SIGSTOP');
    await pc.control(controlLine('lock'), controlLine('unlock'));
    await eventually(() => expect(pc.agentProcesses()).not.toContain(hung));
    expect(kinds(await arrived(2))).toEqual(['lock', 'unlock']);
    expect(pc.log('host')).toContain('The agent does not answer and is ended');
  });

  test('when far more happens than its pipe holds while it hangs, then Windows is not made to wait and nothing is lost', async () => {
    process.kill(await theAgent(), 'SIGSTOP');
    const begun = performance.now();
    // 130 bytes a line: more than three times the 64 KiB of the pipe.
    const pairs = Array.from({ length: 800 }, () => [controlLine('lock'), controlLine('unlock')]).flat();
    await pc.control(...pairs);
    const each = (performance.now() - begun) / pairs.length;
    console.log(`${pairs.length} session changes into a full pipe: ${each.toFixed(2)} ms each`);
    expect(each).toBeLessThan(10);
    const events = await arrived(pairs.length);
    expect(kinds(events)).toEqual(pairs.map((_, index) => (index % 2 === 0 ? 'lock' : 'unlock')));
  });

  test('when the server is away, then the agent keeps everything and sends it afterwards', async () => {
    stack.front.become('cut');
    await pc.control(controlLine('lock'), controlLine('unlock'));
    expect((await pc.host('drain', '--seconds', '1')).output).toMatch(/^unsent [12]/);
    stack.front.become('open');
    expect(kinds(await arrived(2))).toEqual(['lock', 'unlock']);
  });

  test('when two people take turns, one of them from afar, and a session number is given again, then each event has its person and its way in', async () => {
    const other = { id: 4, sid: 'S-1-5-21-9-9-9-1002', account: 'WINE-PC\\jiro' };
    const third = { id: 4, sid: 'S-1-5-21-9-9-9-1003', account: 'WINE-PC\\saburo' };
    // The host asks Windows who is in a session; the registry that stands for it names one session at a time.
    const told = async (session: Session, names: readonly Parameters<typeof controlLine>[0][], expected: readonly string[]): Promise<void> => {
      await pc.control(sessionLine(session), ...names.map((name) => controlLine(name)));
      const events = await arrived(expected.length);
      expect(events.map(({ kind, account, source, inferred }) => `${account.split('\\')[1]} ${inferred ? 'inferred-' : ''}${kind} ${source}`)).toEqual(expected);
    };
    await told(person, ['lock', 'consoleDisconnect'], ['hanako lock console', 'hanako switch-disconnect console']);
    await told(other, ['logon', 'lock', 'consoleDisconnect'], ['jiro logon console', 'jiro lock console', 'jiro switch-disconnect console']);
    await told(person, ['consoleConnect', 'unlock', 'consoleDisconnect'], ['hanako switch-connect console', 'hanako unlock console', 'hanako switch-disconnect console']);
    await told({ ...person, source: 'rdp' }, ['remoteConnect', 'unlock', 'lock', 'remoteDisconnect'], [
      'hanako switch-connect rdp', 'hanako unlock rdp', 'hanako lock rdp', 'hanako switch-disconnect rdp',
    ]);
    // Nobody told of the end of jiro's session.
    await told(third, ['logon', 'logoff'], ['jiro inferred-logoff console', 'saburo logon console', 'saburo logoff console']);
    await told(person, ['consoleConnect', 'unlock'], ['hanako switch-connect console', 'hanako unlock console']);
  });

  test('when Windows shuts down while the agent hangs, then the last events are on disk and arrive after the next start', async () => {
    process.kill(await theAgent(), 'SIGSTOP');
    const boot = watch.events.at(-1)!.bootId;
    await pc.control(controlLine('logoff'), 'no-session', controlLine('preshutdown'));
    // Windows may end at any moment from here on, long before the host has given the agent up.
    await eventually(() => expect(pc.text(`${data}\\spill.bin`)).toContain(' preshutdown '), { withinMs: 5_000 });
    await pc.wine.end();
    await pc.wine.begin();
    const events = await arrived(3);
    expect(kinds(events)).toEqual(['logoff', 'shutdown', 'boot']);
    expect(events.map(({ bootId }) => bootId === boot)).toEqual([true, true, false]);
    await punched('clock-out', events[0]!);
  });

  test('when the power goes, then the open session ends at the last sign of life, after the next start', async () => {
    await pc.control(sessionLine(person), controlLine('logon'), controlLine('lock'), controlLine('unlock'));
    expect(kinds(await arrived(3))).toEqual(['logon', 'lock', 'unlock']);
    await pc.control('no-session');
    await pc.wine.end();
    await pc.wine.begin();
    expect(kinds(await arrived(2))).toEqual(['inferred-logoff', 'boot']);
  });

  (mayMount ? test : test.skip)('when the disk is full, then nothing is lost and the agent goes on when there is room', async () => {
    // A new agent has a write-ahead log without room to spare: its next commit needs the disk.
    await pc.host('stop');
    await pc.host('start');
    await pc.ready();
    const ballast = `${pc.wine.path(data)}/ballast`;
    const { bavail, bsize } = statfsSync(pc.wine.path(data));
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    await pc.control(sessionLine(person), controlLine('logon'), ...Array.from({ length: 20 }, () => [controlLine('lock'), controlLine('unlock')]).flat());
    const begun = performance.now();
    await eventually(() => expect(performance.now() - begun).toBeGreaterThan(2_000));
    const whileFull = watch.events.length - taken;
    console.log(`disk full: ${whileFull} of 41 arrived meanwhile, ${pc.agentProcesses().length} agent runs`);
    expect(whileFull).toBe(0);
    rmSync(ballast);
    expect(await arrived(41)).toHaveLength(41);
  });
});
