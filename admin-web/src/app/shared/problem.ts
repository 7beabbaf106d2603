import { HttpErrorResponse } from '@angular/common/http';

/** What a screen can say about a failed call (RFC 9457). */
export interface Problem {
  /** Stable code of docs/errors.md, or `offline` when no answer came at all. */
  code: string;
  title: string;
  /** Identifier an administrator can hand to the operator. */
  id?: string;
}

export function problemOf(error: unknown): Problem {
  if (!(error instanceof HttpErrorResponse) || error.status === 0) return { code: 'offline', title: '' };
  const body: unknown = error.error;
  if (typeof body !== 'object' || body === null) return { code: 'internal', title: '' };
  const { code, title, id } = body as Record<string, unknown>;
  return {
    code: typeof code === 'string' ? code : 'internal',
    title: typeof title === 'string' ? title : '',
    ...(typeof id === 'string' ? { id } : {}),
  };
}
