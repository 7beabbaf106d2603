import type { OutgoingMessage } from '@genkan/kafka-kit';
import type { Session } from './session.ts';

/** Where sessions are remembered, by `nameOf` their id. */
export interface SessionStore {
  begin(name: string, session: Session): Promise<void>;
  /** The session, whose idle time begins anew; undefined when it is over or unknown. */
  use(name: string): Promise<Session | undefined>;
  /**
   * Ends the session and, in the same atomic step, keeps the record of it to be published. Answers whether
   * there was a session; if not, nothing is kept.
   */
  end(name: string, record?: OutgoingMessage): Promise<boolean>;
}
