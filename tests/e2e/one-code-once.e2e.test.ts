import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DemoUser } from '@genkan/local-stack';
import { type Device, enrolDevice } from './support/device.ts';
import { oathtool } from './support/outside-programs.ts';
import { startStory, type Story } from './support/story.ts';

jest.setTimeout(180_000);

let story: Story;

beforeAll(async () => {
  story = await startStory({ gateways: 2 });
});

afterAll(async () => {
  await story?.end();
});

const windowsSid = 'S-1-5-21-1-2-3-1001';

const link = async (device: Device, user: DemoUser): Promise<void> => {
  const activationCode = await story.demo.activationCode(user.userId);
  const linked = await device.call('POST', '/account-links', { windowsSid, windowsAccount: 'PC\\e', activationCode });
  expect(linked.status).toBe(201);
};

/** Several PCs of one user, so that the limit of one PC does not hide what the user's state decides. */
const registeredUser = async (user: DemoUser, pcs: number): Promise<{ devices: Device[]; secret: string }> => {
  const gateway = story.genkan.gateways[0]!.url;
  const devices = await Promise.all(Array.from({ length: pcs }, (_, index) => enrolDevice(gateway, story.demo.enrolmentToken, `PC-${user.employeeCode}-${index}`)));
  for (const device of devices) await link(device, user);
  const offered = await devices[0]!.call('POST', '/otp-registrations', { windowsSid });
  expect(offered.status).toBe(201);
  const { registrationId, secret } = (await offered.json()) as { registrationId: string; secret: string };
  const confirmed = await devices[0]!.call('POST', `/otp-registrations/${registrationId}/confirmation`, { windowsSid, code: await oathtool(secret, 1) });
  expect(confirmed.status).toBe(200);
  return { devices, secret };
};

const check = (code: string, checkId: string): Record<string, unknown> => ({ checkId, windowsSid, scenario: 'logon', factors: ['password', 'otp'], code });

const verdictOf = async (answer: Response): Promise<string> => ((await answer.json()) as { verdict?: string; code?: string }).verdict ?? `${answer.status}`;

const counted = (verdicts: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(verdicts)].map((verdict) => [verdict, verdicts.filter((one) => one === verdict).length]));

describe('one code, once', () => {
  test('when the same right code is sent 64 times at once through two gateways, then it is accepted exactly once', async () => {
    const { devices, secret } = await registeredUser(story.demo.otpUsers[5]!, 3);
    const code = await oathtool(secret);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        devices[index % 3]!.call('POST', '/logon-checks', check(code, randomUUID()), { gateway: story.genkan.gateways[index % 2]!.url }),
      ),
    );
    expect(counted(await Promise.all(answers.map(verdictOf)))).toEqual({ accepted: 1, refused: 63 });
  });

  test('when one check is sent 64 times at once, then all 64 get the one verdict', async () => {
    const { devices, secret } = await registeredUser(story.demo.otpUsers[6]!, 1);
    const once = check(await oathtool(secret), randomUUID());
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => devices[0]!.call('POST', '/logon-checks', once, { gateway: story.genkan.gateways[index % 2]!.url })),
    );
    expect(counted(await Promise.all(answers.map(verdictOf)))).toEqual({ accepted: 64 });
  });

  test('when guesses come at once from several PCs, then no more than the limit are judged', async () => {
    const { devices, secret } = await registeredUser(story.demo.otpUsers[7]!, 3);
    const right = await oathtool(secret);
    const wrong = Array.from({ length: 60 }, (_, index) => String(100_000 + index * 7)).filter((code) => code !== right);
    await Promise.all(wrong.map((code, index) => devices[index % 3]!.call('POST', '/logon-checks', check(code, randomUUID()), { gateway: story.genkan.gateways[index % 2]!.url })));
    // Five were judged; since then a waiting time runs and even the right code is refused.
    const answer = await devices[0]!.call('POST', '/logon-checks', check(await oathtool(secret), randomUUID()));
    expect(await verdictOf(answer)).toBe('refused');
  });
});
