import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { topics } from '@genkan/contracts';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { follow, startTestSync, type TestSync } from '../testing/test-sync.ts';

let sync: TestSync;
beforeAll(async () => {
  sync = await startTestSync();
}, 60_000);
afterAll(() => sync?.stop(), 60_000);

const good = { baseUrl: 'https://attendance.example.jp/v1.0', token: 'the-token-of-this-company', delivery: 'topic' };
const put = (companyId: string, body: unknown): Promise<Response> => sync.operator('PUT', `/companies/${companyId}/attendance-connection`, body);

describe('PUT /companies/:companyId/attendance-connection', () => {
  test('when it is set twice alike and once otherwise, then only the changes are stored and recorded, never the token', async () => {
    const companyId = await sync.company();
    const operations = await follow(sync, topics.operations);
    expect((await put(companyId, good)).status).toBe(204);
    expect((await put(companyId, { ...good, baseUrl: `${good.baseUrl}/` })).status).toBe(204);
    expect((await put(companyId, { ...good, delivery: 'off' })).status).toBe(204);
    expect(await sync.stores.connections.open(companyId)).toEqual({ ...good, delivery: 'off' });
    await eventually(() => expect(operations.of(companyId)).toHaveLength(2));
    await operations.stop();
    expect(operations.of(companyId)).toMatchObject([
      { kind: 'connection-update', actor: { id: 'test-operator' }, ip: '192.0.2.20', details: { changed: 'baseUrl, token, delivery' } },
      { kind: 'connection-update', details: { changed: 'delivery', delivery: 'off' } },
    ]);
    expect(JSON.stringify(operations.of(companyId), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) + sync.lines.text).not.toContain(good.token);
    const stored = JSON.stringify(await sync.mongo.collection('attendance_connections').findOne({ companyId }));
    expect(stored).not.toContain(good.token);
  });

  test.each<[string, unknown, string]>([
    ['no address', { token: 't', delivery: 'topic' }, 'body.baseUrl'],
    ['an ftp address', { ...good, baseUrl: 'ftp://a.example.jp/' }, 'body.baseUrl'],
    ['a plain http address elsewhere', { ...good, baseUrl: 'http://a.example.jp/v1.0' }, 'body.baseUrl'],
    ['an address with a password', { ...good, baseUrl: 'https://user:secret@a.example.jp/' }, 'body.baseUrl'],
    ['an address with a query', { ...good, baseUrl: 'https://a.example.jp/?token=x' }, 'body.baseUrl'],
    ['a token with a line break', { ...good, token: 'a\r\nb' }, 'body.token'],
    ['a list for the token', { ...good, token: ['a'] }, 'body.token'],
    ['an unknown delivery', { ...good, delivery: 'fax' }, 'body.delivery'],
    ['an unknown field', { ...good, extra: 1 }, 'body'],
  ])('when the body has %s, then it is refused with the field and nothing of the token', async (_what, body, path) => {
    const problem = await expectProblem(await put(await sync.company(), body), 'invalid-request');
    expect(problem.fields?.map((field) => field.path)).toContain(path);
    expect(JSON.stringify(problem)).not.toMatch(/secret|the-token/);
  });

  test('when the company does not exist, then it is refused', async () => {
    await expectProblem(await put(newId(), good), 'company-not-found');
    await expectProblem(await put('x', good), 'invalid-request');
  }, 15_000);

  test('when somebody else than an operator calls, then it is refused', async () => {
    const companyId = await sync.company();
    const path = `/api/operator/v1/companies/${companyId}/attendance-connection`;
    await expectProblem(await sync.call('PUT', path, {}, good), 'unauthorized');
    await expectProblem(await sync.call('PUT', path, sync.gateway.operator('punch'), good), 'unauthorized');
    await expectProblem(await sync.call('PUT', path, sync.gateway.administrator('sync', { companyId }), good), 'forbidden');
    await expectProblem(await sync.call('PUT', path, sync.gateway.device('sync', { companyId }), good), 'forbidden');
    expect(await sync.stores.connections.exists(companyId)).toBe(false);
  });
});
