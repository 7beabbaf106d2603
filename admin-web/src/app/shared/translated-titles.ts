import { Injectable, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { type RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import type { Subscription } from 'rxjs';

/** A route's `title` is a translation key; the document's title follows the language. */
@Injectable({ providedIn: 'root' })
export class TranslatedTitles extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);
  private shown?: Subscription;

  override updateTitle(state: RouterStateSnapshot): void {
    const key = this.buildTitle(state);
    this.shown?.unsubscribe();
    this.shown = this.transloco.selectTranslate<string>(key ?? 'app.name').subscribe((text) => {
      this.title.setTitle(key ? `${text} | Genkan` : text);
    });
  }
}
