import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startAttendanceSimulator, type AttendanceSimulator } from '@genkan/king-of-time/testing';
import { newId } from '@genkan/service-kit';
import { eventually, expectProblem } from '@genkan/test-kit';
import { startTestSync, type ShownRun, type TestSync } from '../testing/test-sync.ts';

jest.setTimeout(30_000);

let simulator: AttendanceSimulator;
let sync: TestSync;
beforeAll(async () => {
  [simulator, sync] = await Promise.all([startAttendanceSimulator(), startTestSync({ client: { timeoutMs: 10_000 } })]);
}, 60_000);
afterAll(async () => {
  await sync?.stop();
  await simulator?.stop();
}, 60_000);

async function connected(): Promise<string> {
  const companyId = await sync.company();
  await sync.connect(companyId, simulator.baseUrl, simulator.token);
  return companyId;
}

describe('POST employee-sync-runs', () => {
  test('when a run is asked for while one is open, then the open one is named, in both doors', async () => {
    const companyId = await connected();
    await simulator.addFaults({ kind: 'slow', delayMs: 1_000, path: '/employees' });
    const answer = await sync.operator('POST', `/companies/${companyId}/employee-sync-runs`);
    expect(answer.status).toBe(202);
    const { runId } = (await answer.json()) as { runId: string };
    expect(await expectProblem(await sync.admin(companyId)('POST', '/employee-sync-runs'), 'sync-run-in-progress')).toMatchObject({ runId });
    expect(await expectProblem(await sync.operator('POST', `/companies/${companyId}/employee-sync-runs`, {}), 'sync-run-in-progress')).toMatchObject({ runId });
    expect(await sync.ended(companyId, runId)).toMatchObject({ state: 'succeeded', counts: { employees: { added: 200 } } });
  });

  test('when 16 ask at once, then one run is made', async () => {
    const companyId = await connected();
    const answers = await Promise.all(Array.from({ length: 16 }, () => sync.admin(companyId)('POST', '/employee-sync-runs')));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(15);
    const { runId } = (await answers.find(({ status }) => status === 202)!.json()) as { runId: string };
    expect(await sync.ended(companyId, runId)).toMatchObject({ state: 'succeeded' });
    expect(await sync.mongo.collection('people').countDocuments({ companyId })).toBe(200);
  });

  test('when the company has no connection, then it is refused', async () => {
    await expectProblem(await sync.admin(await sync.company())('POST', '/employee-sync-runs'), 'attendance-not-connected');
  });

  test('when the operator names a company that does not exist, then it is refused', async () => {
    await expectProblem(await sync.operator('POST', `/companies/${newId()}/employee-sync-runs`), 'company-not-found');
  });

  test('when an administrator is limited to some divisions, then they may not start a run', async () => {
    const companyId = await connected();
    const limited = sync.admin(companyId, { level: 'general', divisions: ['1000'] });
    await expectProblem(await limited('POST', '/employee-sync-runs'), 'forbidden');
    expect((await sync.admin(companyId, { level: 'general', divisions: null })('POST', '/employee-sync-runs')).status).toBe(202);
  });

  test.each([{ extra: 1 }, { confirms: 5 }, { confirms: 'x' }, []])('when the body is %j, then it is refused', async (body) => {
    await expectProblem(await sync.admin(await connected())('POST', '/employee-sync-runs', body), 'invalid-request');
  });

  test('when somebody who is no administrator calls, then it is refused', async () => {
    const companyId = await connected();
    await expectProblem(await sync.call('POST', '/api/console/v1/employee-sync-runs', {}), 'unauthorized');
    await expectProblem(await sync.call('POST', '/api/console/v1/employee-sync-runs', sync.gateway.device('sync', { companyId })), 'forbidden');
    await expectProblem(await sync.call('POST', '/api/console/v1/employee-sync-runs', sync.gateway.gateway('sync')), 'forbidden');
  });
});

describe('GET employee-sync-runs', () => {
  test('when runs are listed by pages, then they come newest first, each once, without people', async () => {
    const companyId = await connected();
    const runIds = [];
    for (let n = 0; n < 3; n++) runIds.push((await sync.run(companyId)).runId);
    const admin = sync.admin(companyId);
    const first = (await (await admin('GET', '/employee-sync-runs?limit=2')).json()) as { runs: ShownRun[]; nextCursor: string };
    const second = (await (await admin('GET', `/employee-sync-runs?limit=2&cursor=${first.nextCursor}`)).json()) as { runs: ShownRun[]; nextCursor: null };
    expect([...first.runs, ...second.runs].map(({ runId }) => runId)).toEqual(runIds.toReversed());
    expect(second.nextCursor).toBeNull();
    expect(JSON.stringify(first)).not.toContain('entries');
    await expectProblem(await admin('GET', '/employee-sync-runs?limit=1000'), 'invalid-request');
  });

  test('when another company or an operator reads a run, then the one finds nothing and the other no people', async () => {
    const companyId = await connected();
    const { runId } = await sync.run(companyId);
    await expectProblem(await sync.admin(await sync.company())('GET', `/employee-sync-runs/${runId}`), 'sync-run-not-found');
    await expectProblem(await sync.admin(companyId)('GET', `/employee-sync-runs/${newId()}`), 'sync-run-not-found');
    const seen = await (await sync.operator('GET', `/companies/${companyId}/employee-sync-runs/${runId}`)).text();
    expect(seen).toContain('"added":200');
    expect(seen).not.toMatch(/佐藤|00001/);
  });

  test('when the reader is limited to a division, then only its people are shown', async () => {
    const companyId = await connected();
    const { runId } = await sync.run(companyId);
    const limited = sync.admin(companyId, { level: 'general', divisions: ['3000'] });
    const { entries } = (await (await limited('GET', `/employee-sync-runs/${runId}`)).json()) as { entries: { divisionCode: string; entity: string }[] };
    expect(new Set(entries.map(({ divisionCode }) => divisionCode))).toEqual(new Set(['3000']));
    expect(entries.some(({ entity }) => entity === 'employee')).toBe(true);
  });

  test('when a run is under way, then its progress is seen', async () => {
    const companyId = await connected();
    await simulator.addFaults({ kind: 'slow', delayMs: 1_000, path: '/administrators' });
    const { runId } = (await (await sync.admin(companyId)('POST', '/employee-sync-runs')).json()) as { runId: string };
    await eventually(async () => {
      const run: unknown = await (await sync.admin(companyId)('GET', `/employee-sync-runs/${runId}`)).json();
      expect(run).toMatchObject({ state: 'running', progress: { step: 'reading', done: 1, total: 3 } });
    });
    await sync.ended(companyId, runId);
  });
});
