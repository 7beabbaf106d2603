import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

export type Language = 'ja' | 'en';

/** The language of the console: the company's until the administrator chooses another. */
@Injectable({ providedIn: 'root' })
export class DisplayLanguage {
  private readonly transloco = inject(TranslocoService);
  private readonly document = inject(DOCUMENT);
  private readonly chosen = signal<Language>('ja');

  readonly current = this.chosen.asReadonly();

  /** Takes the remembered choice, or else `suggested`. */
  begin(suggested: Language): void {
    const remembered = this.document.defaultView?.localStorage.getItem('genkan-language');
    this.apply(remembered === 'ja' || remembered === 'en' ? remembered : suggested);
  }

  choose(language: Language): void {
    this.document.defaultView?.localStorage.setItem('genkan-language', language);
    this.apply(language);
  }

  private apply(language: Language): void {
    this.chosen.set(language);
    this.transloco.setActiveLang(language);
    this.document.documentElement.lang = language;
  }
}
