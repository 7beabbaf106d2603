import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { eventually, expectProblem } from '@genkan/test-kit';
import { aCompanyRequest, follow, startTestPolicy } from '../testing/test-policy.ts';
import type { TestPolicy } from '../testing/test-policy.ts';
import { republishStates } from '../republish/republish-states.ts';

// Longer than `eventually` waits, so that a failure tells what was missing.
jest.setTimeout(30_000);

let policy: TestPolicy;
let companies: Awaited<ReturnType<typeof follow<typeof topics.companies.schema>>>;
let operations: Awaited<ReturnType<typeof follow<typeof topics.operations.schema>>>;

beforeAll(async () => {
  policy = await startTestPolicy();
  companies = await follow(policy, topics.companies);
  operations = await follow(policy, topics.operations);
});

afterAll(async () => {
  await companies.stop();
  await operations.stop();
  await policy.stop();
});

const create = async (body: unknown, key: string | undefined = crypto.randomUUID()) =>
  policy.operator.call('POST', '/companies', body, key === undefined ? {} : { 'idempotency-key': key });

describe('creating a company', () => {
  test('when an operator creates one, then it is answered, readable, published and in the log', async () => {
    const answer = await create(aCompanyRequest({ companyCode: 'kot-1' + policy.names.suffix }));
    expect(answer.status).toBe(201);
    const { companyId } = (await answer.json()) as { companyId: string };
    expect(companyId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);

    const shown = await policy.admin(companyId).call('GET', '/company');
    expect(await shown.json()).toEqual({
      companyId,
      companyCode: 'kot-1' + policy.names.suffix,
      name: '株式会社見本',
      language: 'ja',
      timeZone: 'Asia/Tokyo',
      punchLinkage: true,
      breakLinkage: true,
      breakThresholdMinutes: 30,
      carryHours: 6,
    });
    const [record] = await eventually(() => {
      expect(companies.of(companyId)).toHaveLength(1);
      return companies.of(companyId);
    });
    expect(record).toMatchObject({ name: '株式会社見本', version: 1n, deleted: false, firstAdministratorCode: 'admin' });
    expect(record?.punchSettings).toMatchObject([{ effectiveFrom: { seconds: 0n }, punchLinkage: true, carryHours: 6 }]);
    const [operation] = await eventually(() => {
      expect(operations.of(companyId)).toHaveLength(1);
      return operations.of(companyId);
    });
    expect(operation).toMatchObject({ kind: 'company-create', actor: { id: 'test-operator' }, ip: '192.0.2.20' });
  });

  test('when the call is repeated with its key, also at once, then there is one company', async () => {
    const body = aCompanyRequest();
    const key = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(body, key)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { companyId: string }).companyId));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(ids).size).toBe(1);
    await eventually(() => expect(operations.of(ids[0] ?? '')).toHaveLength(1));
  });

  test('when the key comes with another body, then 409 and nothing is created', async () => {
    const key = crypto.randomUUID();
    await create(aCompanyRequest(), key);
    await expectProblem(await create(aCompanyRequest(), key), 'idempotency-key-reused');
  });

  test('when the code exists at the issuer, then 409', async () => {
    const body = aCompanyRequest();
    await create(body);
    await expectProblem(await create(body), 'company-exists');
    const elsewhere = await create({ ...body, oidcIssuer: 'https://other.example.jp' });
    expect(elsewhere.status).toBe(201);
  });

  test('when there is no key, then it is asked for', async () => {
    const answer = await policy.operator.call('POST', '/companies', aCompanyRequest());
    await expectProblem(answer, 'idempotency-key-required');
  });

  test.each<[string, unknown]>([
    ['a missing field', { ...aCompanyRequest(), name: undefined }],
    ['an unknown field', aCompanyRequest({ colour: 'red' })],
    ['a number for a text', aCompanyRequest({ name: 5 })],
    ['an array for a text', aCompanyRequest({ companyCode: ['a'] })],
    ['an object for a text', aCompanyRequest({ companyCode: { $ne: '' } })],
    ['a text for a boolean', aCompanyRequest({ punchLinkage: 'true' })],
    ['a zone that does not exist', aCompanyRequest({ timeZone: 'Asia/Genkan' })],
    ['an issuer that is no web address', aCompanyRequest({ oidcIssuer: 'ftp://x' })],
    ['a threshold out of range', aCompanyRequest({ breakThresholdMinutes: 181 })],
    ['an empty name', aCompanyRequest({ name: '  ' })],
    ['a control character', aCompanyRequest({ name: 'a\u0000b' })],
    ['an array for the body', [aCompanyRequest()]],
  ])('when the body has %s, then 400 with the field', async (_fault, body) => {
    const problem = await expectProblem(await create(body), 'invalid-request');
    expect(problem.fields?.length).toBeGreaterThan(0);
  });

  test('when the body is no JSON or too large, then a clear error', async () => {
    await expectProblem(await create('{"companyCode":'), 'malformed-json');
    await expectProblem(await create(aCompanyRequest({ name: 'x'.repeat(1_000_000) })), 'body-too-large');
  });
});

describe('who may', () => {
  test('when an administrator calls the operator routes, or nobody, then refused', async () => {
    const headers = { 'idempotency-key': 'k' };
    await expectProblem(await policy.call('POST', '/api/operator/v1/companies', headers, aCompanyRequest()), 'unauthorized');
    const administrator = policy.gateway.administrator('policy');
    await expectProblem(await policy.call('POST', '/api/operator/v1/companies', { ...headers, ...administrator }, aCompanyRequest()), 'forbidden');
    await expectProblem(await policy.call('GET', '/api/operator/v1/companies', administrator), 'forbidden');
    await expectProblem(await policy.call('GET', '/api/console/v1/company', {}), 'unauthorized');
    await expectProblem(await policy.call('GET', '/api/console/v1/company', policy.gateway.operator('policy')), 'forbidden');
    await expectProblem(await policy.call('GET', '/api/console/v1/company', policy.gateway.administrator('sync')), 'unauthorized');
  });

  test('when the company of the caller is unknown, then 404', async () => {
    await expectProblem(await policy.admin('01ARZ3NDEKTSV4RRFFQ69G5FAV').call('GET', '/company'), 'company-not-found');
  });
});

describe('the operator’s list', () => {
  test('when there are more companies than a page, then the cursor leads through all of them once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const answer = await policy.operator.call('GET', `/companies?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      const page = (await answer.json()) as { companies: { companyId: string }[]; nextCursor: string | null };
      seen.push(...page.companies.map(({ companyId }) => companyId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(await policy.mongo.collection('companies').countDocuments());
  });

  test.each(['cursor=%5B%22a%22%5D', 'cursor=x', 'limit=0', 'limit=x', 'page=2'])('when the query is %s, then 400', async (query) => {
    expect((await policy.operator.call('GET', `/companies?${query}`)).status).toBe(400);
  });
});

describe('republishing', () => {
  test('when all states are republished, then each comes again under a higher version', async () => {
    const answer = await create(aCompanyRequest());
    const { companyId } = (await answer.json()) as { companyId: string };
    await eventually(() => expect(companies.of(companyId)).toHaveLength(1));
    const republished = await republishStates(policy.mongo, () => new Date());
    expect(republished.companies).toBe(await policy.mongo.collection('companies').countDocuments());
    await eventually(() => expect(companies.of(companyId).map(({ version }) => version)).toEqual([1n, 2n]));
  });
});
