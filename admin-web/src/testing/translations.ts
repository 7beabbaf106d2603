import { TranslocoTestingModule } from '@jsverse/transloco';
import en from '../../public/i18n/en.json';
import ja from '../../public/i18n/ja.json';

export { en, ja };

/** The real translations, so that a spec sees what a person sees. */
export const translations = TranslocoTestingModule.forRoot({
  langs: { ja, en },
  translocoConfig: { availableLangs: ['ja', 'en'], defaultLang: 'ja', reRenderOnLangChange: true },
  preloadLangs: true,
});
