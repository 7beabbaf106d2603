import { describe, expect, test } from '@jest/globals';
import { firstAdministratorRights, newcomerRights, normalRights, rightsChange } from './administrator.ts';

describe('rights of administrators', () => {
  test('when somebody gets all access, then a limit to divisions falls', () => {
    expect(normalRights({ level: 'all-access', serviceUse: true, divisions: ['1000'] }).divisions).toBeNull();
    expect(normalRights({ level: 'general', serviceUse: true, divisions: ['1000'] }).divisions).toEqual(['1000']);
  });

  test('when rights change, then before and after are told; when they do not, then nothing is', () => {
    expect(rightsChange(newcomerRights, firstAdministratorRights)).toEqual({ before: 'general, no-service-use', after: 'all-access, service-use' });
    expect(rightsChange(newcomerRights, { ...newcomerRights })).toBeUndefined();
    expect(rightsChange({ ...newcomerRights, divisions: ['2', '1'] }, { ...newcomerRights, divisions: ['1', '2'] })).toBeUndefined();
  });
});
