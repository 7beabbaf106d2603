import { z } from 'zod';
import { ulid } from '../http/fields.ts';

const administratorKey = z.string().min(1).max(200);

export const ChangeRightsRequest = z.object({
  params: z.strictObject({ administratorKey }),
  body: z.strictObject({
    level: z.enum(['all-access', 'general']),
    serviceUse: z.boolean(),
    divisions: z.array(z.string().min(1).max(50)).max(500).nullable(),
  }),
});

export const SignInRequest = z.object({ body: z.strictObject({ companyId: ulid, administratorCode: z.string().min(1).max(200) }) });

export const LookUpRequest = z.object({ params: z.strictObject({ companyId: ulid, administratorKey }) });
