import { describe, expect, test } from '@jest/globals';
import { punchIdOf } from './punch-id.ts';

const identity = { companyId: 'company', userId: 'user', businessDay: '2026-04-06', kind: 'clock-in' as const };

describe('the id of a punch', () => {
  test('when the facts are the same, then so is the id, for ever', () => {
    expect(punchIdOf(identity)).toBe('7a62c22dda829b93213cf3db809f193c');
  });

  test('when one part takes from its neighbour, then the id is another', () => {
    const ids = [
      identity,
      { ...identity, companyId: 'companyu', userId: 'ser' },
      { ...identity, companyId: 'company4:', userId: 'user' },
      { ...identity, kind: 'break-start' as const },
      { ...identity, kind: 'break-start' as const, openingId: '' },
      { ...identity, kind: 'break-start' as const, openingId: 'event' },
      { ...identity, kind: 'break-end' as const, openingId: 'event' },
    ].map(punchIdOf);

    expect(new Set(ids).size).toBe(ids.length);
  });
});
