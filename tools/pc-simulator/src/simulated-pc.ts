import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultNode22 } from './agent-host/agent-process.ts';
import { hostLine } from './agent-host/lines.ts';
import { readQueue } from './agent-host/queue-view.ts';
import { reached, runningClock, toMs } from './clock.ts';
import type { ManualClock, PcClock } from './clock.ts';
import { startNetwork } from './network/network.ts';
import type { Pc, PcOptions } from './pc.ts';
import { clientConsole } from './person/client-console.ts';
import type { AgentState, ShownOffers } from './person/client-console.ts';
import { passLogonScreen } from './person/logon.ts';
import type { LogonResult, Scenario, Typed } from './person/logon.ts';
import { openPhone } from './person/phone.ts';
import { until } from './until.ts';
import { openWindowsDisk } from './windows/windows-disk.ts';
import type { WindowsUser } from './windows/windows-disk.ts';
import { bootWindows } from './windows/windows-run.ts';
import type { WindowsRun } from './windows/windows-run.ts';
import type { WindowsSession } from './windows/windows-sessions.ts';

const minuteMs = 60_000;

/** Puts a PC on the desk and switches it on. Resolves when its agent is ready. */
export async function startPc(options: PcOptions): Promise<Pc> {
  const pc = await simulatedPc(options);
  if (options.switchedOn !== false) await pc.boot();
  return pc;
}

async function simulatedPc(options: PcOptions): Promise<Pc> {
  const { dataDir, pcName } = options;
  const clock = options.clock ?? runningClock();
  const agentFolder = join(dataDir, 'agent');
  mkdirSync(join(agentFolder, 'data/logs'), { recursive: true });
  const tokenFile = join(agentFolder, 'enrolment-token');
  const queueFile = join(agentFolder, 'data/agent.sqlite');
  const disk = openWindowsDisk(dataDir, pcName);
  const phone = openPhone(dataDir);
  const network = await startNetwork(new URL(options.gateway));
  const offers: ShownOffers = new Map();
  let clockErrorMs = 0;
  let run: WindowsRun | undefined;
  let lastUser: string | undefined;

  if (options.enrolmentToken !== undefined) writeToken(options.enrolmentToken);

  function writeToken(token: string): void {
    writeFileSync(tokenFile, token, { mode: 0o600 });
  }

  function writeAgentConfig(): string {
    const file = join(agentFolder, 'agent.json');
    const config = {
      server: network.address,
      dataFolder: 'data',
      proxy: 'none',
      pcName,
      enrolmentTokenFile: 'enrolment-token',
      backOffBaseMs: 200,
      backOffCapMs: 2_000,
      policyRefreshSeconds: 20,
      ...options.agentConfig,
    };
    writeFileSync(file, JSON.stringify(config, null, 2));
    return file;
  }

  function running(): WindowsRun {
    if (run === undefined) throw new Error(`${pcName} is switched off.`);
    return run;
  }

  function userOf(name: string | undefined): WindowsUser {
    const chosen = name ?? lastUser;
    if (chosen === undefined) throw new Error('Nobody has used this PC yet; name the Windows user.');
    lastUser = chosen;
    return disk.user(chosen);
  }

  function sessionOf(name: string | undefined): WindowsSession {
    const user = userOf(name);
    const session = running().sessions.of(user.name);
    if (session === undefined) throw new Error(`${user.name} is not logged on at ${pcName}.`);
    return session;
  }

  function consoleOf(name: string | undefined) {
    const user = userOf(name);
    const { host, sessions } = running();
    return clientConsole({ host, phone, offers }, user, sessions.of(user.name)?.id ?? 1);
  }

  function atScreen(user: WindowsUser, scenario: Scenario, typed: Typed): Promise<LogonResult> {
    return passLogonScreen({ host: running().host, phone }, user, scenario, typed);
  }

  const pc: Pc = {
    name: pcName,
    phone,

    async logOn({ user: name, ...typed }) {
      const user = userOf(name);
      const windows = running();
      if (windows.sessions.of(name) !== undefined) throw new Error(`${name} is logged on already; unlock or switch.`);
      const result = await atScreen(user, 'logon', typed);
      if (result.outcome !== 'accepted') return result;
      await windows.leaveConsole();
      await windows.openSession(user, 'console');
      return result;
    },
    lock: (name) => running().lock(sessionOf(name)),
    async unlock({ user: name, ...typed } = {}) {
      const session = sessionOf(name);
      const result = await atScreen(session.user, 'unlock', typed);
      if (result.outcome === 'accepted') await running().unlock(session);
      return result;
    },
    logOff: (name) => running().logOff(sessionOf(name)),
    async switchUser({ user: name, ...typed }) {
      const user = userOf(name);
      const windows = running();
      const session = windows.sessions.of(name);
      const result = await atScreen(user, session === undefined ? 'logon' : 'unlock', typed);
      if (result.outcome !== 'accepted') return result;
      await windows.leaveConsole();
      await (session === undefined ? windows.openSession(user, 'console') : windows.enterSession(session, 'console'));
      return result;
    },
    async connectRdp({ user: name, ...typed }) {
      const user = userOf(name);
      const windows = running();
      const session = windows.sessions.of(name);
      const result = await atScreen(user, 'rdp', typed);
      if (result.outcome !== 'accepted') return result;
      if (session !== undefined && windows.sessions.onConsole()?.id === session.id) await windows.leaveConsole();
      await (session === undefined ? windows.openSession(user, 'rdp') : windows.enterSession(session, 'rdp'));
      return result;
    },
    async disconnectRdp(name) {
      const session = sessionOf(name);
      if (session.source !== 'rdp' || !session.connected) throw new Error(`${session.user.name} is not connected by RDP.`);
      await running().leaveRdp(session);
    },

    async enrol(token, withinMs = 20_000) {
      if (token !== undefined) {
        writeToken(token);
        // The agent looks for a new token now and then; started anew it looks at once.
        await running().host.killAgent();
      }
      return until(
        async () => {
          const state = (await running().host.ask({ kind: 'logon', sessionId: 0 }, { t: 'state' }).catch(() => undefined)) as AgentState | undefined;
          if (state?.enrolment === 'refused') throw new Error(`${pcName}: the enrolment token was refused.`);
          return state?.enrolment === 'enrolled' && state.policyVersion !== '' ? state : undefined;
        },
        withinMs,
        `${pcName} enrolled and has its policy`,
      );
    },
    linkAccount: (name, activationCode) => consoleOf(name).link(activationCode),
    unlinkAccount: (name) => consoleOf(name).unlink(),
    registerOtp: (name) => consoleOf(name).registerOtp(),
    confirmOtp: (code, name) => consoleOf(name).confirmOtp(code),
    openConsole: (name) => consoleOf(name).openPage(),
    state: (name) => consoleOf(name).state(),
    setPassword: (name, password) => disk.setPassword(name, password),
    windowsUser: (name) => disk.user(name),
    lastUser: () => lastUser,

    sleep: () => running().sleep(),
    resume: () => running().resume(),
    async shutDown() {
      const windows = running();
      run = undefined;
      await windows.shutDown();
    },
    async cutPower() {
      const windows = running();
      run = undefined;
      await windows.cutPower();
    },
    async boot() {
      if (run !== undefined) throw new Error(`${pcName} is running.`);
      run = bootWindows({
        clock,
        disk,
        node22: options.node22Path ?? defaultNode22,
        configFile: writeAgentConfig(),
        logFile: join(agentFolder, 'data/logs/agent.log'),
        utcOffsetMinutes: options.utcOffsetMinutes ?? 540,
        clockErrorMs: () => clockErrorMs,
      });
      await run.host.ready();
    },
    isOn: () => run !== undefined,
    session: (name) => run?.sessions.of(name),
    killAgent: () => running().host.killAgent(),
    guard: () => run?.host.guard(),
    forgottenPasswords: () => run?.host.forgotten() ?? [],

    now: () => new Date(clock.now()),
    async liveUntil(time) {
      const to = toMs(time);
      if (!isManual(clock)) {
        await reached(clock, to);
        return;
      }
      const lastBeat = Math.ceil(to / minuteMs) * minuteMs - minuteMs;
      if (run !== undefined && lastBeat > clock.now()) {
        clock.set(lastBeat);
        await run.heartbeat(lastBeat);
      }
      clock.set(to);
    },
    setClockError(ms) {
      clockErrorMs = ms;
      run?.host.send(hostLine.clockError(ms));
    },

    goOffline: (outage = 'cut') => network.goOffline(outage),
    goOnline: () => network.goOnline(),
    delayNetwork: (ms) => network.delay(ms),
    useGateway: (gateway) => network.leadTo(new URL(gateway)),

    queued: () => readQueue(queueFile, 'waiting'),
    eventsSent: () => readQueue(queueFile, 'accepted'),
    eventsRejected: () => readQueue(queueFile, 'rejected'),
    async allSent(withinMs = 30_000) {
      await until(() => (pc.queued().length === 0 ? true : undefined), withinMs, `${pcName} has sent all events`);
    },

    async stop() {
      if (run !== undefined) await pc.cutPower();
      await network.close();
    },
  };
  return pc;
}

function isManual(clock: PcClock): clock is ManualClock {
  return 'set' in clock;
}
