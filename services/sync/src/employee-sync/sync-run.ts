import { divisionOf, personName, type Entities, type EntityKind } from './entity.ts';
import type { Change, Note, RefusalReason, RemovalReason, SkipReason } from './comparison.ts';

/** Who asked for a run. */
export interface Requester {
  readonly kind: 'administrator' | 'operator' | 'system';
  /** Administrator key or the operator's name; empty for the system. */
  readonly id: string;
  readonly name: string;
  /** Address the request came from; empty for the system. */
  readonly ip: string;
}

/** One line of the result screen. */
export interface RunEntry {
  readonly entity: EntityKind;
  readonly kind: 'add' | 'update' | 'delete' | 'skip' | 'error';
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly reason?: RemovalReason | SkipReason | RefusalReason | 'restored';
  readonly fields?: readonly string[];
  readonly divisionCode?: string;
  readonly conflictsWith?: readonly string[];
}

export interface Counts {
  readonly added: number;
  readonly updated: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly errors: number;
}

export type CountsPerKind = Readonly<Record<EntityKind, Counts>>;

export interface RunProgress {
  readonly step: 'reading' | 'applying';
  readonly done: number;
  readonly total: number;
}

export interface RunFailure {
  /** A code of the error table. */
  readonly code: string;
  /** What the attendance system said about it. */
  readonly said?: string;
  readonly retryAt?: Date;
}

export type RunState =
  | { readonly state: 'queued' }
  | { readonly state: 'running'; readonly startedAt: Date }
  | { readonly state: 'succeeded'; readonly startedAt: Date; readonly finishedAt: Date }
  | { readonly state: 'needs-confirmation'; readonly startedAt: Date; readonly finishedAt: Date; readonly removals: readonly string[] }
  | { readonly state: 'failed'; readonly startedAt?: Date; readonly finishedAt: Date; readonly failure: RunFailure };

/**
 * One run of the sync. `counts` and `entries` say what was really done: of a failed run they are what was applied
 * before it failed, and a repeated run does the rest.
 */
export interface SyncRun {
  readonly runId: string;
  readonly requestedBy: Requester;
  readonly requestedAt: Date;
  /** The run whose removals this one has the permission for. */
  readonly confirms?: string;
  readonly state: RunState;
  readonly progress: RunProgress;
  readonly counts: CountsPerKind;
  readonly entries: readonly RunEntry[];
  /** Entries left out because there are too many to show. */
  readonly entriesOmitted: number;
}

/** Entries kept with a run; a run of the largest company stays far below Mongo's 16 MB. */
export const entriesKept = 5_000;

const noCounts: Counts = { added: 0, updated: 0, deleted: 0, unchanged: 0, skipped: 0, errors: 0 };

export const newRun = (o: Pick<SyncRun, 'runId' | 'requestedBy' | 'requestedAt'> & { confirms?: string }): SyncRun => ({
  ...o,
  state: { state: 'queued' },
  progress: { step: 'reading', done: 0, total: 3 },
  counts: { employee: noCounts, division: noCounts, administrator: noCounts },
  entries: [],
  entriesOmitted: 0,
});

/** Whether the run still holds its company: no other can begin. */
export const isOpen = ({ state }: SyncRun): boolean => state.state === 'queued' || state.state === 'running';

export const started = (run: SyncRun, at: Date): SyncRun => ({ ...run, state: { state: 'running', startedAt: at } });

export const succeeded = (run: SyncRun, at: Date): SyncRun => ({ ...run, state: { state: 'succeeded', startedAt: startOf(run, at), finishedAt: at } });

export const failed = (run: SyncRun, failure: RunFailure, at: Date): SyncRun => ({
  ...run,
  state: { state: 'failed', ...(run.state.state === 'running' ? { startedAt: run.state.startedAt } : {}), finishedAt: at, failure },
});

/** The run changed nothing; `planned` shows what it would have removed. */
export const needsConfirmation = (run: SyncRun, removals: readonly string[], planned: readonly RunEntry[], at: Date): SyncRun => ({
  ...withEntries(run, planned),
  state: { state: 'needs-confirmation', startedAt: startOf(run, at), finishedAt: at, removals },
});

const startOf = ({ state }: SyncRun, at: Date): Date => (state.state === 'running' ? state.startedAt : at);

const countOf: Readonly<Record<RunEntry['kind'], keyof Counts>> = { add: 'added', update: 'updated', delete: 'deleted', skip: 'skipped', error: 'errors' };

/** The run with these entries counted and, as far as there is room, kept. */
export function withDone(run: SyncRun, entries: readonly RunEntry[]): SyncRun {
  const counts = { ...run.counts };
  for (const { entity, kind } of entries) {
    const name = countOf[kind];
    counts[entity] = { ...counts[entity], [name]: counts[entity][name] + 1 };
  }
  return { ...withEntries(run, entries), counts };
}

function withEntries(run: SyncRun, entries: readonly RunEntry[]): SyncRun {
  const kept = [...run.entries, ...entries];
  return { ...run, entries: kept.slice(0, entriesKept), entriesOmitted: run.entriesOmitted + Math.max(0, kept.length - entriesKept) };
}

export const withUnchanged = (run: SyncRun, unchanged: Readonly<Record<EntityKind, number>>): SyncRun => ({
  ...run,
  counts: {
    employee: { ...run.counts.employee, unchanged: unchanged.employee },
    division: { ...run.counts.division, unchanged: unchanged.division },
    administrator: { ...run.counts.administrator, unchanged: unchanged.administrator },
  },
});

export const withProgress = (run: SyncRun, progress: RunProgress): SyncRun => ({ ...run, progress });

/** How an entity is called on the result screen. */
export function describe(value: Entities[EntityKind]): { code: string; name: string; divisionCode?: string } {
  if ('employeeKey' in value) return { code: value.employeeCode, name: personName(value), divisionCode: divisionOf(value) };
  return 'divisionCode' in value ? { code: value.divisionCode, name: value.name, divisionCode: value.divisionCode } : { code: value.code, name: value.name };
}

export function entryOf<Kind extends EntityKind>(entity: Kind, change: Change<Entities[Kind]>): RunEntry {
  const about = { entity, key: change.key, ...describe(change.value) };
  switch (change.kind) {
    case 'add':
      return { ...about, kind: 'add', ...(change.restores === undefined ? {} : { reason: 'restored' }) };
    case 'update':
      return { ...about, kind: 'update', fields: change.fields };
    case 'delete':
      return { ...about, kind: 'delete', reason: change.reason };
  }
}

export const entryOfNote = (note: Note): RunEntry => note;
