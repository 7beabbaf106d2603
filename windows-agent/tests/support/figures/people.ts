import type { DemoUser } from '@genkan/local-stack';
import { asDevice, type DeviceCalls, enrolPc } from '../devices.ts';
import { oathtool } from '../outside-programs.ts';
import type { Stack } from '../stack.ts';

/** Somebody with a phone. A code counts once, so it is remembered in which time step the last one was used. */
export interface Registered {
  readonly sid: string;
  readonly name: string;
  readonly userId: string;
  readonly key: string;
  usedStep: number;
}

export interface Pc {
  readonly deviceId: string;
  readonly pcName: string;
}

export const stepNow = (): number => Math.floor(Date.now() / 30_000);

const personOf = (user: DemoUser): { sid: string; account: string; userId: string } => ({
  sid: `S-1-5-21-7-7-7-${user.employeeCode.replaceAll(/\D/g, '').replace(/^0+/, '') || '1'}`,
  account: `GENKAN-PC\\e${user.employeeCode}`,
  userId: user.userId,
});

/** Ties these people to the PC and registers a phone for each; the code that confirms is of the step before. */
export const registerAt = async (stack: Stack, pc: Pc, users: readonly DemoUser[]): Promise<Registered[]> => {
  const calls = asDevice(stack, pc);
  const registered: Registered[] = [];
  for (const user of users) {
    const person = personOf(user);
    await calls.tie(person);
    const key = await calls.register(person, (secret) => oathtool(secret, 1));
    registered.push({ sid: person.sid, name: `e${user.employeeCode}`, userId: user.userId, key, usedStep: stepNow() - 1 });
  }
  return registered;
};

/** Another PC of the same people, that is a plain client of the server. */
export const otherPcOf = async (stack: Stack, people: readonly Registered[], pcName: string): Promise<DeviceCalls> => {
  const calls = asDevice(stack, await enrolPc(stack, pcName));
  for (const { sid, name, userId } of people) await calls.tie({ sid, account: `GENKAN-PC\\${name}`, userId });
  return calls;
};
