import { z } from 'zod';
import { shortText, ulid, windowsSid } from '../http/fields.ts';

export const UseReport = z.object({
  body: z.strictObject({
    // Whatever id the PC knows: a use is never refused for it.
    codeId: shortText(64),
    useId: z.uuid(),
    windowsSid,
    windowsAccount: shortText(256),
    usedAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
  }),
});

export const CodeRequest = z.object({
  params: z.strictObject({ deviceId: ulid }),
  body: z.strictObject({ reason: shortText(200) }),
});

export const DecideRequest = z.object({ params: z.strictObject({ requestId: ulid }), body: z.strictObject({}).optional() });
