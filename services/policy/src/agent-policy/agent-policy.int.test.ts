import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CredentialStatus, topics } from '@genkan/contracts';
import { AgentPolicy } from '@genkan/logon-policy';
import { newId } from '@genkan/service-kit';
import { anEmployee, expectProblem } from '@genkan/test-kit';
import { aCompanyRequest, startTestPolicy } from '../testing/test-policy.ts';
import type { TestPolicy } from '../testing/test-policy.ts';

// Longer than `eventually` waits, so that a failure tells what was missing.
jest.setTimeout(30_000);

let policy: TestPolicy;
let companyId: string;

beforeAll(async () => {
  policy = await startTestPolicy();
  companyId = await aCompany();
});

afterAll(() => policy.stop());

async function aCompany(): Promise<string> {
  const answer = await policy.operator.call('POST', '/companies', aCompanyRequest(), { 'idempotency-key': newId() });
  return ((await answer.json()) as { companyId: string }).companyId;
}

const link = (userId: string, windowsSid = 'S-1-5-21-1') => ({ windowsSid, windowsAccount: 'PC\\taro', userId });
const read = async (links: ReturnType<typeof link>[], company = companyId) =>
  AgentPolicy.parse(await (await policy.agentPolicy(company, links)).json());

async function aUser(changes: Record<string, unknown> = {}, company = companyId): Promise<string> {
  const employee = anEmployee({ companyId: company });
  const { userId } = employee;
  await policy.publish(topics.employees, [company, userId], employee);
  await policy.publish(topics.users, [company, userId], {
    companyId: company, userId, version: 1n, credentialStatus: CredentialStatus.ACTIVE, enabled: true, ...changes,
  });
  await policy.caughtUp();
  return userId;
}

describe('GET /api/agent/v1/policy', () => {
  test('when nobody is tied, then only the rule for unlinked accounts', async () => {
    expect(await read([])).toMatchObject({ accounts: [], unlinkedMethods: [{ first: 'password' }] });
  });

  test('when a user with a one-time password has no group, then both factors as alternatives', async () => {
    const userId = await aUser();
    expect((await read([link(userId)])).accounts).toEqual([
      {
        windowsSid: 'S-1-5-21-1', userId, language: 'ja', otpRegistered: true, locked: false, enabled: true,
        methods: [{ first: 'otp' }, { first: 'password' }],
        scenarios: { logon: true, unlock: true, rdp: true, credui: false },
      },
    ]);
  });

  test('when the group, its methods or the credential change, then the policy and its version do', async () => {
    const userId = await aUser({ credentialStatus: CredentialStatus.OFFERED });
    const admin = policy.admin(companyId);
    const created = await admin.call('POST', '/groups', { name: newId(), language: 'en', timeZone: 'UTC', breakThresholdMinutes: null });
    const { groupId } = (await created.json()) as { groupId: string };
    const versions = [(await read([link(userId)])).version];

    await admin.call('POST', `/groups/${groupId}/members`, { userIds: [userId] });
    const inGroup = await read([link(userId)]);
    expect(inGroup.accounts[0]).toMatchObject({ language: 'en', otpRegistered: false, methods: [{ first: 'password' }] });
    versions.push(inGroup.version);

    await admin.call('PUT', `/groups/${groupId}/logon-methods`, { methods: [{ first: 'password', second: 'otp' }] });
    const withPair = await read([link(userId)]);
    expect(withPair.accounts[0]?.methods).toEqual([{ first: 'password', second: 'otp' }]);
    versions.push(withPair.version);

    await policy.publish(topics.users, [companyId, userId], { companyId, userId, version: 2n, credentialStatus: CredentialStatus.ACTIVE, enabled: true, locked: true });
    await policy.caughtUp();
    const locked = await read([link(userId)]);
    expect(locked.accounts[0]).toMatchObject({ otpRegistered: true, locked: true, enabled: true });
    versions.push(locked.version);
    expect(new Set(versions).size).toBe(4);
    expect((await read([link(userId)])).version).toBe(locked.version);

    await admin.call('DELETE', `/groups/${groupId}`);
    expect((await read([link(userId)])).accounts[0]).toMatchObject({ language: 'ja', methods: [{ first: 'otp' }, { first: 'password' }] });
  });

  test('when an older record of the user comes late, then the newer one stays', async () => {
    const userId = await aUser({ version: 5n });
    await policy.publish(topics.users, [companyId, userId], { companyId, userId, version: 4n, credentialStatus: CredentialStatus.NONE, enabled: true });
    await policy.caughtUp();
    expect((await read([link(userId)])).accounts[0]?.otpRegistered).toBe(true);
  });

  test('when the person has left, then the account is locked and not enabled, not forgotten', async () => {
    const userId = await aUser({ enabled: false });
    expect((await read([link(userId)])).accounts[0]).toMatchObject({ locked: true, enabled: false });
  });

  test('when the user is of another company, then nothing of him is told', async () => {
    const elsewhere = await aCompany();
    const userId = await aUser({ locked: true }, elsewhere);
    expect((await read([link(userId)])).accounts[0]).toMatchObject({ otpRegistered: false, locked: false });
  });

  test('when the agent has the policy already, then 304; after a change 200', async () => {
    const userId = await aUser();
    const first = await policy.agentPolicy(companyId, [link(userId)]);
    const tag = first.headers.get('etag') ?? '';
    await first.body?.cancel();
    const again = await policy.agentPolicy(companyId, [link(userId)], { 'if-none-match': tag });
    expect(again.status).toBe(304);
    const other = await policy.agentPolicy(companyId, [], { 'if-none-match': tag });
    expect(other.status).toBe(200);
    await other.body?.cancel();
  });

  test('when the caller is no PC or its company is unknown, then refused', async () => {
    await expectProblem(await policy.call('GET', '/api/agent/v1/policy', policy.gateway.gateway('policy')), 'forbidden');
    await expectProblem(await policy.call('GET', '/api/agent/v1/policy', policy.gateway.administrator('policy')), 'forbidden');
    await expectProblem(await policy.agentPolicy(newId(), []), 'company-not-found');
  });
});
