import { z } from 'zod';

/** An identifier minted by Genkan. */
export const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);

/** Security identifier of a Windows account. */
export const windowsSid = z.string().regex(/^S-1-\d{1,3}(-\d{1,10}){1,15}$/);

/** Text of one line: trimmed, not empty, no control characters. */
export const shortText = (longest: number) => z.string().trim().min(1).max(longest).regex(/^\P{Cc}*$/u);

export const cursorText = z.string().min(1).max(500);
