import { describe, expect, test } from '@jest/globals';
import { changeGroup, groupChanges, groupNameKey, newGroup } from './group.ts';
import type { GroupEntry } from './group.ts';
import { assign, groupOf, unassigned } from './membership.ts';

const entry: GroupEntry = { name: '開発', language: 'ja', timeZone: 'Asia/Tokyo', breakThresholdMinutes: null };
const at = new Date('2026-11-24T01:00:00Z');

describe('group', () => {
  test('when a group is new, then its members log on by password alone', () => {
    expect(newGroup('g', entry).methods).toEqual([{ first: 'password' }]);
  });

  test('when only the name changes, then the settings history stays', () => {
    const group = newGroup('g', entry);
    const changed = changeGroup(group, { ...entry, name: '研究' }, at);
    expect(changed.settings).toBe(group.settings);
    expect(groupChanges(group, changed)).toEqual({ name: '開発 → 研究' });
  });

  test('when the break threshold changes, then it holds from now and the old one for the days before', () => {
    const group = newGroup('g', entry);
    const changed = changeGroup(group, { ...entry, breakThresholdMinutes: 45 }, at);
    expect(changed.settings.map(({ effectiveFrom, value }) => [effectiveFrom, value.breakThresholdMinutes])).toEqual([
      [new Date(0), null],
      [at, 45],
    ]);
    expect(groupChanges(group, changed)).toEqual({ breakThresholdMinutes: '- → 45' });
  });

  test('when names differ in width, case or spaces only, then they are one name', () => {
    expect(groupNameKey(' ＧＲＯＵＰ　a ')).toBe(groupNameKey('group A'));
  });
});

describe('membership', () => {
  test('when a user is assigned, then he had no group before', () => {
    const membership = assign(unassigned('u'), 'g', at);
    expect(membership.periods).toEqual([
      { effectiveFrom: new Date(0), value: null },
      { effectiveFrom: at, value: 'g' },
    ]);
    expect(groupOf(membership)).toBe('g');
  });

  test('when he is there already, then nothing changes', () => {
    const membership = assign(unassigned('u'), 'g', at);
    expect(assign(membership, 'g', new Date(at.getTime() + 1))).toBe(membership);
  });
});
