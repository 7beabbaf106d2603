/** What the caller may do: try again later, look before trying again, or give up until someone acts. */
export type FailureKind = 'transient' | 'ambiguous' | 'permanent';

/** Stable codes of everything that can go wrong between Genkan and the attendance system. */
export type AttendanceFailureCode =
  | 'attendance-restricted-hours'
  | 'attendance-rate-limited'
  | 'attendance-queue-full'
  | 'attendance-pace-unavailable'
  | 'attendance-unavailable'
  | 'attendance-timeout'
  | 'attendance-token-refused'
  | 'attendance-rejected'
  | 'attendance-answer-invalid'
  | 'attendance-answer-too-large'
  | 'attendance-redirected';

export interface FailureDetails {
  /** Call as a template, for example "GET /employees"; never a real path, which may hold a token. */
  call: string;
  /** HTTP status of the answer; absent when none came. */
  status?: number;
  /** Error code of the attendance system, always as text. */
  upstreamCode?: string;
  /** Its message, for the administrator's screen only: it may hold personal data and stays out of logs. */
  upstreamMessage?: string;
  /** When a call can start again, for restricted hours. */
  retryAt?: Date;
  cause?: unknown;
}

/**
 * A call that did not give a usable answer. `message` is fixed text per code, so it can be logged:
 * bodies, tokens and names never enter it.
 */
export class AttendanceFailure extends Error {
  readonly kind: FailureKind;
  readonly code: AttendanceFailureCode;
  readonly call: string;
  readonly status: number | undefined;
  readonly upstreamCode: string | undefined;
  readonly retryAt: Date | undefined;
  // Private, so that a logger that walks an error's properties cannot print it.
  readonly #upstreamMessage: string | undefined;

  constructor(kind: FailureKind, code: AttendanceFailureCode, details: FailureDetails) {
    super(`${code} (${details.call}${details.status === undefined ? '' : `, HTTP ${details.status}`})`, { cause: details.cause });
    this.name = 'AttendanceFailure';
    this.kind = kind;
    this.code = code;
    this.call = details.call;
    this.status = details.status;
    this.upstreamCode = details.upstreamCode;
    this.retryAt = details.retryAt;
    this.#upstreamMessage = details.upstreamMessage;
  }

  get upstreamMessage(): string | undefined {
    return this.#upstreamMessage;
  }
}
