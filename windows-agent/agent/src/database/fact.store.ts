import type { z } from 'zod';
import type { Database } from './database.ts';

/** One named value of the agent on disk: its device identity, the policy, the state of session-watch. */
export interface FactStore<T> {
  /** undefined: never saved. Throws when what is on disk does not fit the schema. */
  load(): T | undefined;
  save(value: T): void;
  remove(): void;
}

export function factStore<T>(database: Database, name: string, schema: z.ZodType<T>): FactStore<T> {
  return {
    load() {
      const row = database.prepare('SELECT value FROM fact WHERE name = ?').get(name);
      return row === undefined ? undefined : schema.parse(JSON.parse(String(row['value'])));
    },
    save(value) {
      database
        .prepare('INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(name, JSON.stringify(value));
    },
    remove() {
      database.prepare('DELETE FROM fact WHERE name = ?').run(name);
    },
  };
}
