import type { LogFact } from './log-entry.ts';

/** Text as it is compared: full and half width alike, upper and lower case alike. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

/**
 * The six fields of the quick search in one text, one value a line. Labels of code words are not in it:
 * they belong to the console's languages and are looked up when somebody searches.
 */
export function foldedText(fact: LogFact): string {
  return fold(
    [
      fact.actor.name,
      fact.operation,
      fact.target?.name ?? '',
      fact.remark.key,
      ...Object.values(fact.remark.values),
      fact.ip,
      fact.clientVersion,
    ]
      .filter((value) => value !== '')
      .join('\n'),
  );
}
