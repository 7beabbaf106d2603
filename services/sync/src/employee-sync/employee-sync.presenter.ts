import type { RunEntry, SyncRun } from './sync-run.ts';

/** Divisions the reader may see; null is all. */
export type DivisionLimit = readonly string[] | null;

const iso = (at: Date | undefined): string | null => at?.toISOString() ?? null;

/** A run without its list of people. */
export function presentRunSummary(run: SyncRun) {
  const { state } = run;
  return {
    runId: run.runId,
    state: state.state,
    requestedAt: iso(run.requestedAt),
    requestedBy: { kind: run.requestedBy.kind, name: run.requestedBy.name },
    startedAt: iso('startedAt' in state ? state.startedAt : undefined),
    finishedAt: iso('finishedAt' in state ? state.finishedAt : undefined),
    progress: { step: run.progress.step, done: run.progress.done, total: run.progress.total },
    counts: { employees: run.counts.employee, divisions: run.counts.division, administrators: run.counts.administrator },
    failure: state.state === 'failed' ? { code: state.failure.code, said: state.failure.said ?? null, retryAt: iso(state.failure.retryAt) } : null,
    removals: state.state === 'needs-confirmation' ? state.removals.length : null,
    confirms: run.confirms ?? null,
  };
}

/** A run with the people, as far as the reader may see them. */
export function presentRun(run: SyncRun, divisions: DivisionLimit) {
  const entries = divisions === null ? run.entries : run.entries.filter(({ divisionCode }) => divisionCode !== undefined && divisions.includes(divisionCode));
  return {
    ...presentRunSummary(run),
    entries: entries.map((entry) => presentEntry(entry, divisions === null)),
    entriesOmitted: run.entriesOmitted,
  };
}

function presentEntry(entry: RunEntry, seesAll: boolean) {
  return {
    entity: entry.entity,
    kind: entry.kind,
    key: entry.key,
    code: entry.code,
    name: entry.name,
    divisionCode: entry.divisionCode ?? null,
    reason: entry.reason ?? null,
    fields: entry.fields ?? [],
    // The other people may belong to divisions that the reader may not see.
    conflictsWith: seesAll ? (entry.conflictsWith ?? []) : [],
  };
}
