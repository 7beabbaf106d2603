import { h } from './dom.ts';
import type { Page } from './page-model.ts';
import { card, list } from './parts.ts';

export function privacyView({ texts, state }: Page): HTMLElement[] {
  // Unknown counts as kept: nobody shall be told less than what may happen.
  const keepsPassword = state?.keepsPassword ?? true;
  return [
    h('p', { class: 'lead' }, texts.privacyIntro),
    card(texts.privacyPurpose, list(texts.privacyPurposeText)),
    card(texts.privacyRecorded, list(texts.privacyRecordedText)),
    card(texts.privacyNotRecorded, list(keepsPassword ? texts.privacyNotRecordedText : [...texts.privacyNotRecordedText, texts.privacyNoPassword])),
    ...(keepsPassword ? [card(texts.privacyPassword, h('p', {}, texts.privacyPasswordText))] : []),
    card(texts.privacySeen, list(texts.privacySeenText), h('p', { class: 'hint' }, texts.privacyUntied), h('p', { class: 'hint' }, texts.privacyContact)),
  ];
}
