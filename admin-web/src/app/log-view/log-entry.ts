import { z } from '../shared/shapes';

const text = z.string();

/** One line of the audit trail as audit-log presents it; words for display come from the translations. */
export const LogEntry = z.object({
  entryId: text,
  recordedAt: text,
  occurredAt: text,
  operation: text,
  actor: z.object({ kind: text, id: text, name: text }),
  target: z.object({ userId: text.nullable(), name: text }).nullable(),
  remark: z.object({ key: text, values: z.record(text, text) }),
  ip: text.nullish(),
  clientVersion: text.nullish(),
  result: text.nullish(),
});
export type LogEntry = z.infer<typeof LogEntry>;

export const LogPage = z.object({ entries: z.array(LogEntry), nextCursor: text.nullable() });
export type LogPage = z.infer<typeof LogPage>;

/** What the screen asks for; `cursor` null means the newest page. */
export interface LogQuery {
  from: string;
  to: string;
  text: string;
  limit: 25 | 50 | 100;
  cursor: string | null;
}
