import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { aCompany, aSyncedAdministrator, eventually, expectProblem } from '@genkan/test-kit';
import { follow, startTestIdentity, type TestIdentity } from '../testing/test-identity.ts';

jest.setTimeout(60_000);

let identity: TestIdentity;
let companyId: string;
beforeAll(async () => {
  identity = await startTestIdentity();
});
afterAll(() => identity?.stop());
beforeEach(() => {
  companyId = newId();
});

async function administrator(code: string, given: Parameters<typeof aSyncedAdministrator>[0] = {}): Promise<string> {
  const record = aSyncedAdministrator({ companyId, code, ...given });
  await identity.publish(topics.administrators, [companyId, record.administratorKey], record);
  await identity.caughtUp();
  return record.administratorKey;
}
const company = async (firstAdministratorCode: string): Promise<void> => {
  await identity.publish(topics.companies, [companyId], aCompany({ companyId, firstAdministratorCode }));
  await identity.caughtUp();
};
const signIn = (administratorCode: string): Promise<Response> =>
  identity.call('POST', '/internal/console-sign-in', identity.gateway.gateway('identity'), { companyId, administratorCode });
const change = (administratorKey: string, rights: Record<string, unknown>, caller: Record<string, unknown> = {}): Promise<Response> =>
  identity.admin({ companyId, ...caller }).call('PUT', `/administrators/${administratorKey}`, { level: 'general', serviceUse: true, divisions: null, ...rights });

describe('administrators', () => {
  test.each(['company first', 'administrator first'])('when the operator named the first administrator (%s), then that one has everything, and nobody else anything', async (order) => {
    if (order === 'company first') await company('boss');
    const administratorKey = await administrator('boss', { name: '管理 一郎' });
    await administrator('other');
    if (order === 'administrator first') await company('boss');
    const answer = await signIn('boss');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ administratorKey, name: '管理 一郎', level: 'all-access', serviceUse: true, divisions: null });
    await expectProblem(await signIn('other'), 'service-use-denied');
  });

  test('when somebody takes the first administrator’s account later, then they inherit nothing', async () => {
    await company('boss');
    const first = await administrator('boss');
    await administrator('boss', { administratorKey: first, code: 'renamed', version: 2n });
    await administrator('boss');
    await expectProblem(await signIn('boss'), 'service-use-denied');
    expect((await signIn('renamed')).status).toBe(200);
  });

  test('when an all-access administrator sets rights, then they hold, are read again by key, and are recorded once', async () => {
    const operations = await follow(identity, topics.operations);
    await company('boss');
    await administrator('boss');
    const key = await administrator('other', { name: '管理 二郎' });
    expect((await change(key, { divisions: ['1000'] })).status).toBe(200);
    expect((await change(key, { divisions: ['1000'] })).status).toBe(200);
    expect(await (await signIn('other')).json()).toMatchObject({ level: 'general', divisions: ['1000'] });
    expect(await (await identity.call('GET', `/internal/administrators/${companyId}/${key}`, identity.gateway.gateway('identity'))).json()).toMatchObject({ divisions: ['1000'] });
    await eventually(() => {
      const changes = operations.of(companyId).filter(({ kind }) => kind === 'administrator-rights-update');
      expect(new Set(changes.map(({ operationId }) => operationId)).size).toBe(1);
      expect(changes[0]).toMatchObject({ targetName: '管理 二郎', details: { before: 'general, no-service-use', after: 'general, service-use, divisions 1000' } });
    });
    await operations.stop();
  });

  test('when an administrator was removed, then there is no way in, and coming back the rights are as they were', async () => {
    await company('boss');
    const key = await administrator('boss');
    await administrator('boss', { administratorKey: key, version: 2n, deleted: true });
    await expectProblem(await signIn('boss'), 'service-use-denied');
    await expectProblem(await identity.call('GET', `/internal/administrators/${companyId}/${key}`, identity.gateway.gateway('identity')), 'service-use-denied');
    await administrator('boss', { administratorKey: key, version: 3n });
    expect((await signIn('boss')).status).toBe(200);
  });

  test('when nobody would be left in charge, then it is refused', async () => {
    await company('boss');
    const key = await administrator('boss');
    await expectProblem(await change(key, { level: 'general' }), 'last-all-access-administrator');
    await expectProblem(await change(key, { level: 'all-access', serviceUse: false }), 'last-all-access-administrator');
  });

  test('when the caller may not, or the administrator is of another company, then nothing changes', async () => {
    const key = await administrator('other');
    await expectProblem(await change(key, {}, { level: 'general' }), 'forbidden');
    await expectProblem(await change(key, {}, { companyId: newId() }), 'administrator-not-found');
    await expectProblem(await change(key, { level: 'operator' }), 'invalid-request');
    await expectProblem(await identity.call('POST', '/internal/console-sign-in', identity.gateway.administrator('identity', { companyId }), { companyId, administratorCode: 'other' }), 'forbidden');
    await expectProblem(await signIn('other'), 'service-use-denied');
    await expectProblem(await signIn('nobody'), 'service-use-denied');
  });
});
