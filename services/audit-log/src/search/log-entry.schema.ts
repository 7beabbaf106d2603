import { z } from 'zod';

const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** GET /api/console/v1/log-entries */
export const LogEntriesRequest = z.object({
  query: z.strictObject({
    /** Recorded at or after; default 30 days before `to` or now. */
    from: moment.optional(),
    /** Recorded before. */
    to: moment.optional(),
    /** Quick search: part of any of the six fields. */
    q: z
      .string()
      .max(100)
      .regex(/^\P{Cc}*$/u)
      .default(''),
    cursor: z.string().min(1).max(500).optional(),
    limit: z.enum(['25', '50', '100']).default('50').transform(Number),
  }),
});
