import { z } from 'zod';

export interface UpstreamError {
  code: string;
  message: string;
}

const item = z.object({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().default(''),
});
const listForm = z.object({ errors: z.array(item).min(1) });

const longestMessage = 500;
const bounded = ({ code, message }: UpstreamError): UpstreamError => ({ code: code.slice(0, 32), message: message.slice(0, longestMessage) });

/**
 * Errors of an answer in either form of the WebAPI (domain 8.1 item 3): `{"errors":[{code, message}]}` or flat
 * `{code, message}`, code as number or text. An empty list means that the body is no error.
 */
export function upstreamErrors(body: unknown): UpstreamError[] {
  const list = listForm.safeParse(body);
  if (list.success) return list.data.errors.map(bounded);
  const flat = item.safeParse(body);
  // A company or an employee has a `code` too; only an error has a code with a message.
  return flat.success && flat.data.message !== '' ? [bounded(flat.data)] : [];
}
