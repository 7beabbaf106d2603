import type { DatabaseSync } from 'node:sqlite';
import type { Punch } from './punch.ts';

/** The whole contract of the punch topic: per punch id the highest revision counts. */
export interface Punches {
  /** Keeps the punches that are newer than what is known; all or, when the disk fails, none. */
  keep(punches: readonly Punch[]): void;
  ofDay(businessDay: string): Punch[];
  ofEmployee(employeeKey: string): Punch[];
  since(businessDay: string): Punch[];
  clear(): void;
}

const fromRow = (row: Record<string, unknown>): Punch => JSON.parse(String(row['body'])) as Punch;

export function createPunches(database: DatabaseSync): Punches {
  const upsert = database.prepare(`
    INSERT INTO punches (punch_id, revision, company_id, employee_key, business_day, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (punch_id) DO UPDATE SET revision = excluded.revision, employee_key = excluded.employee_key,
      business_day = excluded.business_day, body = excluded.body
    WHERE excluded.revision > punches.revision AND excluded.company_id = punches.company_id`);
  const byDay = database.prepare('SELECT body FROM punches WHERE business_day = ?');
  const byEmployee = database.prepare('SELECT body FROM punches WHERE employee_key = ? ORDER BY business_day');
  const since = database.prepare('SELECT body FROM punches WHERE business_day >= ?');
  return {
    keep(punches) {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const punch of punches) {
          upsert.run(punch.punchId, punch.revision, punch.companyId, punch.employeeKey, punch.businessDay, JSON.stringify(punch));
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    ofDay: (businessDay) => byDay.all(businessDay).map(fromRow),
    ofEmployee: (employeeKey) => byEmployee.all(employeeKey).map(fromRow),
    since: (businessDay) => since.all(businessDay).map(fromRow),
    clear: () => database.exec('DELETE FROM punches'),
  };
}
