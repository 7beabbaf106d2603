import type { Bilingual } from './bilingual.ts';
import { errorTable, type ErrorCode } from './error-table.ts';

export type { Bilingual } from './bilingual.ts';

/** What is wrong with one field of a request. `path` is like `body.events.0.kind`. */
export interface FieldError {
  path: string;
  message: Bilingual | string;
  code: string;
}

export interface ProblemOptions {
  /** Shown to the caller when the status is below 500; never with a secret in it. */
  detail?: string;
  fields?: FieldError[];
  /** Further members of the answer, such as `serverTime`. */
  extra?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A refusal with a stable code; `errors/error-table.ts` says what it means and which status it has. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly fields: readonly FieldError[] | undefined;
  readonly extra: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, options: ProblemOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = errorTable[code].status;
    this.detail = options.detail;
    this.fields = options.fields;
    this.extra = options.extra ?? {};
    this.headers = options.headers ?? {};
  }
}

/** The members of an `application/problem+json` answer (RFC 9457) with ours: `code`, `id`, `fields`. */
export function presentProblem(problem: Problem, language: 'ja' | 'en', id: string): Record<string, unknown> {
  const { status, title } = errorTable[problem.code];
  const mayExplain = status < 500;
  return {
    type: `urn:genkan:error:${problem.code}`,
    title: title[language],
    status,
    code: problem.code,
    id,
    ...(mayExplain && problem.detail !== undefined ? { detail: problem.detail } : {}),
    ...(mayExplain && problem.fields !== undefined ? { fields: problem.fields } : {}),
    ...problem.extra,
  };
}
