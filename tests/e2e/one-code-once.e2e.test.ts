import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { DemoUser } from '@genkan/local-stack';
import { eventually } from '@genkan/test-kit';
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

/** Five failures in a row cost five times 5 s (domain.md 7.2). */
const waitMs = 25_000;
/** Judging times of one user rise strictly, so those of one moment are some milliseconds apart. */
const sameMomentMs = 100;

/** Every check from PCs whose name begins so, as the administrator sees it. */
const checksInLog = async (pcName: string): Promise<{ at: number; reason: string }[]> => {
  const page = (await story.demo.console.call('GET', `/log-entries?limit=100&q=${pcName}`)) as {
    entries: { operation: string; occurredAt: string; remark: { values: { refusal?: string } } }[];
  };
  return page.entries
    .filter(({ operation }) => operation === 'logon-auth')
    .map(({ occurredAt, remark }) => ({ at: Date.parse(occurredAt), reason: remark.values.refusal ?? 'accepted' }));
};

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

  test('when guesses come at once from several PCs through two gateways, then five are judged, the others and the right code wait their time', async () => {
    const user = story.demo.otpUsers[7]!;
    const { devices, secret } = await registeredUser(user, 4);
    const owner = devices[3]!;
    const right = await Promise.all([1, 0, -1].map((stepsAgo) => oathtool(secret, stepsAgo)));
    const wrong = Array.from({ length: 60 }, (_, index) => String(100_000 + index * 7)).filter((code) => !right.includes(code));
    const answers = await Promise.all(
      wrong.map((code, index) => devices[index % 3]!.call('POST', '/logon-checks', check(code, randomUUID()), { gateway: story.genkan.gateways[index % 2]!.url })),
    );
    // To the PC a guess that was not judged looks like one that was.
    expect(counted(await Promise.all(answers.map(verdictOf)))).toEqual({ refused: wrong.length });

    const tries: { verdict: string; serverTime: string }[] = [];
    const tryRight = async (): Promise<void> => {
      const answer = await owner.call('POST', '/logon-checks', check(await oathtool(secret), randomUUID()), { gateway: story.genkan.gateways[tries.length % 2]!.url });
      expect(answer.status).toBe(200);
      tries.push((await answer.json()) as (typeof tries)[number]);
      expect(tries.at(-1)!.verdict).toBe('accepted');
    };
    await eventually(tryRight, { withinMs: waitMs + 10_000, everyMs: 1_500 });

    // Why, is for administrators only.
    const checks = await eventually(async () => {
      const found = await checksInLog(`PC-${user.employeeCode}-`);
      expect(found).toHaveLength(wrong.length + tries.length);
      return found;
    });
    expect(counted(checks.map(({ reason }) => reason))).toEqual({ 'wrong-code': 5, delayed: wrong.length - 5 + tries.length - 1, accepted: 1 });
    const waitEnds = Math.max(...checks.filter(({ reason }) => reason === 'wrong-code').map(({ at }) => at)) + waitMs;
    const triedAt = tries.map(({ serverTime }) => Date.parse(serverTime));
    expect(triedAt[0]).toBeLessThan(waitEnds);
    expect(triedAt.at(-1)).toBeGreaterThanOrEqual(waitEnds - sameMomentMs);
  });
});
