import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { eventually, expectProblem } from '@genkan/test-kit';
import { aCompanyRequest, follow, startTestPolicy } from '../testing/test-policy.ts';
import type { TestPolicy } from '../testing/test-policy.ts';

// Longer than `eventually` waits, so that a failure tells what was missing.
jest.setTimeout(30_000);

let policy: TestPolicy;
let operations: Awaited<ReturnType<typeof follow<typeof topics.operations.schema>>>;
let companyId: string;

const defaults = { enforcement: 'observe', passwordKeeping: { users: false, administrators: false } };
const enforcing = { enforcement: 'enforce', passwordKeeping: { users: true, administrators: false } };

beforeAll(async () => {
  policy = await startTestPolicy();
  operations = await follow(policy, topics.operations);
});

afterAll(async () => {
  await operations.stop();
  await policy.stop();
});

beforeEach(async () => {
  const answer = await policy.operator.call('POST', '/companies', aCompanyRequest(), { 'idempotency-key': crypto.randomUUID() });
  companyId = ((await answer.json()) as { companyId: string }).companyId;
});

const get = async (company = companyId) => (await policy.admin(company).call('GET', '/agent-settings')).json() as Promise<typeof enforcing>;
const put = (body: unknown, changes = {}) => policy.admin(companyId, changes).call('PUT', '/agent-settings', body);
const logged = () => operations.of(companyId).filter(({ kind }) => kind === 'agent-settings-update');

describe('the settings of the agents', () => {
  test('when nobody has set them, then the PCs only watch and keep no password', async () => {
    expect(await get()).toEqual(defaults);
    expect(await (await policy.agentPolicy(companyId, [])).json()).toMatchObject(defaults);
  });

  test('when an administrator sets them, then they are readable, in the policy under a new version, and in the log once', async () => {
    const before = (await (await policy.agentPolicy(companyId, [])).json()) as { version: string };
    const answer = await put(enforcing);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(enforcing);
    expect((await put(enforcing)).status).toBe(200);
    expect(await get()).toEqual(enforcing);

    const after = (await (await policy.agentPolicy(companyId, [])).json()) as { version: string };
    expect(after).toMatchObject(enforcing);
    expect(after.version).not.toBe(before.version);

    expect((await put(defaults)).status).toBe(200);
    await eventually(() => expect(logged()).toHaveLength(2));
    expect(logged().map(({ details }) => details)).toEqual([
      { before: 'observe, passwords: none', after: 'enforce, passwords: users' },
      { before: 'enforce, passwords: users', after: 'observe, passwords: none' },
    ]);
  });

  test('when two administrators set them at once, then one after the other, and each change is logged', async () => {
    await Promise.all([put(enforcing), put({ ...enforcing, passwordKeeping: { users: true, administrators: true } })]);
    await eventually(() => expect(logged()).toHaveLength(2));
    const last = logged().at(-1)?.details['after'];
    expect(last).toBe((await get()).passwordKeeping.administrators ? 'enforce, passwords: users+administrators' : 'enforce, passwords: users');
  });

  test('when the administrator has no full access, then he may read and not change', async () => {
    await expectProblem(await put(enforcing, { level: 'general' }), 'forbidden');
    expect((await policy.admin(companyId, { level: 'general' }).call('GET', '/agent-settings')).status).toBe(200);
    expect(await get()).toEqual(defaults);
  });

  test.each([
    ['an unknown word', { ...enforcing, enforcement: 'sometimes' }],
    ['a setting that does not exist', { ...enforcing, offlineDays: 14 }],
    ['nothing about passwords', { enforcement: 'enforce' }],
    ['passwords of administrators alone', { enforcement: 'enforce', passwordKeeping: { users: false, administrators: true } }],
  ])('when the request has %s, then it is refused', async (_what, body) => {
    await expectProblem(await put(body), 'invalid-request');
    expect(await get()).toEqual(defaults);
  });

  test('when another company enforces, then this one does not', async () => {
    const elsewhere = await policy.operator.call('POST', '/companies', aCompanyRequest(), { 'idempotency-key': crypto.randomUUID() });
    const { companyId: other } = (await elsewhere.json()) as { companyId: string };
    await put(enforcing);
    expect(await get(other)).toEqual(defaults);
  });
});
