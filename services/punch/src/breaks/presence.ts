import type { Observation } from '../business-day/observation.ts';

/** One Windows session that a person has in use, or left in use when the PC fell asleep. */
export interface OpenSession {
  readonly device: string;
  readonly session: number | null;
  readonly asleep: boolean;
}

/** Everything a person has open on all PCs at one moment: one timeline for one person. */
export type Presence = readonly OpenSession[];

export const nobody: Presence = [];

/** Whether the person is at work: at least one session on one PC is in use. */
export function isInUse(presence: Presence): boolean {
  for (const { asleep } of presence) if (!asleep) return true;
  return false;
}

/**
 * The presence after an observation. A sleep suspends what was in use and a resume brings back only
 * that: it opens nothing that was locked or left before, and a PC that wakes by itself is no person.
 */
export function observe(presence: Presence, observation: Observation): Presence {
  switch (observation.kind) {
    case 'logon':
    case 'unlock':
    case 'switch-connect':
      return begin(presence, observation);
    case 'logoff':
    case 'lock':
    case 'switch-disconnect':
    case 'shutdown':
      return presence.some((open) => concerns(observation, open))
        ? presence.filter((open) => !concerns(observation, open))
        : presence;
    case 'sleep':
      return presence.map((open) => (concerns(observation, open) ? { ...open, asleep: true } : open));
    case 'resume':
      return presence.map((open) => (concerns(observation, open) ? { ...open, asleep: false } : open));
  }
}

function begin(presence: Presence, { device, session }: Observation): Presence {
  const opened: OpenSession = { device, session, asleep: false };
  const known = presence.find((open) => open.device === device && open.session === session);
  if (known === undefined) return [...presence, opened];
  return known.asleep ? presence.map((open) => (open === known ? opened : open)) : presence;
}

/** What befalls a whole PC befalls every session of the person on it. */
function concerns({ device, session }: Observation, open: OpenSession): boolean {
  return open.device === device && (session === null || open.session === session);
}
