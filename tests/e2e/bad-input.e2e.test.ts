import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ConsoleClient } from '@genkan/local-stack';
import { eventually } from '@genkan/test-kit';
import { codeOf, type Device, enrolDevice, postJson, sessionEvent } from './support/device.ts';
import { startSecondCompany } from './support/second-company.ts';
import { startStory, type Story } from './support/story.ts';

jest.setTimeout(120_000);

let story: Story;
let device: Device;
let gateway: string;

beforeAll(async () => {
  story = await startStory();
  gateway = story.genkan.gateways[0]!.url;
  device = await enrolDevice(gateway, story.demo.enrolmentToken, 'PC-BAD');
});

afterAll(async () => {
  await story?.end();
});

const windowsSid = 'S-1-5-21-1-2-3-1001';

const logOf = async (console: ConsoleClient, text: string): Promise<unknown[]> =>
  ((await console.call('GET', `/log-entries?limit=100&q=${encodeURIComponent(text)}`)) as { entries: unknown[] }).entries;

const entriesOf = async (text: string): Promise<{ operation: string; remark: { key: string; values: Record<string, string> }; occurredAt: string }[]> =>
  ((await story.demo.console.call('GET', `/log-entries?limit=100&q=${encodeURIComponent(text)}`)) as { entries: never[] }).entries;

describe('a body that is not what it should be', () => {
  const goodCheck = { checkId: randomUUID(), windowsSid, scenario: 'logon', factors: ['otp'], code: '123456' };
  const bodies: [string, Record<string, unknown>][] = [
    ['an unknown field', { ...goodCheck, extra: 1 }],
    ['a missing field', { ...goodCheck, code: undefined }],
    ['a wrong type', { ...goodCheck, code: 123456 }],
    ['an array for a string', { ...goodCheck, windowsSid: [windowsSid] }],
    ['an object for a string', { ...goodCheck, windowsSid: { $gt: '' } }],
    ['a code of letters', { ...goodCheck, code: 'abcdef' }],
  ];
  for (const [what, body] of bodies) {
    test(`when a logon check has ${what}, then it is refused with invalid-request and names the field`, async () => {
      const answer = await device.call('POST', '/logon-checks', body);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      const problem = (await answer.json()) as { code: string; id: string; fields: { path: string }[] };
      expect(problem.code).toBe('invalid-request');
      expect(problem.id).toBeTruthy();
      expect(problem.fields.length).toBeGreaterThan(0);
      expect(JSON.stringify(problem)).not.toContain('123456');
    });
  }

  test('when a body has a megabyte, then it is refused before it is read', async () => {
    const answer = await device.call('POST', '/session-events', undefined, { raw: JSON.stringify({ events: [sessionEvent({ windowsAccount: 'x'.repeat(1_000_000) })] }) });
    expect(answer.status).toBe(413);
    expect(await codeOf(answer)).toBe('body-too-large');
  });

  test('when a body is not JSON, then the answer says so', async () => {
    const answer = await device.call('POST', '/session-events', undefined, { raw: '{"events":[' });
    expect(answer.status).toBe(400);
    expect(await codeOf(answer)).toBe('malformed-json');
  });

  test('when one event of a batch is bad, then it alone is rejected and the others are accepted', async () => {
    const [good, bad] = [sessionEvent(), sessionEvent({ kind: 'dance' })];
    const answer = await device.call('POST', '/session-events', { events: [good, bad] });
    expect(answer.status).toBe(200);
    const { results } = (await answer.json()) as { results: { eventId: string; result: string; code?: string }[] };
    expect(results).toMatchObject([{ eventId: good['eventId'], result: 'accepted' }, { result: 'rejected', code: 'invalid-event' }]);
  });
});

describe('a device that is not who it says', () => {
  test('when an assertion is expired, replayed, for another audience or of another key, then it is refused with its own code and the server time', async () => {
    const now = Math.floor(Date.now() / 1000);
    const expired = await device.logIn({ assertion: device.assertion({ iat: now - 900, exp: now - 600 }) });
    expect(expired.status).toBe(401);
    expect(await expired.json()).toMatchObject({ code: 'assertion-expired', serverTime: expect.any(String) });

    const assertion = device.assertion();
    expect((await device.logIn({ assertion })).status).toBe(200);
    expect(await codeOf(await device.logIn({ assertion }))).toBe('assertion-replayed');
    expect(await codeOf(await device.logIn({ assertion: device.assertion({ aud: 'somebody-else' }) }))).toBe('assertion-invalid');

    const other = await enrolDevice(gateway, story.demo.enrolmentToken, 'PC-OTHER');
    expect(await codeOf(await other.logIn({ assertion: other.assertion({ iss: device.deviceId, sub: device.deviceId }) }))).toBe('assertion-invalid');
  });

  test('when an enrolment token is wrong or a device token is made up, then nothing opens', async () => {
    await expect(enrolDevice(gateway, 'not-a-token-of-ours', 'PC-X')).rejects.toThrow(/403.*enrolment-token-invalid/s);
    const answer = await device.call('GET', '/policy', undefined, { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' });
    expect(answer.status).toBe(401);
    expect(await codeOf(answer)).toBe('device-token-invalid');
  });

  test('when a PC is revoked, then it is refused within seconds', async () => {
    const revoked = await enrolDevice(gateway, story.demo.enrolmentToken, 'PC-REVOKED');
    const { access_token: token } = (await (await revoked.logIn()).json()) as { access_token: string };
    expect((await revoked.call('GET', '/policy', undefined, { token })).status).toBe(200);
    await story.demo.console.call('POST', `/devices/${revoked.deviceId}/revocation`, {});
    await eventually(async () => {
      const answer = await revoked.call('GET', '/policy', undefined, { token });
      expect(answer.status).toBe(401);
      expect(await codeOf(answer)).toBe('device-revoked');
    });
    expect(await codeOf(await revoked.logIn())).toBe('device-revoked');
  });

  test('when somebody calls a service past the gateway, then it answers nothing', async () => {
    const answer = await fetch(`${story.genkan.services['audit-log'].url}/api/console/v1/log-entries`);
    expect(answer.status).toBe(401);
  });
});

describe('events that are odd but true', () => {
  test('when an event lies a day in the future, then it is kept and flagged', async () => {
    const ahead = sessionEvent({ windowsAccount: 'PC\\future', occurredAt: new Date(Date.now() + 86_400_000).toISOString() });
    const answer = await device.call('POST', '/session-events', { events: [ahead] });
    expect(await answer.json()).toMatchObject({ results: [{ result: 'accepted' }] });
    await eventually(async () => {
      const [entry] = await entriesOf('future');
      expect(JSON.stringify(entry)).toMatch(/suspect|clock/i);
    });
  });

  test('when an event id comes again with another body, then the first stands and a conflict is recorded', async () => {
    const first = sessionEvent({ windowsAccount: 'PC\\conflict' });
    for (const event of [first, first, { ...first, kind: 'logoff' }]) {
      expect(await (await device.call('POST', '/session-events', { events: [event] })).json()).toMatchObject({ results: [{ result: 'accepted' }] });
    }
    await eventually(async () => {
      const entries = await entriesOf('conflict');
      expect(entries.filter(({ operation }) => operation === 'session-event').map(({ remark }) => remark.key)).toEqual(['logon']);
    });
    await eventually(async () => {
      const all = (await story.demo.console.call('GET', '/log-entries?limit=100')) as { entries: { operation: string; sourceId: string }[] };
      expect(all.entries.filter(({ operation, sourceId }) => operation === 'event-conflict' && sourceId.includes(String(first['eventId'])))).toHaveLength(1);
    });
  });
});

describe('another company', () => {
  test('when an administrator and a PC name what belongs to another company, then it does not exist for them', async () => {
    const other = await startSecondCompany(story);
    const theirs = await enrolDevice(gateway, other.enrolmentToken, 'PC-THEIRS');
    expect(theirs.companyId).toBe(other.companyId);
    const activationCode = await other.activationCode(other.userId);
    const mine = story.demo.console;

    // By id: nothing is found, nothing changes.
    await expect(mine.call('POST', `/devices/${theirs.deviceId}/revocation`, {})).rejects.toThrow(/404 device-not-found/);
    await expect(mine.call('POST', `/users/${other.userId}/activation-codes`, {})).rejects.toThrow(/404 user-not-found/);
    await expect(mine.call('GET', `/employee-days/${other.userId}?from=2026-11-01&to=2026-11-02`)).rejects.toThrow(/404 user-not-found/);
    await expect(mine.call('GET', `/employee-sync-runs/${other.runId}`)).rejects.toThrow(/404 sync-run-not-found/);
    expect((await theirs.call('GET', '/policy')).status).toBe(200);

    // A PC of one company cannot use a code of the other, and its events stay in its company.
    const stolen = await device.call('POST', '/account-links', { windowsSid, windowsAccount: 'PC\\thief', activationCode });
    expect({ status: stolen.status, code: await codeOf(stolen) }).toEqual({ status: 403, code: 'activation-code-invalid' });
    const canary = `canary-${randomUUID()}`;
    const sent = await theirs.call('POST', '/session-events', { events: [sessionEvent({ windowsAccount: canary })] });
    expect(await sent.json()).toMatchObject({ results: [{ result: 'accepted' }] });
    await eventually(async () => expect(await logOf(other.console, canary)).toHaveLength(1));
    expect(await logOf(mine, canary)).toEqual([]);

    // In lists.
    expect(JSON.stringify(await mine.call('GET', '/devices'))).not.toContain(theirs.deviceId);
    expect(JSON.stringify(await other.console.call('GET', '/devices'))).not.toContain(device.deviceId);
    expect(JSON.stringify(await mine.call('GET', '/users?limit=100'))).not.toContain(other.userId);
    await other.end();
  });

  test('when a request names a company in a header, then the header counts for nothing', async () => {
    const forged = Buffer.from(JSON.stringify({ companyId: 'X', deviceId: 'X', pcName: 'X', links: [], ip: '', clientVersion: '' })).toString('base64url');
    const answer = await postJson(`${gateway}/api/agent/v1/session-events`, { events: [sessionEvent()] }, { 'genkan-device': forged });
    expect(answer.status).toBe(401);
  });
});
