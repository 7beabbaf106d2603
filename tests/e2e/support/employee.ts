import { join } from 'node:path';
import type { DemoUser } from '@genkan/local-stack';
import { manualClock, type ManualClock, type Pc, startPc } from '@genkan/pc-simulator';
import { oathtool } from './outside-programs.ts';
import type { Story } from './story.ts';

export interface EmployeeAtPc {
  readonly user: DemoUser;
  readonly windowsUser: string;
  readonly pc: Pc;
  readonly clock: ManualClock;
  /** Base32 secret of the registered one-time password. */
  readonly secret: string | undefined;
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

/** Seats an employee at a new PC: it enrols, the Windows account is tied, the one-time password registered; then nobody is logged on. */
export const seat = async (story: Story, { user, from, pcName, gateway, otp = false }: Seat): Promise<EmployeeAtPc> => {
  const clock = manualClock(from);
  const pc = await startPc({
    gateway: gateway ?? story.genkan.gateways[0]!.url,
    dataDir: join(story.folder, 'pcs', pcName),
    pcName,
    clock,
    enrolmentToken: story.demo.enrolmentToken,
  });
  const windowsUser = `e${user.employeeCode}`;
  await pc.enrol();
  const first = await pc.logOn({ user: windowsUser });
  if (first.outcome !== 'accepted') throw new Error(`An account that is not tied yet was not let in: ${first.message}`);
  await pc.linkAccount(windowsUser, await story.demo.activationCode(user.userId));
  let secret: string | undefined;
  if (otp) {
    const offer = await pc.registerOtp(windowsUser);
    secret = offer.secret;
    // The previous step's code confirms, so that the present one is still unused for a logon.
    await pc.confirmOtp(await oathtool(offer.secret, 1), windowsUser);
  }
  await pc.logOff(windowsUser);
  await pc.allSent();
  return { user, windowsUser, pc, clock, secret };
};
