import { inject, Pipe, type PipeTransform } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { momentText } from '../shared/moment';
import type { LogEntry } from './log-entry';

const isInstant = (value: string): boolean => /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value));
/** A mark that is set says what its name says: `clockSuspect: true` is "clock-suspect". */
const wordOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The first of `keys` that is translated, else `fallback`. */
function firstOf(transloco: TranslocoService, keys: readonly string[], values: Record<string, string>, fallback: string): string {
  for (const key of keys) {
    const words = transloco.translate<string>(key, values);
    if (words !== key) return words;
  }
  return fallback;
}

/** 操作内容: the operation's name. */
@Pipe({ name: 'operationWords', pure: false })
export class OperationWords implements PipeTransform {
  private readonly transloco = inject(TranslocoService);

  transform(operation: string): string {
    return firstOf(this.transloco, [`operations.${operation}`], {}, operation);
  }
}

/** 備考: the remark, and whatever facts it carries that the sentence does not name. */
@Pipe({ name: 'remarkWords', pure: false })
export class RemarkWords implements PipeTransform {
  private readonly transloco = inject(TranslocoService);

  transform(entry: LogEntry): string {
    const { key, values } = entry.remark;
    const sentence = key === '' ? '' : firstOf(this.transloco, [`remarks.${entry.operation}.${key}`, `remarks.${key}`], values, key);
    const facts = Object.entries(values)
      .filter(([, value]) => value !== '' && !sentence.includes(value))
      .map(([name, value]) => {
        const label = firstOf(this.transloco, [`facts.${name}`], {}, name);
        const shown = isInstant(value) ? momentText(value, this.transloco.getActiveLang()) : firstOf(this.transloco, [`values.${value === 'true' ? wordOf(name) : value}`], {}, value);
        return `${label}: ${shown}`;
      });
    return [sentence, ...facts].filter(Boolean).join(' / ');
  }
}
