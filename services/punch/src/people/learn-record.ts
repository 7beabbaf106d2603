import { always, firstDifference, historyOf } from '../business-day/history.ts';
import type { Period } from '../business-day/history.ts';
import type { DaysToRevisit, EmployeeDayStore } from '../business-day/employee-day.store.ts';
import type { KnownRecord, RecordName, RecordStore } from './record.store.ts';
import type { RecordKind, RecordStates } from './records.ts';

export interface LearnRecordParts {
  readonly records: RecordStore;
  readonly days: Pick<EmployeeDayStore, 'revisit'>;
  readonly clock: () => Date;
  /** Called when days were made due. */
  readonly onRevisit: () => void;
}

export interface LearntRecord<Kind extends RecordKind> extends RecordName<Kind> {
  readonly version: number;
  /** The new state; it may continue the one known before. */
  readonly stateAfter: (before: RecordStates[Kind] | undefined) => RecordStates[Kind];
}

export type LearnRecord = ReturnType<typeof learnRecord>;

/**
 * Takes over a state record of another service and makes the days due that it changes: those that
 * waited for it, or those that had not ended when its values part from the ones known before.
 * The days stand beside the record until they are due, so that a crash in between loses none.
 */
export function learnRecord({ records, days, clock, onRevisit }: LearnRecordParts) {
  return async <Kind extends RecordKind>({ version, stateAfter, ...name }: LearntRecord<Kind>): Promise<void> => {
    let known = await records.find(name);
    if (known === undefined || known.version < version) {
      const state = stateAfter(known?.state);
      const revisit = earlier(known?.revisit ?? null, daysToRevisit(name, known?.state, state));
      const learnt: KnownRecord<Kind> = { version, state, revisit };
      if ((await records.put(name, learnt)) === 'older') return;
      known = learnt;
    }
    if (known.revisit === null) return;
    await days.revisit(name.companyId, known.revisit, clock());
    await records.revisited(name, known.version);
    onRevisit();
  };
}

function daysToRevisit<Kind extends RecordKind>(
  { kind, id }: RecordName<Kind>,
  before: RecordStates[Kind] | undefined,
  after: RecordStates[Kind],
): DaysToRevisit | null {
  const userId = kind === 'employee' || kind === 'membership' ? id : undefined;
  // Who has no membership yet counts as without group, and does not wait for one.
  if (before === undefined && kind !== 'membership') return { userId, which: 'awaiting' };
  const moments = historiesOf(after).map((periods, index) => {
    const old = before === undefined ? always<unknown>('') : historyOf<unknown>(historiesOf(before)[index] ?? [], '');
    return firstDifference(old, historyOf<unknown>(periods, ''));
  });
  const apart = moments.filter((moment) => moment !== null);
  return apart.length === 0 ? null : { userId, which: { endedAfter: Math.min(...apart) } };
}

/** Every history of a state, in a fixed order. */
const historiesOf = (state: object): readonly (readonly Period<unknown>[])[] =>
  Object.entries(state)
    .filter((entry): entry is [string, readonly Period<unknown>[]] => Array.isArray(entry[1]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, periods]) => periods);

/** Both revisits as one: the one that reaches further back. */
function earlier(one: DaysToRevisit | null, other: DaysToRevisit | null): DaysToRevisit | null {
  if (one === null || other === null) return one ?? other;
  if (one.which === 'awaiting' || other.which === 'awaiting') return { ...one, which: { endedAfter: 0 } };
  return { ...one, which: { endedAfter: Math.min(one.which.endedAfter, other.which.endedAfter) } };
}
