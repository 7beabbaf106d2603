import type { Session } from './session.ts';

/** Where sessions are remembered, by `nameOf` their id. */
export interface SessionStore {
  begin(name: string, session: Session): Promise<void>;
  /** The session, whose idle time begins anew; undefined when it is over or unknown. */
  use(name: string): Promise<Session | undefined>;
  end(name: string): Promise<void>;
}
