import type { Upstream, UpstreamDivision } from '../attendance-directory/attendance-directory.port.ts';
import { byUniqueKey, changedFields } from './duplicates.ts';
import { firstPeriod, withPeriod, type Division, type Known } from './entity.ts';
import type { Change, Comparison, Note } from './comparison.ts';

export function compareDivisions(known: readonly Known<Division>[], upstream: Pick<Upstream, 'divisions' | 'employees'>, at: Date): Comparison<Division> {
  const { unique, repeated } = byUniqueKey(upstream.divisions, ({ divisionCode }) => divisionCode);
  const used = new Set(upstream.employees.map(({ divisionCode }) => divisionCode));
  const changes: Change<Division>[] = [];
  const notes: Note[] = [...repeated.values()].map(({ divisionCode, name }) => noteOf(divisionCode, name, 'duplicate-key'));
  let unchanged = 0;

  const knownByKey = new Map(known.map((entry) => [entry.key, entry]));
  for (const division of unique.values()) {
    const before = knownByKey.get(division.divisionCode);
    if (before === undefined) {
      changes.push({ kind: 'add', key: division.divisionCode, value: newDivision(division) });
      continue;
    }
    const value = nextDivision(before.value, division, at);
    const fields = changedFields(before.value, value, ['name', 'dayBorders']);
    if (before.removedAt !== undefined) changes.push({ kind: 'add', key: before.key, value, restores: before.rev });
    else if (fields.length > 0) changes.push({ kind: 'update', key: before.key, rev: before.rev, value, fields });
    else unchanged += 1;
  }
  for (const { key, rev, value, removedAt } of known) {
    if (removedAt !== undefined || unique.has(key) || repeated.has(key)) continue;
    // People of this very answer still belong to it: the list of divisions is the one that is wrong.
    if (used.has(key)) notes.push(noteOf(key, value.name, 'still-referenced'));
    else changes.push({ kind: 'delete', key, rev, value, reason: 'not-in-attendance' });
  }
  return { changes, notes, unchanged };
}

const newDivision = ({ divisionCode, name, dayBorder }: UpstreamDivision): Division => ({ divisionCode, name, dayBorders: firstPeriod(dayBorder) });

const nextDivision = (before: Division, { name, dayBorder }: UpstreamDivision, at: Date): Division => ({
  ...before,
  name,
  dayBorders: withPeriod(before.dayBorders, dayBorder, at),
});

const noteOf = (code: string, name: string, reason: Note['reason']): Note => ({ entity: 'division', kind: 'error', key: code, code, name, reason });
