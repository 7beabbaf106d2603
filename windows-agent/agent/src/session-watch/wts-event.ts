import type { SessionSource } from '../host-link/host-line.ts';
import type { SessionEventKind } from './session-event.ts';

/** What a WTS_SESSION_* code of a service's session-change control means to Genkan; codes without meaning have no entry. */
const meanings: Readonly<Record<number, { kind: SessionEventKind; source?: SessionSource }>> = {
  1: { kind: 'switch-connect', source: 'console' },
  2: { kind: 'switch-disconnect', source: 'console' },
  3: { kind: 'switch-connect', source: 'rdp' },
  4: { kind: 'switch-disconnect', source: 'rdp' },
  5: { kind: 'logon' },
  6: { kind: 'logoff' },
  7: { kind: 'lock' },
  8: { kind: 'unlock' },
};

/** A connect or disconnect names its own source; for the other codes it is where the session is used from. */
export function wtsMeaning(event: number, source: SessionSource): { kind: SessionEventKind; source: SessionSource } | undefined {
  const meaning = meanings[event];
  return meaning && { kind: meaning.kind, source: meaning.source ?? source };
}

/** PBT_* codes of a service's power control. */
export const powerSuspend = 4;
/** After a wake by a person. */
export const powerResumeSuspend = 7;
/** After every wake; the one above follows when a person did it. */
export const powerResumeAutomatic = 18;
