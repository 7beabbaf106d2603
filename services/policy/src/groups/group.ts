import { methodWord, newGroupMethods } from '@genkan/logon-policy';
import type { LogonMethod } from '@genkan/logon-policy';
import { changeFrom, inForce, startHistory } from '../history/history.ts';
import type { History } from '../history/history.ts';
import type { Language } from '../company/company.ts';

/** Settings of a group that decide punches; their history is kept for days that are computed again. */
export interface GroupSettings {
  /** IANA name. */
  readonly timeZone: string;
  /** Shortest gap that becomes a break, in minutes; null: the company's value. */
  readonly breakThresholdMinutes: number | null;
}

/** What an administrator enters about a group. */
export interface GroupEntry extends GroupSettings {
  readonly name: string;
  readonly language: Language;
}

/** A set of users with common logon methods, language and time zone (domain 3.3). */
export interface Group {
  readonly groupId: string;
  readonly name: string;
  readonly language: Language;
  /** Alternatives of how members log on, in order; never empty. */
  readonly methods: readonly LogonMethod[];
  readonly settings: History<GroupSettings>;
}

export function newGroup(groupId: string, entry: GroupEntry): Group {
  const { name, language, timeZone, breakThresholdMinutes } = entry;
  return { groupId, name, language, methods: newGroupMethods, settings: startHistory({ timeZone, breakThresholdMinutes }) };
}

/** The group with what was entered; settings that decide punches hold from `at`. */
export function changeGroup(group: Group, entry: GroupEntry, at: Date): Group {
  const { name, language, timeZone, breakThresholdMinutes } = entry;
  return {
    ...group,
    name,
    language,
    settings: changeFrom(group.settings, at, { timeZone, breakThresholdMinutes }, sameSettings),
  };
}

/** What differs between two states of a group, for the log: `{ name: "旧 → 新" }`. Nothing: an empty object. */
export function groupChanges(before: Group, after: Group): Record<string, string> {
  const from = entryOf(before);
  const to = entryOf(after);
  const changes: Record<string, string> = {};
  for (const key of ['name', 'language', 'timeZone', 'breakThresholdMinutes'] as const) {
    if (from[key] !== to[key]) changes[key] = `${from[key] ?? '-'} → ${to[key] ?? '-'}`;
  }
  return changes;
}

export function entryOf(group: Group): GroupEntry {
  return { name: group.name, language: group.language, ...inForce(group.settings) };
}

/** Names that look alike are one name: two groups that nobody can tell apart are a trap in the user list. */
export function groupNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** The alternatives in one line, for the log: "password+otp, otp". */
export function methodsLine(methods: readonly LogonMethod[]): string {
  return methods.map(methodWord).join(', ');
}

function sameSettings(a: GroupSettings, b: GroupSettings): boolean {
  return a.timeZone === b.timeZone && a.breakThresholdMinutes === b.breakThresholdMinutes;
}
