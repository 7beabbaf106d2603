import type { Request } from 'express';
import { z } from 'zod';
import { Problem, type Bilingual, type FieldError } from '../errors/problem.ts';

const japanese = z.locales.ja().localeError;
const english = z.locales.en().localeError;

const strictForms = new WeakMap<z.ZodObject, z.ZodObject>();

/**
 * The validated `body`, `params` and `query` of a request, as far as the schema names them. Fields the
 * schema does not know are refused in each of the three; nested objects need `z.strictObject`.
 * Throws `invalid-request` with every field that is wrong, `unsupported-media-type` for a body that is not JSON.
 */
export function parse<S extends z.ZodObject>(schema: S, req: Request): z.infer<S> {
  const strict = strictForm(schema);
  const input = Object.fromEntries(Object.keys(schema.shape).map((part) => [part, partOf(req, part)]));
  const result = strict.safeParse(input, { reportInput: true });
  if (result.success) return result.data as z.infer<S>;
  if ('body' in schema.shape && req.body === undefined && hasBody(req)) throw new Problem('unsupported-media-type');
  throw new Problem('invalid-request', { fields: fieldErrors(result.error) });
}

/** Every field that is wrong, in both languages, and never with the value that was sent. */
export const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: messageOf(issue),
    code: issue.code.replaceAll('_', '-'),
  }));

function messageOf(issue: z.core.$ZodIssue): Bilingual | string {
  if (issue.code === 'custom' && isBilingual(issue.params)) return { ja: issue.params.ja, en: issue.params.en };
  const en = textOf(english(issue as z.core.$ZodRawIssue));
  // A schema that brings its own words knows better than the general ones.
  if (issue.message !== en) return issue.message;
  return { ja: textOf(japanese(issue as z.core.$ZodRawIssue)), en };
}

const textOf = (message: string | { message: string } | null | undefined): string =>
  typeof message === 'string' ? message : (message?.message ?? '');

const isBilingual = (params: unknown): params is Bilingual =>
  typeof params === 'object' && params !== null && 'ja' in params && 'en' in params;

const hasBody = (req: Request): boolean =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

function partOf(req: Request, part: string): unknown {
  switch (part) {
    case 'body':
      return req.body;
    case 'params':
      return { ...req.params };
    case 'query':
      return { ...req.query };
    default:
      throw new TypeError(`A request schema has no part "${part}".`);
  }
}

function strictForm(schema: z.ZodObject): z.ZodObject {
  const known = strictForms.get(schema);
  if (known !== undefined) return known;
  const shape = Object.fromEntries(
    Object.entries(schema.shape).map(([part, form]) => [
      part,
      form instanceof z.ZodObject && form.def.catchall === undefined ? form.strict() : form,
    ]),
  );
  const strict = schema.def.checks?.length ? schema.safeExtend(shape) : z.object(shape);
  strictForms.set(schema, strict);
  return strict;
}
