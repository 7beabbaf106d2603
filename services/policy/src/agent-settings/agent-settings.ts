import type { AgentPolicy } from '@genkan/logon-policy';

/** What a company decides for all of its PCs: how the logon screen is guarded, and whether a PC may keep passwords. */
export type AgentSettings = Pick<AgentPolicy, 'enforcement' | 'passwordKeeping'>;

/** A company begins by watching only: nobody is locked out by installing the agent, and no password is kept. */
export const defaultAgentSettings: AgentSettings = { enforcement: 'observe', passwordKeeping: { users: false, administrators: false } };

/** The change for the log, "before → after" in one line each; nothing when they are the same. */
export function settingsChange(before: AgentSettings, after: AgentSettings): Record<string, string> {
  const [from, to] = [settingsLine(before), settingsLine(after)];
  return from === to ? {} : { before: from, after: to };
}

function settingsLine({ enforcement, passwordKeeping }: AgentSettings): string {
  const kept = (['users', 'administrators'] as const).filter((who) => passwordKeeping[who]);
  return `${enforcement}, passwords: ${kept.length === 0 ? 'none' : kept.join('+')}`;
}
