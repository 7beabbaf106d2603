import { Agent, request } from 'undici';
import type { DemoUser } from '@genkan/local-stack';
import { type Device, enrolDevice } from '../e2e/support/device.ts';
import { oathtool } from '../e2e/support/outside-programs.ts';
import type { Story } from '../e2e/support/story.ts';
import { inParallel } from './measure.ts';

export const windowsSid = 'S-1-5-21-1-2-3-1001';

/** A PC whose token is at hand, tied to a user. */
export interface FleetPc {
  readonly device: Device;
  readonly user: DemoUser;
  readonly token: string;
  /** Address that the PC seems to come from; the gateway believes it because it trusts one proxy here. */
  readonly from: string;
}

const addressOf = (index: number): string => `198.18.${Math.floor(index / 250)}.${(index % 250) + 1}`;

/** `count` PCs in addresses of their own, spread over the users. */
export const enrolFleet = async (story: Story, users: readonly DemoUser[], count: number): Promise<FleetPc[]> => {
  const gateway = story.genkan.gateways[0]!.url;
  const fleet: FleetPc[] = [];
  await inParallel(Array.from({ length: count }), 4, async (_, index) => {
    const user = users[index % users.length]!;
    const from = addressOf(index);
    const device = await enrolDevice(gateway, story.demo.enrolmentToken, `PC-${index}`, { 'x-forwarded-for': from });
    fleet.push({ device, user, token: '', from });
  });
  for (const pc of fleet) {
    const activationCode = await story.demo.activationCode(pc.user.userId);
    const linked = await pc.device.call('POST', '/account-links', { windowsSid, windowsAccount: 'PC\\e', activationCode });
    if (linked.status !== 201) throw new Error(`A PC could not be tied: ${await linked.text()}`);
  }
  return Promise.all(fleet.map(async (pc) => ({ ...pc, token: await tokenOf(pc.device) })));
};

const tokenOf = async (device: Device): Promise<string> => {
  const granted = await device.logIn();
  if (!granted.ok) throw new Error(`A token was refused: ${await granted.text()}`);
  return ((await granted.json()) as { access_token: string }).access_token;
};

/** Registers a one-time password for the user at this PC; answers with its secret in Base32. */
export const registerOtp = async ({ device }: FleetPc): Promise<string> => {
  const offered = await device.call('POST', '/otp-registrations', { windowsSid });
  const { registrationId, secret } = (await offered.json()) as { registrationId: string; secret: string };
  const confirmed = await device.call('POST', `/otp-registrations/${registrationId}/confirmation`, { windowsSid, code: await oathtool(secret, 1) });
  if (!confirmed.ok) throw new Error(`A registration was not confirmed: ${await confirmed.text()}`);
  return secret;
};

const connections = new Agent({ connections: 64, pipelining: 1 });

/** One call of a PC by the cheapest client there is, so that the load costs as little as it can. */
export const post = async (url: string, body: unknown, { token, from }: Pick<FleetPc, 'token' | 'from'>): Promise<{ status: number; text: string }> => {
  const answer = await request(url, {
    method: 'POST',
    dispatcher: connections,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify(body),
  });
  return { status: answer.statusCode, text: await answer.body.text() };
};
