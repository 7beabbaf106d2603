import { describe, expect, test } from '@jest/globals';
import { memoryConnectionStore } from '../attendance-connection/attendance-connection.store.memory.ts';
import { createMemoryDirectory } from '../attendance-directory/attendance-directory.memory.ts';
import { DirectoryFailure } from '../attendance-directory/attendance-directory.port.ts';
import { memoryCompanyStore } from '../companies/company.store.memory.ts';
import { anEmployee, anUpstream } from '../testing/builders.ts';
import { closeDeadRun } from './close-dead-run.ts';
import type { Administrator, Division, Person } from './entity.ts';
import type { EntityStore } from './entity.store.ts';
import { memoryEntityStore } from './entity.store.memory.ts';
import { claimRun, performSyncRun, type PerformParts } from './perform-sync-run.ts';
import { requestSyncRun } from './request-sync-run.ts';
import type { SyncRun } from './sync-run.ts';
import { memorySyncRunStore } from './sync-run.store.memory.ts';

const companyId = 'c1';
const at = new Date('2026-11-24T03:00:00Z');
const requester = { kind: 'administrator', id: 'k', name: '管理 花子', ip: '192.0.2.1' } as const;
const crowd = (count: number) => Array.from({ length: count }, (_, n) => anEmployee(`k${n}`));

async function world(count = 120, wrap: (store: EntityStore<Person>) => EntityStore<Person> = (store) => store) {
  let n = 0;
  const directory = createMemoryDirectory(anUpstream(crowd(count)));
  const people = memoryEntityStore<Person>();
  const runs = memorySyncRunStore();
  const connections = memoryConnectionStore();
  const parts: PerformParts = {
    runs,
    stores: { employee: wrap(people), division: memoryEntityStore<Division>(), administrator: memoryEntityStore<Administrator>() },
    connections,
    companies: memoryCompanyStore(),
    directory,
    clock: () => at,
    newId: () => `id-${String((n += 1)).padStart(5, '0')}`,
    leaseMs: 60_000,
    log: { info: () => undefined, warn: () => undefined },
  };
  await connections.save(companyId, 0, { baseUrl: 'https://a.example.jp', token: 't', delivery: 'topic' }, {
    kind: 'connection-update', actor: requester, occurredAt: at, result: 'succeeded', details: {},
  });
  const request = requestSyncRun({ ...parts, nudge: () => undefined });
  const claim = async (confirms?: string) => {
    const requested = await request(companyId, requester, confirms);
    if (requested.outcome !== 'queued') throw new Error(requested.outcome);
    const claimed = await claimRun(parts, (await runs.find(companyId, requested.runId))!);
    if (!claimed) throw new Error('not claimed');
    return claimed;
  };
  const run = async (stop = new AbortController().signal): Promise<SyncRun> => {
    const claimed = await claim();
    await performSyncRun(parts, claimed, stop);
    return (await runs.find(companyId, claimed.run.runId))!.run;
  };
  return { parts, directory, people, runs, request, claim, run };
}

describe('performSyncRun', () => {
  test('when the store fails in the middle, then the run states what was applied, and the next run does the rest', async () => {
    let writes = 0;
    const { run, people, runs } = await world(120, (store) => ({
      ...store,
      save: (...args) => ((writes += 1) === 60 ? Promise.reject(new Error('the database is away')) : store.save(...args)),
    }));
    const broken = await run();
    expect(broken.state).toMatchObject({ state: 'failed', failure: { code: 'internal' } });
    // Writes already under way beside the failed one are counted, later ones are not begun.
    expect(broken.counts.employee.added).toBe(people.told.length);
    expect(people.told.length).toBeGreaterThanOrEqual(56);
    expect(people.told.length).toBeLessThan(70);
    expect(broken.entries.filter(({ entity, kind }) => entity === 'employee' && kind === 'add')).toHaveLength(people.told.length);
    const healed = await run();
    expect(healed).toMatchObject({ state: { state: 'succeeded' }, counts: { employee: { added: 120 - broken.counts.employee.added, unchanged: broken.counts.employee.added } } });
    expect(runs.operations.map(({ kind, result, details }) => [kind, result, details['state']])).toEqual([['sync-run', 'failed', 'failed'], ['sync-run', 'succeeded', 'succeeded']]);
  });

  test('when the process is told to stop, then the run ends at its batch as interrupted', async () => {
    const stop = new AbortController();
    const { run, people } = await world(120, (store) => ({
      ...store,
      save: (...args) => {
        stop.abort();
        return store.save(...args);
      },
    }));
    const stopped = await run(stop.signal);
    expect(stopped).toMatchObject({ state: { state: 'failed', failure: { code: 'sync-run-interrupted' } }, counts: { employee: { added: 50 } } });
    expect(people.told).toHaveLength(50);
  });

  test('when somebody else has closed the run, then this process writes no further batch', async () => {
    let closed = false;
    const here = await world(120, (store) => ({
      ...store,
      async save(...args) {
        if (!closed) {
          closed = true;
          const [open] = await here.runs.list(companyId, { limit: 1 });
          await closeDeadRun(here.parts, (await here.runs.find(companyId, open!.runId))!);
        }
        return store.save(...args);
      },
    }));
    expect((await here.run()).state).toMatchObject({ state: 'failed', failure: { code: 'sync-run-interrupted' } });
    expect(here.people.told).toHaveLength(50);
    expect(await here.run()).toMatchObject({ state: { state: 'succeeded' }, counts: { employee: { added: 70, unchanged: 50 } } });
  });

  test('when another process changed a person in between, then that person is reported and the others are done', async () => {
    const { run } = await world(10, (store) => ({
      ...store,
      save: (company, entity, ...rest) => (entity.key === 'k3' ? Promise.resolve('moved') : store.save(company, entity, ...rest)),
    }));
    const done = await run();
    expect(done).toMatchObject({ state: { state: 'succeeded' }, counts: { employee: { added: 9, errors: 1 } } });
    expect(done.entries.find(({ kind }) => kind === 'error')).toMatchObject({ key: 'k3', reason: 'changed-meanwhile' });
  });

  test('when the directory fails, then the run has its code, what was said and when to try again', async () => {
    const { run, directory, people } = await world();
    const retryAt = new Date('2026-11-24T01:00:00Z');
    directory.failures.push(new DirectoryFailure('attendance-restricted-hours', { retryAt }));
    expect((await run()).state).toMatchObject({ state: 'failed', failure: { code: 'attendance-restricted-hours', retryAt } });
    expect(people.told).toEqual([]);
  });

  test('when a run is open, then no second one is queued, and a confirmation needs a run that waits for one', async () => {
    const { request, claim, run, directory } = await world(120);
    const done = await run();
    expect(await request(companyId, requester, done.runId)).toEqual({ outcome: 'nothing-to-confirm' });
    directory.upstream = anUpstream(crowd(100));
    const stopped = await run();
    expect(stopped.state).toMatchObject({ state: 'needs-confirmation' });
    const open = await claim(stopped.runId);
    expect(await request(companyId, requester, undefined)).toEqual({ outcome: 'busy', runId: open.run.runId });
    expect(await request('c2', requester, undefined)).toEqual({ outcome: 'not-connected' });
  });
});
