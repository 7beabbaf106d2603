import { z } from 'zod';
import { ulid } from '../http/fields.ts';

const company = z.strictObject({ companyId: ulid });
const run = z.strictObject({ runId: ulid });
/** `confirms`: the run whose removals were looked at and are wanted. */
const request = z.strictObject({ confirms: ulid.optional() }).optional();

export const RequestRun = z.object({ body: request });
export const RequestRunOfCompany = z.object({ params: company, body: request });
export const ReadRun = z.object({ params: run });
export const ReadRunOfCompany = z.object({ params: company.extend(run.shape) });
export const ListRuns = z.object({ query: z.strictObject({ cursor: ulid.optional(), limit: z.coerce.number().int().min(1).max(100).default(25) }) });
