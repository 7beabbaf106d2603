import { describe, expect, test } from '@jest/globals';
import { normalCode } from '@genkan/logon-policy';
import { hashOfCode, newActivationCode } from './activation-code.ts';

describe('an activation code', () => {
  test('when it is made, then it has four groups of unmistakable characters and never comes twice', () => {
    const codes = Array.from({ length: 1_000 }, newActivationCode);
    expect(new Set(codes).size).toBe(1_000);
    for (const code of codes) expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  test('when it is typed in lower case, with spaces or look-alikes, then it is the same code', () => {
    expect(normalCode(' 0o1i-LLab cd ')).toBe('001111ABCD');
    const code = newActivationCode();
    expect(hashOfCode(code.toLowerCase().replaceAll('-', ' '))).toBe(hashOfCode(code));
    expect(hashOfCode(code)).not.toContain(normalCode(code));
  });
});
