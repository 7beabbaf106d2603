import { inject, Pipe, type PipeTransform } from '@angular/core';
import { DisplayLanguage } from './display-language';

/** Shows an instant (ISO 8601) in the reader's time zone: "2026/11/24 09:03:07". */
@Pipe({ name: 'moment', pure: false })
export class Moment implements PipeTransform {
  private readonly language = inject(DisplayLanguage);

  transform(instant: string | null): string {
    return instant === null ? '' : momentText(instant, this.language.current());
  }
}

export const momentText = (instant: string, language: string): string => formatterOf(language).format(new Date(instant));

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(language: string): Intl.DateTimeFormat {
  const known = formatters.get(language);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  });
  formatters.set(language, made);
  return made;
}
