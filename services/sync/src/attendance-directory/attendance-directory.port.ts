/** People and units as the attendance system shows them now; codes are opaque text. */
export interface UpstreamEmployee {
  readonly employeeKey: string;
  readonly employeeCode: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly emailAddresses: readonly string[];
  readonly divisionCode: string;
  readonly workingTypeCode: string;
  /** YYYY-MM-DD; empty where it is not known or there is none. */
  readonly hiredDate: string;
  readonly resignationDate: string;
}

export interface UpstreamDivision {
  readonly divisionCode: string;
  readonly name: string;
  /** "HH:MM", local time. */
  readonly dayBorder: string;
}

export interface UpstreamAdministrator {
  readonly administratorKey: string;
  readonly code: string;
  readonly name: string;
  readonly emailAddresses: readonly string[];
}

export interface Upstream {
  readonly employees: readonly UpstreamEmployee[];
  readonly divisions: readonly UpstreamDivision[];
  readonly administrators: readonly UpstreamAdministrator[];
}

/** The open door to one company's attendance system; its token lives only as long as the reading. */
export interface DirectoryAccess {
  readonly companyId: string;
  readonly baseUrl: string;
  readonly token: string;
}

export type DirectoryFailureCode =
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

/** Why the directory could not be read. Nothing of an answer's body is in `message`. */
export class DirectoryFailure extends Error {
  override readonly name = 'DirectoryFailure';
  readonly code: DirectoryFailureCode;
  /** What the attendance system said, for the administrator's screen. */
  readonly said: string | undefined;
  /** When reading can be tried again, where that is known. */
  readonly retryAt: Date | undefined;

  constructor(code: DirectoryFailureCode, o: { said?: string | undefined; retryAt?: Date | undefined; cause?: unknown } = {}) {
    super(code, { cause: o.cause });
    this.code = code;
    this.said = o.said;
    this.retryAt = o.retryAt;
  }
}

/** Reads the people of a company, including those before their hire date and those who have left. */
export interface AttendanceDirectory {
  /** Rejects with DirectoryFailure. `onStep` hears how many of the reads are done. */
  read(access: DirectoryAccess, onStep?: (done: number, total: number) => void): Promise<Upstream>;
}
