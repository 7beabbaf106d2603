import { en } from './text-en.ts';
import { ja } from './text-ja.ts';
import type { Texts } from './text-ja.ts';

export type Language = 'ja' | 'en';

const texts: Readonly<Record<Language, Texts>> = { ja, en };
const chosenName = 'genkan-console-language';

export function firstLanguage(): Language {
  const chosen = sessionStorage.getItem(chosenName);
  if (chosen === 'ja' || chosen === 'en') return chosen;
  return navigator.language.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}

export function rememberLanguage(language: Language): void {
  sessionStorage.setItem(chosenName, language);
}

export const textsOf = (language: Language): Texts => texts[language];

/** Puts values into the `{places}` of a text. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
