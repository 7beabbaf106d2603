import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { words } from './words.ts';

interface Translations {
  readonly operations: Record<string, string>;
  readonly remarks: Record<string, string>;
  readonly values: Record<string, string>;
}

const shownBy = (language: 'ja' | 'en'): Translations =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../../admin-web/public/i18n/${language}.json`), 'utf8')) as Translations;

describe('what the quick search finds', () => {
  test.each(['ja', 'en'] as const)('when the console shows a code word in %s, then the search knows the same label', (language) => {
    const { operations, remarks, values } = shownBy(language);
    const shown = { ...values, ...remarks, ...operations };
    const known = Object.fromEntries(Object.entries(words).map(([word, label]) => [word, label[language]]));
    expect(Object.fromEntries(Object.keys(known).map((word) => [word, shown[word]]))).toEqual(known);
  });
});
