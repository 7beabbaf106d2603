import type { LoginAttempt } from './login-attempt.ts';

/** Logins under way, by `nameOf` the secret in the browser's cookie. */
export interface LoginAttemptStore {
  begin(name: string, attempt: LoginAttempt): Promise<void>;
  /** Gives the attempt once; a second call finds nothing, also when both come at the same time. */
  take(name: string): Promise<LoginAttempt | undefined>;
}
