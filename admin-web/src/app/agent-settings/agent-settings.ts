import { z } from '../shared/shapes';

/** What a company decides for all of its PCs. */
export const AgentSettings = z.object({
  enforcement: z.enum(['observe', 'enforce']),
  passwordKeeping: z.object({ users: z.boolean(), administrators: z.boolean() }),
});
export type AgentSettings = z.infer<typeof AgentSettings>;
export type Enforcement = AgentSettings['enforcement'];

/** What a change begins and what can hurt, so that it is asked about first; ending it hurts nobody. */
export type Risk = 'enforce' | 'keepUsers' | 'keepAdministrators';

export function areSame(one: AgentSettings, other: AgentSettings): boolean {
  return (
    one.enforcement === other.enforcement &&
    one.passwordKeeping.users === other.passwordKeeping.users &&
    one.passwordKeeping.administrators === other.passwordKeeping.administrators
  );
}

export function withEnforcement(settings: AgentSettings, enforcement: Enforcement): AgentSettings {
  return { ...settings, enforcement };
}

/** Passwords of administrators are kept only where those of users are. */
export function withUsersKept(settings: AgentSettings, users: boolean): AgentSettings {
  return { ...settings, passwordKeeping: { users, administrators: users && settings.passwordKeeping.administrators } };
}

export function withAdministratorsKept(settings: AgentSettings, administrators: boolean): AgentSettings {
  const { users } = settings.passwordKeeping;
  return { ...settings, passwordKeeping: { users, administrators: users && administrators } };
}

export function risksOf(before: AgentSettings, after: AgentSettings): Risk[] {
  const begins: Readonly<Record<Risk, boolean>> = {
    enforce: before.enforcement === 'observe' && after.enforcement === 'enforce',
    keepUsers: !before.passwordKeeping.users && after.passwordKeeping.users,
    keepAdministrators: !before.passwordKeeping.administrators && after.passwordKeeping.administrators,
  };
  return (Object.keys(begins) as Risk[]).filter((risk) => begins[risk]);
}
