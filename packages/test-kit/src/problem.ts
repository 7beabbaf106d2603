import { expect } from '@jest/globals';
import { errorEntry, type ErrorCode } from '@genkan/service-kit';

/** The body of a problem answer. */
export interface ProblemBody {
  code: ErrorCode;
  status: number;
  title: string;
  id: string;
  detail?: string;
  fields?: { path: string; code: string; message: unknown }[];
  [member: string]: unknown;
}

/** What a `fetch`-like answer must have to be looked at. */
interface Answer {
  status: number;
  headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

/** Expects `application/problem+json` with this code and the status of the error table; returns the body. */
export async function expectProblem(answer: Answer, code: ErrorCode): Promise<ProblemBody> {
  const body = (await answer.json()) as ProblemBody;
  expect({ status: answer.status, code: body.code, type: answer.headers.get('content-type') }).toEqual({
    status: errorEntry(code).status,
    code,
    type: expect.stringMatching(/^application\/problem\+json/),
  });
  expect(body.id).toMatch(/^[0-9a-f]{32}$/);
  return body;
}
