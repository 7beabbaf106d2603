import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

/** The agent's one file on disk. Everything in it survives `kill -9` and, by `synchronous=FULL`, a power cut. */
export interface Database {
  prepare(sql: string): StatementSync;
  /** Runs `work` as one atomic step: all of it is on disk when this returns, or nothing. */
  transaction<R>(work: () => R): R;
  close(): void;
}

/** Each step brings the schema one version on; never change a step that has been released. */
const schema: readonly string[] = [
  `CREATE TABLE event (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     event_id TEXT NOT NULL UNIQUE,
     body TEXT NOT NULL,
     state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'rejected')),
     settled_at INTEGER,
     reject_code TEXT,
     reject_detail TEXT
   ) STRICT;
   CREATE INDEX event_waiting ON event (sequence) WHERE state = 'waiting';
   CREATE INDEX event_rejected ON event (sequence) WHERE state = 'rejected';
   CREATE INDEX event_accepted ON event (settled_at) WHERE state = 'accepted';
   CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];

/** Opens the agent's database and brings its schema up to date; throws when the file cannot be used. */
export function openDatabase(path: string): Database {
  const sqlite = new DatabaseSync(path);
  sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;');

  function transaction<R>(work: () => R): R {
    sqlite.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      sqlite.exec('COMMIT');
      return result;
    } catch (error) {
      if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
      throw error;
    }
  }

  const statements = new Map<string, StatementSync>();
  const database: Database = {
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = sqlite.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    transaction,
    close: () => sqlite.close(),
  };
  migrate(sqlite, transaction);
  return database;
}

function migrate(sqlite: DatabaseSync, transaction: (work: () => void) => void): void {
  const version = Number(sqlite.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > schema.length) throw new Error(`The database is of a newer agent (schema ${version}, known ${schema.length}).`);
  schema.slice(version).forEach((step, index) =>
    transaction(() => {
      sqlite.exec(step);
      sqlite.exec(`PRAGMA user_version = ${version + index + 1}`);
    }),
  );
}
