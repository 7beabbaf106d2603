import { inject, Pipe, type PipeTransform } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import type { Problem } from './problem';

/** A problem in words: the console's own, else the server's title. */
export function problemWords(transloco: TranslocoService, { code, title }: Problem): string {
  const key = `problems.${code}`;
  const words = transloco.translate<string>(key);
  return words !== key ? words : title || transloco.translate<string>('problems.internal');
}

@Pipe({ name: 'problemWords', pure: false })
export class ProblemWords implements PipeTransform {
  private readonly transloco = inject(TranslocoService);

  transform(problem: Problem): string {
    return problemWords(this.transloco, problem);
  }
}
