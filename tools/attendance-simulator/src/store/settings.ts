import type { DatabaseSync } from 'node:sqlite';

export interface Settings {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** The kept value, or the one made now and kept from now on. */
  getOrMake(name: string, make: () => string): string;
}

export function createSettings(database: DatabaseSync): Settings {
  const select = database.prepare('SELECT value FROM settings WHERE name = ?');
  const upsert = database.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  const settings: Settings = {
    get: (name) => (select.get(name) as { value: string } | undefined)?.value,
    set: (name, value) => void upsert.run(name, value),
    getOrMake(name, make) {
      const kept = settings.get(name);
      if (kept !== undefined) return kept;
      const made = make();
      settings.set(name, made);
      return made;
    },
  };
  return settings;
}
