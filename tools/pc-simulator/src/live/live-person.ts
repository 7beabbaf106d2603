import type { Pc } from '../pc.ts';
import type { LogonResult } from '../person/logon.ts';
import type { Step } from './day-plan.ts';
import type { Person } from './live-state.ts';

export interface LivePerson {
  readonly person: Person;
  readonly pc: Pc;
}

type Say = (text: string) => void;

/** Attempts of a person at the logon screen before giving up for this time. */
const logonAttempts = 3;
/** How long a person waits while the screen says that codes cannot be judged, in milliseconds of real time. */
const unavailableWaitMs = 5_000;

/** First day at the PC: enrol it, log on, tie the account, register the one-time password. Repeatable up to each point. */
export async function prepare({ person, pc }: LivePerson, say: Say): Promise<void> {
  const { windowsUser } = person;
  await pc.enrol(undefined, 120_000);
  if ((await logOn({ person, pc }, say)) !== 'accepted') throw new Error(`${pc.name}: nobody could log on for the first time.`);
  const state = await pc.state(windowsUser);
  if (!state.linked) await pc.linkAccount(windowsUser, person.activationCode);
  if (!state.otpRegistered) {
    const { windowsAccount } = pc.windowsUser(windowsUser);
    pc.phone.add(windowsAccount, (await pc.registerOtp(windowsUser)).secret);
    await pc.confirmOtp(await pc.phone.unusedCode(windowsAccount), windowsUser);
  }
  say('is enrolled, tied and has a one-time password');
  await pc.shutDown();
}

/** Does one step of the day, from whatever state the PC is in after a restart of the simulation. */
export async function act(live: LivePerson, step: Step, say: Say): Promise<void> {
  const { pc, person } = live;
  const user = person.windowsUser;
  const session = pc.session(user);
  switch (step.act) {
    case 'boot':
      if (!pc.isOn()) await pc.boot();
      return;
    case 'log-on':
    case 'unlock':
      await beAtWork(live, say);
      return;
    case 'lock':
      if (session === undefined || session.locked) return;
      await pc.lock(user);
      return say('locks');
    case 'go-offline':
      pc.goOffline();
      return say('is offline');
    case 'go-online':
      pc.goOnline();
      return say('is online');
    case 'cut-power':
      if (pc.isOn()) await pc.cutPower();
      return say('loses its power');
    case 'connect-rdp': {
      if (!pc.isOn()) await pc.boot();
      const result = await atScreen(() => pc.connectRdp({ user }), say);
      return say(result === 'accepted' ? 'is used by remote desktop' : 'lets nobody in by remote desktop');
    }
    case 'disconnect-rdp':
      if (session?.source !== 'rdp' || !session.connected) return;
      await pc.disconnectRdp(user);
      return say('is left by remote desktop');
    case 'shut-down':
      if (!pc.isOn()) return;
      await pc.shutDown();
      return say('shuts down');
    default:
      step.act satisfies never;
  }
}

/** The person works at the PC from now on, whatever it takes: switching on, logging on, unlocking. */
export async function beAtWork(live: LivePerson, say: Say): Promise<void> {
  const { pc, person } = live;
  if (!pc.isOn()) await pc.boot();
  const session = pc.session(person.windowsUser);
  if (session === undefined) await logOn(live, say);
  else if (session.locked) {
    const result = await atScreen(() => pc.unlock({ user: person.windowsUser }), say);
    say(result === 'accepted' ? 'unlocks' : 'stays locked');
  }
}

async function logOn({ pc, person }: LivePerson, say: Say): Promise<LogonResult['outcome']> {
  const result = await atScreen(() => pc.logOn({ user: person.windowsUser }), say);
  say(result === 'accepted' ? 'logs on' : 'lets nobody in');
  return result;
}

async function atScreen(attempt: () => Promise<LogonResult>, say: Say): Promise<LogonResult['outcome']> {
  for (let tries = 1; ; tries += 1) {
    const result = await attempt();
    if (result.outcome === 'accepted' || tries === logonAttempts) return result.outcome;
    say(result.message);
    if (result.outcome === 'unavailable') await new Promise((resolve) => setTimeout(resolve, unavailableWaitMs));
  }
}
