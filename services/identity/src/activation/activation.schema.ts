import { z } from 'zod';
import { ulid } from '../http/fields.ts';

export const IssueActivationCodeRequest = z.object({ params: z.strictObject({ userId: ulid }), body: z.strictObject({}).optional() });
