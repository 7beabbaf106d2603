import { describe, expect, test } from '@jest/globals';
import { errorEntry, errorTable, type ErrorCode } from './error-table.ts';

describe('the error table', () => {
  test.each(Object.keys(errorTable) as ErrorCode[])('when %s is answered, then it has an error status and words in both languages', (code) => {
    const { status, title, advice } = errorEntry(code);
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    for (const text of [title, advice]) {
      expect(text.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
      expect(text.en).toMatch(/^[A-Z]/);
    }
  });
});
