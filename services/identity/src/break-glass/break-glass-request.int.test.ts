import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import type { DeviceDocument } from '../device/device.store.mongo.ts';
import { breakGlassAdministrator, breakGlassPc, codeIn, opens } from '../testing/break-glass-pc.ts';
import { follow, startTestIdentity, type TestIdentity } from '../testing/test-identity.ts';
import { openMs } from './break-glass-request.ts';
import { viewCode } from './view-code.ts';

jest.setTimeout(60_000);

let identity: TestIdentity;
let companyId: string;
let [anna, ben, chie]: ReturnType<typeof breakGlassAdministrator>[] = [];
beforeAll(async () => {
  identity = await startTestIdentity();
});
afterAll(() => identity?.stop());
beforeEach(() => {
  companyId = newId();
  [anna, ben, chie] = ['Anna', 'Ben', 'Chie'].map((name) => breakGlassAdministrator(identity, companyId, name));
});
const people = () => [anna!, ben!, chie!] as const;
const statuses = (answers: Response[]) => answers.map(({ status }) => status).toSorted();

async function pcWithCode() {
  const pc = await breakGlassPc(identity, companyId);
  return { ...pc, verifier: await pc.fetch() };
}

describe('seeing the break-glass code of a PC', () => {
  test('when another administrator approves, then the requester sees the code once, and the log names both and the reason, never the code', async () => {
    const operations = await follow(identity, topics.operations);
    const [one, other] = people();
    const pc = await pcWithCode();
    const asked = await one.request(pc.deviceId, '出張先で端末を紛失');
    const request = (await asked.json()) as { requestId: string; requestedAt: string };
    const expiresAt = new Date(identity.clock().getTime() + openMs).toISOString();
    const waiting = {
      requestId: request.requestId, deviceId: pc.deviceId, pcName: 'PC-07', reason: '出張先で端末を紛失', requestedBy: 'Anna', own: true,
      requestedAt: identity.clock().toISOString(), expiresAt, state: 'waiting',
    };
    expect([asked.status, request]).toEqual([201, waiting]);
    expect(await other.list()).toEqual([{ ...waiting, own: false }]);
    await expectProblem(await one.view(request.requestId), 'break-glass-not-approved');

    const approved = await other.approve(request.requestId);
    expect([approved.status, await approved.json()]).toEqual([200, { ...waiting, own: false, state: 'approved', approvedBy: 'Ben' }]);
    await expectProblem(await other.view(request.requestId), 'break-glass-not-approved');
    const viewed = await one.view(request.requestId);
    expect([viewed.status, viewed.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { code, pcName } = (await viewed.json()) as { code: string; pcName: string };
    expect([pcName, opens(pc.verifier, code)]).toEqual(['PC-07', true]);
    await expectProblem(await one.view(request.requestId), 'break-glass-request-ended');
    expect(await one.list()).toMatchObject([{ state: 'viewed', approvedBy: 'Ben' }]);

    await eventually(() =>
      expect(operations.of(companyId).filter(({ kind }) => kind === 'break-glass-view')).toMatchObject([
        { actor: { name: 'Anna' }, targetName: 'PC-07', details: { pcName: 'PC-07', reason: '出張先で端末を紛失', approvedBy: 'Ben' } },
      ]),
    );
    const everything = JSON.stringify(operations.of(companyId), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) + identity.lines.join('');
    for (const hidden of [code, code.replaceAll('-', ''), pc.verifier.digest]) expect(everything).not.toContain(hidden);
    const stored = await identity.mongo.collection<DeviceDocument>('devices').findOne({ companyId });
    expect(JSON.stringify(stored)).not.toContain(code);
    await operations.stop();
  });

  test('when the requester approves their own request, then it is refused, and there is no code', async () => {
    const [one] = people();
    const requestId = await one.requested((await pcWithCode()).deviceId);
    await expectProblem(await one.approve(requestId), 'break-glass-own-request');
    await expectProblem(await one.view(requestId), 'break-glass-not-approved');
  });

  test('when two approve at once, then both hear of one and the same approval', async () => {
    const [one, other, third] = people();
    const requestId = await one.requested((await pcWithCode()).deviceId);
    const answers = await Promise.all([other, third, other, third].map((who) => who.approve(requestId)));
    expect(statuses(answers)).toEqual([200, 200, 200, 200]);
    const names = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { approvedBy: string }).approvedBy));
    expect(new Set(names).size).toBe(1);
  });

  test('when the code is asked for many times at once, then it is shown exactly once', async () => {
    const operations = await follow(identity, topics.operations);
    const [one, other] = people();
    const requestId = await one.requested((await pcWithCode()).deviceId);
    await other.approve(requestId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => one.view(requestId)));
    expect(statuses(answers)).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    await eventually(() => expect(operations.of(companyId).filter(({ kind }) => kind === 'break-glass-view')).toHaveLength(1));
    await operations.stop();
  });

  test('when approval and refusal meet the view, then nobody sees the code after a refusal, whatever came first', async () => {
    const [one, other] = people();
    const { deviceId } = await pcWithCode();
    for (let round = 0; round < 5; round += 1) {
      const requestId = await one.requested(deviceId);
      const [, refused, viewed] = await Promise.all([other.approve(requestId), other.refuse(requestId), one.view(requestId)]);
      const [state] = (await one.list()).filter((request) => request.requestId === requestId);
      expect(state?.state).toBe(viewed.status === 200 ? 'viewed' : 'refused');
      expect(refused.status).toBe(viewed.status === 200 ? 409 : 200);
    }
  });

  test('when the code is used while a view is open, then the code that is shown is the one that the PC will hold', async () => {
    const [one, other] = people();
    const pc = await pcWithCode();
    const requestId = await one.requested(pc.deviceId);
    await other.approve(requestId);
    expect((await pc.use(pc.verifier.codeId)).status).toBe(200);
    const code = await codeIn(await one.view(requestId));
    expect(opens(pc.verifier, code)).toBe(false);
    expect(opens(await pc.fetch(), code)).toBe(true);
  });

  test('when the use and the view happen at once, then both are done, and what was shown was a code of that moment', async () => {
    const [one, other] = people();
    const pc = await pcWithCode();
    const requestId = await one.requested(pc.deviceId);
    await other.approve(requestId);
    const [viewed, used] = await Promise.all([one.view(requestId), pc.use(pc.verifier.codeId)]);
    expect([viewed.status, used.status]).toEqual([200, 200]);
    const code = await codeIn(viewed);
    const next = await pc.fetch();
    expect([opens(pc.verifier, code), opens(next, code)].filter(Boolean)).toHaveLength(1);
    expect(next.codeId).not.toBe(pc.verifier.codeId);
  });

  test('when it is withdrawn or refused, then nobody sees the code, and a new request is another one', async () => {
    const [one, other, third] = people();
    const { deviceId } = await pcWithCode();
    for (const who of [one, other]) {
      const requestId = await one.requested(deviceId);
      await third.approve(requestId);
      const refused = (await (await who.refuse(requestId)).json()) as { state: string };
      expect(refused.state).toBe('refused');
      await expectProblem(await one.view(requestId), 'break-glass-request-ended');
      await expectProblem(await third.approve(requestId), 'break-glass-request-ended');
      expect(await one.requested(deviceId)).not.toBe(requestId);
      await one.refuse(await one.requested(deviceId));
    }
  });

  test('when time runs out, then approving and seeing is over, and the list says so for a week', async () => {
    const [one, other] = people();
    const { deviceId } = await pcWithCode();
    const unapproved = await one.requested(deviceId);
    identity.clock.advanceBy(openMs);
    await expectProblem(await other.approve(unapproved), 'break-glass-request-ended');
    const approved = await one.requested(deviceId);
    await other.approve(approved);
    identity.clock.advanceBy(openMs);
    await expectProblem(await one.view(approved), 'break-glass-request-ended');
    expect((await one.list()).map(({ requestId, state }) => [requestId, state])).toEqual([[approved, 'expired'], [unapproved, 'expired']]);
    identity.clock.advanceBy(7 * 24 * 3_600_000);
    expect(await one.list()).toEqual([]);
    await expectProblem(await other.approve(approved), 'break-glass-request-not-found');
  });

  test('when somebody asks twice, at once too, then it is one request; another administrator has their own', async () => {
    const [one, other] = people();
    const { deviceId } = await pcWithCode();
    const ids = await Promise.all(Array.from({ length: 6 }, () => one.requested(deviceId)));
    expect(new Set(ids).size).toBe(1);
    expect(await other.requested(deviceId)).not.toBe(ids[0]);
    expect(await one.list()).toHaveLength(2);
  });

  test('when the PC never fetched a code, then the answer says so', async () => {
    const [one] = people();
    const pc = await breakGlassPc(identity, companyId);
    await expectProblem(await one.request(pc.deviceId), 'break-glass-no-code');
    expect(await one.list()).toEqual([]);
  });

  test('when the keys cannot be reached, then nothing is shown and the request is not used up', async () => {
    const [one, other] = people();
    const pc = await pcWithCode();
    const requestId = await one.requested(pc.deviceId);
    await other.approve(requestId);
    const document = await identity.mongo.collection<DeviceDocument>('devices').findOne({ companyId });
    const requestedBy = document?.breakGlass?.requests[0]?.requestedBy;
    const sealer = { seal: () => Promise.reject(new Error('no keys')), open: () => Promise.reject(new Error('no keys')) };
    const view = viewCode({ store: identity.stores.breakGlass, sealer, clock: identity.clock });
    const actor = { kind: 'administrator', id: requestedBy?.administratorKey ?? '', name: 'Anna', ip: '' } as const;
    await expect(view(companyId, requestId, actor)).rejects.toThrow('no keys');
    expect(opens(pc.verifier, await codeIn(await one.view(requestId)))).toBe(true);
  });

  test('when the caller is a general administrator, or of another company, then there is nothing for them', async () => {
    const [one, other] = people();
    const pc = await pcWithCode();
    const requestId = await one.requested(pc.deviceId);
    const general = identity.admin({ companyId, level: 'general' });
    const calls = [
      ['POST', `/devices/${pc.deviceId}/break-glass-requests`, { reason: 'x' }],
      ['GET', '/break-glass-requests'],
      ...['approval', 'refusal', 'code'].map((what) => ['POST', `/break-glass-requests/${requestId}/${what}`, {}] as const),
    ] as const;
    for (const [method, path, body] of calls) await expectProblem(await general.call(method, path, body), 'forbidden');

    const stranger = breakGlassAdministrator(identity, newId(), 'Dora');
    await expectProblem(await stranger.request(pc.deviceId), 'device-not-found');
    expect(await stranger.list()).toEqual([]);
    for (const decide of [stranger.approve, stranger.refuse, stranger.view]) await expectProblem(await decide(requestId), 'break-glass-request-not-found');
    await other.approve(requestId);
    await expectProblem(await stranger.view(requestId), 'break-glass-request-not-found');
    expect((await one.view(requestId)).status).toBe(200);
  });

  test('when the reason is missing, too long or not one line, then it is refused', async () => {
    const [one] = people();
    const { deviceId } = await pcWithCode();
    for (const reason of ['', '  ', 'x'.repeat(201), 'a\nb']) await expectProblem(await one.request(deviceId, reason), 'invalid-request');
    await expectProblem(await one.request(newId()), 'device-not-found');
  });
});
