import { expect, test } from '@jest/globals';
import { failed, newRun, started, succeeded, type SyncRun } from './sync-run.ts';
import type { StoredRun, SyncRunStore } from './sync-run.store.ts';

const at = new Date('2026-11-24T00:00:00.000Z');
const runOf = (runId: string): SyncRun => newRun({ runId, requestedBy: { kind: 'operator', id: 'op', name: 'op', ip: '192.0.2.1' }, requestedAt: at });

async function opened(store: SyncRunStore, companyId: string, runId: string): Promise<StoredRun> {
  const result = await store.open(companyId, runOf(runId), at);
  if (result.outcome !== 'opened') throw new Error('busy');
  return result.stored;
}

/** What every run store does. `newCompany` gives ids that no other test has. */
export function syncRunStoreContract(storeOf: () => SyncRunStore, newCompany: () => string): void {
  test('when many ask for a run at once, then one is opened and the others hear which', async () => {
    const company = newCompany();
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => storeOf().open(company, runOf(`run-${n}`), at)));
    const winners = results.flatMap((result) => (result.outcome === 'opened' ? [result.stored.run.runId] : []));
    expect(winners).toHaveLength(1);
    expect(results.flatMap((result) => (result.outcome === 'busy' ? [result.runId] : []))).toEqual(Array.from({ length: 7 }, () => winners[0]));
  });

  test('when a run has ended, then the next can be opened, and another company never had to wait', async () => {
    const [company, other] = [newCompany(), newCompany()];
    const first = await opened(storeOf(), company, 'run-1');
    await opened(storeOf(), other, 'run-1');
    const running = await storeOf().save(first, started(first.run, at), at);
    if (running === 'moved') throw new Error('moved');
    expect(await storeOf().open(company, runOf('run-2'), at)).toEqual({ outcome: 'busy', runId: 'run-1' });
    await storeOf().save(running, succeeded(running.run, at), undefined);
    await opened(storeOf(), company, 'run-2');
    expect((await storeOf().list(company, { limit: 10 })).map(({ runId, state }) => [runId, state.state])).toEqual([['run-2', 'queued'], ['run-1', 'succeeded']]);
    expect((await storeOf().list(company, { limit: 10, before: 'run-2' })).map(({ runId }) => runId)).toEqual(['run-1']);
  });

  test('when two write the same version, then the second has lost', async () => {
    const company = newCompany();
    const stored = await opened(storeOf(), company, 'run-1');
    expect(await storeOf().save(stored, failed(stored.run, { code: 'internal' }, at), undefined)).toMatchObject({ rev: 2 });
    expect(await storeOf().save(stored, started(stored.run, at), at)).toBe('moved');
    expect((await storeOf().find(company, 'run-1'))?.run.state).toEqual({ state: 'failed', finishedAt: at, failure: { code: 'internal' } });
    expect(await storeOf().find(newCompany(), 'run-1')).toBeUndefined();
  });
}
