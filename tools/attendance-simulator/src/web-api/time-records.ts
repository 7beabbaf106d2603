import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** Punch codes and their names (domain 8.3 item 1). */
export const punchNames: Readonly<Record<string, string>> = {
  '1': '出勤', '2': '退勤', '3': '休憩開始', '4': '休憩終了', '7': '外出入', '8': '外出戻',
};

export const NewTimeRecord = z.object({
  date: z.iso.date(),
  time: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+09:00$/),
  code: z.enum(['1', '2', '3', '4', '7', '8']).optional(),
  divisionCode: z.string().optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
});
export type NewTimeRecord = z.infer<typeof NewTimeRecord>;

export interface KeptTimeRecord {
  employeeKey: string;
  date: string;
  record: Record<string, unknown>;
}

/** Punches that came by the WebAPI; those of the topic are kept apart. */
export interface TimeRecords {
  add(employeeKey: string, date: string, record: Record<string, unknown>): void;
  between(start: string, end: string): KeptTimeRecord[];
  clear(): void;
}

export function createTimeRecords(database: DatabaseSync): TimeRecords {
  const insert = database.prepare('INSERT INTO time_records (employee_key, date, body) VALUES (?, ?, ?)');
  const select = database.prepare('SELECT employee_key, date, body FROM time_records WHERE date BETWEEN ? AND ? ORDER BY date, employee_key, id');
  return {
    add: (employeeKey, date, record) => void insert.run(employeeKey, date, JSON.stringify(record)),
    between: (start, end) =>
      select.all(start, end).map((row) => ({
        employeeKey: String(row['employee_key']),
        date: String(row['date']),
        record: JSON.parse(String(row['body'])) as Record<string, unknown>,
      })),
    clear: () => database.exec('DELETE FROM time_records'),
  };
}
