import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const schema = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS people (
  kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT;
CREATE TABLE IF NOT EXISTS punches (
  punch_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, company_id TEXT NOT NULL, employee_key TEXT NOT NULL,
  business_day TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS punches_by_day ON punches (business_day, employee_key);
CREATE INDEX IF NOT EXISTS punches_by_employee ON punches (employee_key, business_day);
CREATE TABLE IF NOT EXISTS time_records (
  id INTEGER PRIMARY KEY, employee_key TEXT NOT NULL, date TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS time_records_by_day ON time_records (date, employee_key);
CREATE TABLE IF NOT EXISTS browser_sessions (
  id_hash TEXT PRIMARY KEY, account_key TEXT NOT NULL, signed_in_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
`;

/** Everything the simulator keeps, in one SQLite file that only its owner can read. */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'attendance.sqlite');
  const database = new DatabaseSync(path);
  chmodSync(path, 0o600);
  // An offset is committed to Kafka after its punch is written, so the write must really be on disk.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
  database.exec(schema);
  return database;
}
