// Measures the installed chain for tests/load/windows-logon.bench.ts and prints what it found as one line of JSON. A program of its own,
// because the types of the Windows build and those of the services do not fit into one compilation.
import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { onceKnown } from '@genkan/local-stack';
import { type LogonScreen, openLogonScreen, windowsPath } from '../harness.ts';
import { type InstalledPc, newPc, prepareTests, programs } from '../installed-pc.ts';
import { type Memory, memoryOf } from '../memory.ts';
import { startStack, type Stack } from '../stack.ts';
import { paint, refusals } from './no-server.ts';
import { enrolledPc, forgetEnrolment, type HostStart, startHost } from './pc-in-turn.ts';
import { otherPcOf, type Registered, registerAt } from './people.ts';
import { plainClient } from './plain-client.ts';
import { askAll, showTiles, signInAll } from './sign-ins.ts';

// The server ties 20 accounts of one PC in a quarter of an hour, and judges 30 of its codes in five minutes: so the same Windows is ten PCs
// in turn, with 20 people each.
const pcs = 10;
const peopleAtPc = 20;
const wrongCodes = 5;
const passwordLogons = 200;
const idleMs = 10_000;
const guest = { sid: 'S-1-5-21-0-0-0-1001', name: 'guest' };
const unavailable = 'ただいま認証できません。しばらくしてからもう一度お試しください。';

type Parts = Readonly<Record<'host' | 'agent', Memory>>;

const onlyOne = (pc: InstalledPc, program: string): number => {
  const [pid, ...more] = pc.processes(program);
  if (pid === undefined || more.length > 0) throw new Error(`${program} should run once.`);
  return pid;
};

const memoryNow = (pc: InstalledPc): Parts => ({ host: memoryOf(onlyOne(pc, 'genkan-host.exe')), agent: memoryOf(onlyOne(pc, 'genkan-agent.exe')) });

const pidsOf = ({ genkan, servers }: Stack, pc: InstalledPc): Record<string, number> => ({
  'logon screen': onlyOne(pc, 'harness.exe'),
  host: onlyOne(pc, 'genkan-host.exe'),
  agent: onlyOne(pc, 'genkan-agent.exe'),
  wineserver: onlyOne(pc, 'wineserver64'),
  gateway: genkan.gateways[0]!.pid,
  identity: genkan.services.identity.pid,
  Redis: servers.redis.pid!,
});

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const measure = async (stack: Stack, pc: InstalledPc): Promise<Record<string, unknown>> => {
  await prepareTests(pc);
  const begun = performance.now();
  const installed = await pc.setup(`/SERVER=${stack.front.url}`, `/ENROLMENTTOKEN=${stack.demo.enrolmentToken}`, '/AUTH=1', '/PROXY=none', `/CAFILE=${windowsPath(stack.front.caFile)}`);
  const setupSeconds = (performance.now() - begun) / 1000;
  if (installed.code !== 0) throw new Error(`The set-up ended with ${installed.code}: ${installed.output}`);
  await pc.ready();
  await pc.host('stop');

  const users = [...stack.demo.otpUsers, ...stack.demo.passwordUsers].slice(0, pcs * peopleAtPc);
  const { groups } = (await stack.demo.console.call('GET', '/groups')) as { groups: { groupId: string }[] };
  const userIds = users.slice(stack.demo.otpUsers.length).map(({ userId }) => userId);
  await onceKnown(() => stack.demo.console.call('POST', `/groups/${groups[0]!.groupId}/members`, { userIds }));

  const starts: HostStart[] = [];
  const warm: number[] = [];
  const cold: number[] = [];
  const server: number[] = [];
  const cpu: Record<string, number> = {};
  const plain: number[] = [];
  const client = plainClient(stack);
  let screen: LogonScreen | undefined;
  let before: readonly Registered[] | undefined;
  const askBefore = async (name: string): Promise<void> => {
    if (before === undefined) return;
    const peer = await otherPcOf(stack, before, name);
    plain.push(...(await askAll(client, () => peer.token(), before)));
  };
  let people: readonly Registered[] = [];
  for (let turn = 0; turn < pcs; turn += 1) {
    await screen?.close();
    if (turn > 0) await pc.host('stop');
    await forgetEnrolment(stack, pc, `BENCH-${turn}`);
    await startHost(pc);
    people = await registerAt(stack, await enrolledPc(stack, `BENCH-${turn}`), users.slice(turn * peopleAtPc, (turn + 1) * peopleAtPc));
    await pc.host('stop');
    starts.push(await startHost(pc));
    screen = await openLogonScreen(pc.wine);
    await showTiles(screen, people, 'codeSecond');
    const times = await signInAll(stack, screen, people, { wrongCodes, pids: pidsOf(stack, pc) });
    warm.push(...times.warm);
    cold.push(...times.cold);
    server.push(...times.server);
    for (const [name, used] of Object.entries(times.cpu)) cpu[name] = (cpu[name] ?? 0) + used / (pcs * peopleAtPc);
    await askBefore(`PLAIN-${turn}`);
    before = people;
    say(`PC ${turn + 1} of ${pcs}: ${warm.length} sign-ins, ${plain.length} plain checks`);
  }
  await askBefore(`PLAIN-${pcs}`);
  client.close();

  await showTiles(screen!, [guest], 'password submit');
  await screen!.do('select 0');
  const timed = await screen!.do(`time ${passwordLogons} 000000 example`, 120_000);
  if (timed['credentials'] !== passwordLogons) throw new Error('A password alone was refused.');
  const password = { rounds: passwordLogons, p50: Number(timed['p50Microseconds']) / 1000, p99: Number(timed['p99Microseconds']) / 1000 };
  await pause(idleMs);
  const memory = memoryNow(pc);
  const agentProgramMib = statSync(pc.wine.path(`${programs}\\genkan-agent.exe`)).size / 2 ** 20;

  await showTiles(screen!, people, 'codeSecond');
  await screen!.do('select 0');
  stack.front.become('silent');
  const silent = await refusals(screen!, unavailable);
  stack.front.become('open');
  await stack.front.vanish();
  const blackHole = await refusals(screen!, unavailable);
  const painted = await paint(screen!);
  await stack.front.reappear();
  await screen!.close();
  return { setupSeconds, starts, warm, server, cpu, cold, plain, password, memory, agentProgramMib, silent, blackHole, painted };
};

let stack: Stack | undefined;
let pc: InstalledPc | undefined;
try {
  [stack, pc] = await Promise.all([startStack(), newPc()]);
  const found = await measure(stack, pc);
  process.stdout.write(`${JSON.stringify(found)}\n`);
} finally {
  await stack?.end();
  await pc?.wine.remove();
}
