import { describe, expect, test } from '@jest/globals';
import { defaultAgentSettings, settingsChange } from './agent-settings.ts';

describe('settingsChange', () => {
  test('when nothing changes, then there is nothing to log', () => {
    expect(settingsChange(defaultAgentSettings, { ...defaultAgentSettings })).toEqual({});
  });

  test('when the company begins to enforce and to keep passwords, then before and after are in words', () => {
    expect(settingsChange(defaultAgentSettings, { enforcement: 'enforce', passwordKeeping: { users: true, administrators: true } })).toEqual({
      before: 'observe, passwords: none',
      after: 'enforce, passwords: users+administrators',
    });
  });
});
