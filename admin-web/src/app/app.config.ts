import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, inject, isDevMode, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter, TitleStrategy, withComponentInputBinding } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { routes } from './app.routes';
import { csrfHeader } from './session/csrf-header';
import { Session } from './session/session';
import { TranslatedTitles } from './shared/translated-titles';
import { TranslationFiles } from './shared/translation-files';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding()),
    provideHttpClient(withInterceptors([csrfHeader])),
    provideTransloco({
      config: { availableLangs: ['ja', 'en'], defaultLang: 'ja', fallbackLang: 'en', reRenderOnLangChange: true, prodMode: !isDevMode() },
      loader: TranslationFiles,
    }),
    { provide: TitleStrategy, useClass: TranslatedTitles },
    provideAppInitializer(() => inject(Session).load()),
  ],
};
