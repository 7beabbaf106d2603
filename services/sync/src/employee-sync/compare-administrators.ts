import type { UpstreamAdministrator } from '../attendance-directory/attendance-directory.port.ts';
import { byUniqueKey, changedFields } from './duplicates.ts';
import type { Administrator, Known } from './entity.ts';
import type { Change, Comparison, Note } from './comparison.ts';

export function compareAdministrators(known: readonly Known<Administrator>[], upstream: readonly UpstreamAdministrator[]): Comparison<Administrator> {
  const { unique, repeated } = byUniqueKey(upstream, ({ administratorKey }) => administratorKey);
  const changes: Change<Administrator>[] = [];
  const notes: Note[] = [...repeated.values()].map(({ administratorKey, code, name }) => ({
    entity: 'administrator', kind: 'error', key: administratorKey, code, name, reason: 'duplicate-key',
  }));
  let unchanged = 0;

  const knownByKey = new Map(known.map((entry) => [entry.key, entry]));
  for (const value of unique.values()) {
    const before = knownByKey.get(value.administratorKey);
    if (before === undefined) {
      changes.push({ kind: 'add', key: value.administratorKey, value });
      continue;
    }
    const fields = changedFields(before.value, value, ['code', 'name', 'emailAddresses']);
    if (before.removedAt !== undefined) changes.push({ kind: 'add', key: before.key, value, restores: before.rev });
    else if (fields.length > 0) changes.push({ kind: 'update', key: before.key, rev: before.rev, value, fields });
    else unchanged += 1;
  }
  for (const { key, rev, value, removedAt } of known) {
    if (removedAt !== undefined || unique.has(key) || repeated.has(key)) continue;
    changes.push({ kind: 'delete', key, rev, value, reason: 'not-in-attendance' });
  }
  return { changes, notes, unchanged };
}
