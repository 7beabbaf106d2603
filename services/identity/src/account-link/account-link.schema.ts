import { z } from 'zod';
import { shortText, windowsSid } from '../http/fields.ts';

export const LinkAccountRequest = z.object({
  body: z.strictObject({ windowsSid, windowsAccount: shortText(256), activationCode: z.string().min(1).max(64) }),
});

export const UnlinkAccountRequest = z.object({ params: z.strictObject({ windowsSid }) });
