import { z } from 'zod';
import type { WindowsDisk } from '../windows/windows-disk.ts';
import type { WindowsSession } from '../windows/windows-sessions.ts';
import { hostLine, sessionText } from './lines.ts';

const Guard = z.strictObject({ enforce: z.boolean(), keepPasswords: z.boolean(), keepAdministratorPasswords: z.boolean() });
/** What the Windows host keeps for the filter and the vault. */
export type Guard = z.infer<typeof Guard>;

/** undefined: this host cannot tell, as on a Windows whose answer is not to be trusted. */
export type PresentSessions = () => readonly WindowsSession[] | undefined;

/** The host's answers to what the agent asks of it. */
export interface Answers {
  answer(id: string, verb: string, payload: Uint8Array): string;
  guard(): Guard | undefined;
  forgotten(): readonly string[];
}

export function createAnswers(options: { disk: WindowsDisk; sessions: PresentSessions }): Answers {
  const { disk } = options;
  const forgotten: string[] = [];
  let guard: Guard | undefined;
  const text = (payload: Uint8Array) => Buffer.from(payload).toString('utf8');

  function bytesFor(verb: string, payload: Uint8Array): Uint8Array | undefined {
    switch (verb) {
      case 'seal': return disk.seal(payload);
      case 'unseal': return disk.unseal(payload);
      case 'proxy': return new Uint8Array();
      case 'sessions': {
        const sessions = options.sessions();
        return sessions && Buffer.from(sessions.map((each) => `${sessionText(each)}\n`).join(''));
      }
      case 'guard': {
        guard = Guard.parse(JSON.parse(text(payload)));
        return new Uint8Array();
      }
      case 'vault-forget': {
        forgotten.push(text(payload));
        return new Uint8Array();
      }
      case 'posture': return Buffer.from(JSON.stringify({ selfTestPassed: true, crashCount: 0, safeModeRegistered: false }));
      default: return undefined;
    }
  }

  return {
    answer(id, verb, payload) {
      try {
        const bytes = bytesFor(verb, payload);
        if (bytes !== undefined) return hostLine.answer(id, true, bytes);
      } catch {
        // Sealed elsewhere, or damaged: Windows refuses as well.
      }
      return hostLine.answer(id, false, new Uint8Array());
    },
    guard: () => guard,
    forgotten: () => forgotten,
  };
}
