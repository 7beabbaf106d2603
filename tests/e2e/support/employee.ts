import { join } from 'node:path';
import type { DemoUser } from '@genkan/local-stack';
import { manualClock, type ManualClock, type Pc, startPc } from '@genkan/pc-simulator';
import { oathtool } from './outside-programs.ts';
import type { Story } from './story.ts';

export interface Employee {
  readonly user: DemoUser;
  readonly windowsUser: string;
  /** Base32 secret of the registered one-time password. */
  readonly secret: string | undefined;
}

export interface EmployeeAtPc extends Employee {
  readonly pc: Pc;
  readonly clock: ManualClock;
}

export interface Seat {
  readonly user: DemoUser;
  /** True time at which the PC is switched on. */
  readonly from: string;
  readonly pcName: string;
  readonly gateway?: string;
  /** Register a one-time password too (with a code by oathtool). */
  readonly otp?: boolean;
}

const timeStep = (): number => Math.floor(Date.now() / 30_000);

/** The previous step's code confirms, so that the present one is still unused for a logon; it is too old when a step ends meanwhile. */
const confirmByPreviousCode = async (pc: Pc, windowsUser: string, secret: string): Promise<void> => {
  const begun = timeStep();
  try {
    await pc.confirmOtp(await oathtool(secret, 1), windowsUser);
  } catch (error) {
    if (timeStep() === begun) throw error;
    await confirmByPreviousCode(pc, windowsUser, secret);
  }
};

/** Makes a person known to a PC: the Windows account is tied, the one-time password registered; then they log off. */
export const introduce = async (story: Story, pc: Pc, { user, otp = false }: Pick<Seat, 'user' | 'otp'>): Promise<Employee> => {
  const windowsUser = `e${user.employeeCode}`;
  const first = await pc.logOn({ user: windowsUser });
  if (first.outcome !== 'accepted') throw new Error(`An account that is not tied yet was not let in: ${first.message}`);
  await pc.linkAccount(windowsUser, await story.demo.activationCode(user.userId));
  let secret: string | undefined;
  if (otp) {
    const offer = await pc.registerOtp(windowsUser);
    secret = offer.secret;
    await confirmByPreviousCode(pc, windowsUser, offer.secret);
  }
  await pc.logOff(windowsUser);
  return { user, windowsUser, secret };
};

/** Seats an employee at a new PC, which enrols; then nobody is logged on. */
export const seat = async (story: Story, { user, from, pcName, gateway, otp = false }: Seat): Promise<EmployeeAtPc> => {
  const clock = manualClock(from);
  const pc = await startPc({
    gateway: gateway ?? story.genkan.gateways[0]!.url,
    dataDir: join(story.folder, 'pcs', pcName),
    pcName,
    clock,
    enrolmentToken: story.demo.enrolmentToken,
  });
  await pc.enrol();
  const employee = await introduce(story, pc, { user, otp });
  await pc.allSent();
  return { ...employee, pc, clock };
};
