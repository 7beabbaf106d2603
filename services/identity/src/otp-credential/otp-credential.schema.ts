import { z } from 'zod';
import { shortText, ulid, windowsSid } from '../http/fields.ts';
import { codeDigits } from './totp.ts';

export const OfferRequest = z.object({ body: z.strictObject({ windowsSid }) });

export const ConfirmationRequest = z.object({
  params: z.strictObject({ registrationId: ulid }),
  body: z.strictObject({ windowsSid, code: z.string().regex(new RegExp(`^[0-9]{${codeDigits}}$`)) }),
});

export const ChangeCredentialRequest = z.object({
  params: z.strictObject({ userId: ulid }),
  body: z.strictObject({ reason: shortText(200) }),
});
