import { z } from 'zod';
import { cursorText } from '../http/fields.ts';

export const ListUsersRequest = z.object({
  query: z.strictObject({
    q: z.string().trim().max(100).optional(),
    cursor: cursorText.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
});
