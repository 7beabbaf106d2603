import { z } from 'zod';
import { cursorText, shortText, ulid } from '../http/fields.ts';

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const EnrolmentRequest = z.object({
  body: z.strictObject({
    enrolmentToken: z.string().min(1).max(200),
    publicKey: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate }),
    pcName: shortText(64),
    agentVersion: shortText(64),
    osVersion: shortText(200),
  }),
});

export const TokenRequest = z.object({
  body: z.strictObject({
    grant_type: z.literal('urn:ietf:params:oauth:grant-type:jwt-bearer'),
    assertion: z.string().min(1).max(4096),
  }),
});

export const EnrolmentTokenRequest = z.object({
  body: z.strictObject({
    uses: z.int().min(1).max(10_000),
    validHours: z.int().min(1).max(720),
    label: shortText(100),
  }),
});

export const ListDevicesRequest = z.object({
  query: z.strictObject({ cursor: cursorText.optional(), limit: z.coerce.number().int().min(1).max(500).default(200) }),
});

export const DeviceRequest = z.object({ params: z.strictObject({ deviceId: ulid }) });
