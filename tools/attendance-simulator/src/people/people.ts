import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Administrator, Division, Employee } from './person.ts';
import type { Seed } from './seed.ts';

const kinds = {
  employees: { schema: Employee, keyOf: (entity: Employee) => entity.key },
  divisions: { schema: Division, keyOf: (entity: Division) => entity.code },
  administrators: { schema: Administrator, keyOf: (entity: Administrator) => entity.key },
} as const;

export type Kind = keyof typeof kinds;
interface Entities {
  employees: Employee;
  divisions: Division;
  administrators: Administrator;
}

const which = { key: z.string().optional(), code: z.string().optional() };
/** One change of the company, as a test or a person asks for it. Null in `set` takes an optional field away. */
export const Edit = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add'), entity: z.record(z.string(), z.unknown()) }),
  z.strictObject({ op: z.literal('update'), ...which, set: z.record(z.string(), z.unknown()) }),
  z.strictObject({ op: z.literal('remove'), ...which }),
]);
export type Edit = z.infer<typeof Edit>;

export class EditRefused extends Error {}

export interface People {
  all<K extends Kind>(kind: K): Entities[K][];
  /** Applies all edits or, when one is refused, none. Returns the entities touched, as they are now. */
  edit(kind: Kind, edits: readonly Edit[]): unknown[];
  /** Back to the first day. */
  reset(seed: Seed): void;
}

export function createPeople(database: DatabaseSync, seed: Seed): People {
  const selectAll = database.prepare('SELECT body FROM people WHERE kind = ? ORDER BY rowid');
  const upsert = database.prepare('INSERT INTO people (kind, key, body) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body');
  const remove = database.prepare('DELETE FROM people WHERE kind = ? AND key = ?');

  const inTransaction = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };
  const put = (kind: Kind, entity: unknown): unknown => {
    const parsed = kinds[kind].schema.safeParse(entity);
    if (!parsed.success) throw new EditRefused(z.prettifyError(parsed.error));
    const key = kind === 'divisions' ? (parsed.data as Division).code : (parsed.data as Employee).key;
    upsert.run(kind, key, JSON.stringify(parsed.data));
    return parsed.data;
  };

  const people: People = {
    all: (kind) => selectAll.all(kind).map((row) => JSON.parse(String(row['body'])) as never),
    edit: (kind, edits) => inTransaction(() => edits.map((edit) => apply(kind, edit))),
    reset(fresh) {
      inTransaction(() => {
        database.exec('DELETE FROM people');
        for (const kind of ['divisions', 'administrators', 'employees'] as const) for (const entity of fresh[kind]) put(kind, entity);
      });
    },
  };

  function apply(kind: Kind, edit: Edit): unknown {
    if (edit.op === 'add') return put(kind, edit.entity);
    const found = people.all(kind).find((entity) => ('key' in entity && entity.key === edit.key) || (edit.key === undefined && entity.code === edit.code));
    if (!found) throw new EditRefused(`no such entry: ${edit.key ?? edit.code}`);
    const key = 'key' in found ? found.key : found.code;
    if (edit.op === 'remove') {
      remove.run(kind, key);
      return found;
    }
    const next = Object.fromEntries(Object.entries({ ...found, ...edit.set }).filter(([, value]) => value !== null));
    if (('key' in found ? next['key'] : next['code']) !== key) throw new EditRefused('the key of an entry never changes');
    return put(kind, next);
  }

  if (selectAll.get('divisions') === undefined) people.reset(seed);
  return people;
}
