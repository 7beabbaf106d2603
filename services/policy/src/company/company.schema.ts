import { z } from 'zod';
import { cursorText, ianaZone, languageWord, shortText } from '../http/fields.ts';

/** POST /api/operator/v1/companies */
export const CreateCompanyRequest = z.object({
  body: z.strictObject({
    companyCode: shortText(64),
    name: shortText(200),
    language: languageWord,
    timeZone: ianaZone,
    oidcIssuer: z.url({ protocol: /^https?$/ }).max(500),
    oidcClientId: shortText(255),
    firstAdministratorCode: shortText(64),
    punchLinkage: z.boolean(),
    breakLinkage: z.boolean(),
    breakThresholdMinutes: z.int().min(1).max(180),
    carryHours: z.int().min(0).max(12),
  }),
});

/** GET /api/operator/v1/companies */
export const ListCompaniesRequest = z.object({
  query: z.strictObject({ cursor: cursorText.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
});
