import type { z } from 'zod';
import { AttendanceFailure } from './attendance-failure.ts';
import { upstreamErrors } from './error-body.ts';
import { kindAfterSending, type Answer, type Exchange } from './http-exchange.ts';

/** What an answer means for the one who asked: a value, an advice to wait, or (thrown) a failure. */
export type Reading<T> = { outcome: 'value'; value: T } | { outcome: 'busy'; status: number };

const busyCode = '303';
const tokenRefusedCode = '111';

/**
 * Judges an answer by domain 8.4 item 3. The error code in the body wins over the HTTP status, because the WebAPI
 * does not tie the two together. Throws AttendanceFailure.
 */
export function readAnswer<S extends z.ZodType>(o: Pick<Exchange, 'method' | 'call'>, schema: S, answer: Answer): Reading<z.infer<S>> {
  const { status } = answer;
  const body = parseJson(answer.text);
  if (status >= 200 && status < 300) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return { outcome: 'value', value: parsed.data };
  }
  const errors = upstreamErrors(body);
  const has = (code: string): boolean => errors.some((error) => error.code === code);
  const first = errors[0];
  const details = {
    call: o.call,
    status,
    ...(first ? { upstreamCode: first.code, upstreamMessage: errors.map((error) => error.message).join(' ') } : {}),
  };

  if (has(busyCode) || status === 429) return { outcome: 'busy', status };
  // 401 says the same as 111 in HTTP's own words, should a proxy have answered instead.
  if (has(tokenRefusedCode) || status === 401) throw new AttendanceFailure('permanent', 'attendance-token-refused', details);
  if (status >= 500) throw new AttendanceFailure(kindAfterSending(o.method), 'attendance-unavailable', details);
  if (status >= 400 || first) throw new AttendanceFailure('permanent', 'attendance-rejected', details);
  if (status >= 300) throw new AttendanceFailure('permanent', 'attendance-redirected', details);
  throw new AttendanceFailure(o.method === 'GET' ? 'permanent' : 'ambiguous', 'attendance-answer-invalid', details);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
