/** A call that the other side refused; `code` is the problem's stable code. */
export class CallRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(call: string, status: number, code: string, detail: string) {
    super(`${call}: ${status} ${code} ${detail}`.trim());
    this.name = 'CallRefused';
    this.status = status;
    this.code = code;
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The JSON of an answer, undefined when it has none.
 * @throws CallRefused for every status from 400 on
 */
export const readAnswer = (call: string, status: number, text: string): unknown => {
  const body = parsed(text);
  if (status < 400) return body;
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const word = (name: string): string => (typeof problem[name] === 'string' ? problem[name] : '');
  throw new CallRefused(call, status, word('code'), word('detail'));
};
