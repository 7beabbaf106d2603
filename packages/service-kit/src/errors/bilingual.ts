/** A text in both display languages. */
export interface Bilingual {
  ja: string;
  en: string;
}
