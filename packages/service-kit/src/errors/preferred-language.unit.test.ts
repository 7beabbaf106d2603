import { expect, test } from '@jest/globals';
import { preferredLanguage } from './problem-middleware.ts';

test.each([
  [undefined, 'ja'], ['', 'ja'], ['en', 'en'], ['en-US,en;q=0.9,ja;q=0.8', 'en'], ['ja,en-US;q=0.7', 'ja'], ['fr, en;q=0.5', 'en'], ['*', 'ja'], ['en;q=0', 'ja'],
] as const)('when Accept-Language is %s, then %s is spoken', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
