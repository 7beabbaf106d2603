import type { ConnectionReader } from '../attendance-connection/attendance-connection.store.ts';
import { DirectoryFailure, type AttendanceDirectory } from '../attendance-directory/attendance-directory.port.ts';
import type { CompanyStore } from '../companies/company.store.ts';
import { todayIn } from '../companies/company.ts';
import type { Operation } from '../operations/operation.ts';
import { applyPlan, changeCount, type EntityStores } from './apply-plan.ts';
import { keepRun, RunLost, type RunKeeper } from './run-keeper.ts';
import type { StoredRun, SyncRunStore } from './sync-run.store.ts';
import { entryOf, entryOfNote, failed, needsConfirmation, started, succeeded, withDone, withProgress, withUnchanged, type RunEntry, type RunFailure, type SyncRun } from './sync-run.ts';
import type { Comparison } from './comparison.ts';
import { isSuspicious, planSync, removalsOf, type KnownDirectory, type SyncPlan } from './sync-plan.ts';

export interface PerformParts {
  readonly runs: SyncRunStore;
  readonly stores: EntityStores;
  readonly connections: ConnectionReader;
  readonly companies: CompanyStore;
  readonly directory: AttendanceDirectory;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** How long a run that is not heard of counts as alive, in ms. */
  readonly leaseMs: number;
  readonly log: { info(details: object, message: string): void; warn(details: object, message: string): void };
}

/** Claims a queued run for this process; undefined when another one has it. */
export async function claimRun({ runs, clock, leaseMs }: Pick<PerformParts, 'runs' | 'clock' | 'leaseMs'>, queued: StoredRun): Promise<StoredRun | undefined> {
  const at = clock();
  const claimed = await runs.save(queued, started(queued.run, at), new Date(at.getTime() + leaseMs));
  return claimed === 'moved' ? undefined : claimed;
}

/**
 * Carries a claimed run to its end. Whatever happens is visible on the run; only a lost claim is silent here, because
 * whoever has the run now speaks for it. `stop` ends the run before its next batch.
 */
export async function performSyncRun(parts: PerformParts, claimed: StoredRun, stop: AbortSignal): Promise<void> {
  const { clock, log } = parts;
  const about = { companyId: claimed.companyId, runId: claimed.run.runId };
  const keeper = keepRun(claimed, { store: parts.runs, clock, leaseMs: parts.leaseMs });
  try {
    await readAndApply(parts, claimed.companyId, keeper, stop);
    log.info({ ...about, state: keeper.run().state.state, counts: keeper.run().counts }, 'sync run ended');
  } catch (error) {
    if (error instanceof RunLost) {
      log.warn(about, 'sync run was taken over');
      return;
    }
    const failure = failureOf(error);
    log.warn({ ...about, code: failure.code, err: error }, 'sync run failed');
    await keeper.finish((run) => failed(run, failure, clock()), runOperation).catch((cause: unknown) => {
      // The lease runs out and the run is then closed as interrupted.
      log.warn({ ...about, err: cause }, 'failure of a sync run could not be written');
    });
  } finally {
    await keeper.release();
  }
}

/** The token cannot be opened or was never set; only the operator can mend it. */
class NotConnected extends Error {}
class Stopped extends Error {}

async function readAndApply(parts: PerformParts, companyId: string, keeper: RunKeeper, stop: AbortSignal): Promise<void> {
  const { runs, stores, connections, companies, directory, clock, newId } = parts;
  const access = await connections.open(companyId);
  if (!access) throw new NotConnected();
  const company = await companies.find(companyId);
  // Progress is for the eye only: a write that fails here is noticed by the next one that matters.
  const upstream = await directory.read({ companyId, ...access }, (done, total) => {
    void keeper.update((run) => withProgress(run, { step: 'reading', done, total })).catch(() => undefined);
  });
  if (stop.aborted) throw new Stopped();

  const known: KnownDirectory = {
    employees: await stores.employee.all(companyId),
    divisions: await stores.division.all(companyId),
    administrators: await stores.administrator.all(companyId),
  };
  const at = clock();
  const plan = planSync(known, upstream, { at, today: todayIn(company, at), newId });
  if (isSuspicious(known, plan) && !(await isConfirmed(runs, companyId, keeper.run(), plan))) {
    await keeper.finish((run) => needsConfirmation(run, removalsOf(plan), plannedEntries(plan), clock()), runOperation);
    return;
  }

  const total = changeCount(plan);
  await keeper.update((run) => withProgress(withUnchanged(withDone(run, notesOf(plan)), unchangedOf(plan)), { step: 'applying', done: 0, total }));
  const { runId, requestedBy } = keeper.run();
  await applyPlan(stores, plan, {
    companyId,
    runId,
    requestedBy,
    at,
    async onBatch(done) {
      await keeper.update((run) => withProgress(withDone(run, done), { step: 'applying', done: run.progress.done + done.length, total }));
      if (stop.aborted) throw new Stopped();
    },
  });
  await keeper.finish((run) => succeeded(run, clock()), runOperation);
}

/** Whether an administrator has seen these very removals, or more, and wants them. */
async function isConfirmed(runs: SyncRunStore, companyId: string, run: SyncRun, plan: SyncPlan): Promise<boolean> {
  if (run.confirms === undefined) return false;
  const seen = await runs.find(companyId, run.confirms);
  if (seen?.run.state.state !== 'needs-confirmation') return false;
  const allowed = new Set(seen.run.state.removals);
  return removalsOf(plan).every((removal) => allowed.has(removal));
}

const notesOf = (plan: SyncPlan): RunEntry[] => [...plan.divisions.notes, ...plan.administrators.notes, ...plan.employees.notes].map(entryOfNote);

const unchangedOf = (plan: SyncPlan) => ({
  employee: plan.employees.unchanged,
  division: plan.divisions.unchanged,
  administrator: plan.administrators.unchanged,
});

/** The removals first: they are what has to be looked at. */
function plannedEntries(plan: SyncPlan): RunEntry[] {
  const all = [
    ...entriesOf('employee', plan.employees),
    ...entriesOf('administrator', plan.administrators),
    ...entriesOf('division', plan.divisions),
  ];
  return [...all.filter(({ kind }) => kind === 'delete'), ...all.filter(({ kind }) => kind !== 'delete'), ...notesOf(plan)];
}

const entriesOf = <Kind extends Parameters<typeof entryOf>[0]>(entity: Kind, { changes }: Comparison<Parameters<typeof entryOf<Kind>>[1]['value']>): RunEntry[] =>
  changes.map((change) => entryOf(entity, change));

function failureOf(error: unknown): RunFailure {
  if (error instanceof DirectoryFailure) {
    return { code: error.code, ...(error.said === undefined ? {} : { said: error.said }), ...(error.retryAt ? { retryAt: error.retryAt } : {}) };
  }
  if (error instanceof NotConnected) return { code: 'attendance-not-connected' };
  return { code: error instanceof Stopped ? 'sync-run-interrupted' : 'internal' };
}

/** The line of ログ表示 for a run that has ended. */
export function runOperation(run: SyncRun): Operation {
  const { employee } = run.counts;
  const { state } = run.state;
  return {
    kind: 'sync-run',
    actor: run.requestedBy,
    occurredAt: 'finishedAt' in run.state ? run.state.finishedAt : run.requestedAt,
    result: state === 'succeeded' ? 'succeeded' : 'failed',
    details: {
      state,
      ...(run.state.state === 'failed' ? { code: run.state.failure.code } : {}),
      ...(run.state.state === 'needs-confirmation' ? { code: 'sync-removals-unconfirmed', removals: String(run.state.removals.length) } : {}),
      added: String(employee.added),
      updated: String(employee.updated),
      deleted: String(employee.deleted),
      unchanged: String(employee.unchanged),
      skipped: String(employee.skipped),
      errors: String(employee.errors),
      run: run.runId,
    },
  };
}
