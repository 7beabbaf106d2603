import { IANAZone } from 'luxon';
import { z } from 'zod';

/** Text of one line that a person typed: trimmed, not empty, no control characters. */
export const shortText = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u);

export const languageWord = z.enum(['ja', 'en']);

/** A time zone by its IANA name, such as "Asia/Tokyo". */
export const ianaZone = z
  .string()
  .max(64)
  .refine((zone) => IANAZone.isValidZone(zone), { params: { ja: 'IANA のタイムゾーン名ではありません', en: 'Not an IANA time zone' } });

export const breakThreshold = z.int().min(1).max(180).nullable();

/** An identifier minted here. */
export const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

export const cursorText = z.string().min(1).max(500);
