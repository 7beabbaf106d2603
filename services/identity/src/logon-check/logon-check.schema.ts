import { z } from 'zod';
import { windowsSid } from '../http/fields.ts';
import { codeDigits } from '../otp-credential/totp.ts';

const sixDigits = z.string().regex(new RegExp(`^[0-9]{${codeDigits}}$`));

export const LogonCheckRequest = z.object({
  body: z.strictObject({
    checkId: z.uuid(),
    windowsSid,
    scenario: z.enum(['logon', 'unlock', 'rdp', 'account-unlink']),
    /** Factors of the alternative in use; a check without a code is not for us. */
    factors: z
      .array(z.enum(['password', 'otp']))
      .max(2)
      .refine((factors) => factors.includes('otp') && new Set(factors).size === factors.length),
    code: sixDigits,
  }),
});
