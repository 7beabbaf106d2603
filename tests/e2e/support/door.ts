import { randomUUID } from 'node:crypto';
import type { LogonResult } from '@genkan/pc-simulator';
import { eventually } from '@genkan/test-kit';
import { enrolDevice } from './device.ts';
import { type Employee, introduce, seat } from './employee.ts';
import type { Story } from './story.ts';

/** A PC at which people stand who registered a one-time password and never used a code of it. */
export interface Door {
  /** Somebody types the code that their phone shows. Where nobody could judge it, it may be used up, and the next person tries; each person only once. */
  firstCode(people?: number): Promise<LogonResult>;
  /** Somebody types what their phone shows, and after every refusal waits for the next code: until they are let in. */
  nextCodes(withinMs: number): Promise<void>;
  /** Somebody is let in by a code which, right after, is used. */
  usedCode(): Promise<{ readonly repeat: () => Promise<LogonResult>; readonly newCodes: (withinMs: number) => Promise<void> }>;
  /** Asks with a code of nobody until it is judged: a refusal is a verdict, `unavailable` is none. Needs no unused code, so nobody waits for a phone. */
  judged(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface DoorOptions {
  readonly from: string;
  /** How many are asked for at most over the life of the door. */
  readonly people: number;
}

/** One PC may ask only so often, so several ask in turn. */
const askers = 4;
const windowsSid = 'S-1-5-21-1-2-3-1001';

export const openDoor = async (story: Story, { from, people }: DoorOptions): Promise<Door> => {
  const [first, ...others] = story.demo.otpUsers.slice(0, people);
  const { pc, ...firstEmployee } = await seat(story, { user: first!, from, pcName: 'PC-DOOR', otp: true });
  const waiting: Employee[] = [firstEmployee];
  for (const user of others) waiting.push(await introduce(story, pc, { user, otp: true }));
  await pc.allSent();

  const nobody = story.demo.passwordUsers.at(-1)!;
  const devices = await Promise.all(Array.from({ length: askers }, (_, index) => enrolDevice(story.genkan.gateways[index % story.genkan.gateways.length]!.url, story.demo.enrolmentToken, `PC-ASKS-${index}`)));
  for (const device of devices) {
    const linked = await device.call('POST', '/account-links', { windowsSid, windowsAccount: 'PC\\asks', activationCode: await story.demo.activationCode(nobody.userId) });
    if (linked.status !== 201) throw new Error(`The account was not tied: ${linked.status}`);
  }
  let asked = 0;

  const next = (): Employee => {
    const employee = waiting.shift();
    if (employee === undefined) throw new Error('More people are needed at the door.');
    return employee;
  };
  const accountOf = ({ windowsUser }: Employee): string => pc.windowsUser(windowsUser).windowsAccount;
  const tryCode = async ({ windowsUser }: Employee, code: string): Promise<LogonResult> => {
    const result = await pc.logOn({ user: windowsUser, code });
    if (result.outcome === 'accepted') await pc.logOff(windowsUser);
    return result;
  };
  const letIn = (employee: Employee, withinMs: number): Promise<void> =>
    eventually(async () => {
      const { outcome } = await tryCode(employee, await pc.phone.unusedCode(accountOf(employee)));
      if (outcome !== 'accepted') throw new Error(`a new code was ${outcome}`);
    }, { withinMs });

  return {
    async firstCode(people = 1) {
      for (let tried = 1; ; tried += 1) {
        const employee = next();
        const result = await tryCode(employee, await pc.phone.unusedCode(accountOf(employee)));
        if (result.outcome !== 'unavailable' || tried === people) return result;
      }
    },
    nextCodes: (withinMs) => letIn(next(), withinMs),
    async usedCode() {
      const employee = next();
      const used = await pc.phone.unusedCode(accountOf(employee));
      const { outcome } = await tryCode(employee, used);
      if (outcome !== 'accepted') throw new Error(`The first code was ${outcome}.`);
      return { repeat: () => tryCode(employee, used), newCodes: (withinMs) => letIn(employee, withinMs) };
    },
    judged: (withinMs) =>
      eventually(async () => {
        asked += 1;
        const check = { checkId: randomUUID(), windowsSid, scenario: 'logon', factors: ['password', 'otp'], code: '000000' };
        const answer = await devices[asked % askers]!.call('POST', '/logon-checks', check);
        const { verdict, code } = (await answer.json()) as { verdict?: string; code?: string };
        if (verdict !== 'refused') throw new Error(`a check was answered ${verdict ?? code}`);
      }, { withinMs, everyMs: 500 }),
    close: () => pc.stop(),
  };
};
