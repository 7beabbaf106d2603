import { h } from './dom.ts';
import { fill } from './language.ts';
import type { Page } from './page-model.ts';
import { button, card, list } from './parts.ts';
import { server } from './server.ts';

export function supportView(page: Page): HTMLElement[] {
  const { texts, busy } = page;
  const save = () =>
    page.act(async () => {
      const { name, blob } = await server.supportBundle();
      const url = URL.createObjectURL(blob);
      h('a', { href: url, download: name }).click();
      // The browser reads it after this turn.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      return fill(texts.supportDone, { name });
    });
  return [
    h('p', { class: 'lead' }, texts.supportIntro),
    card(
      texts.supportTitle,
      h('p', {}, texts.supportContent),
      list(texts.supportList),
      h('p', {}, texts.supportClean),
      h('div', { class: 'actions' }, button(page, 'primary', busy ? texts.supportMaking : texts.supportDo, save)),
    ),
  ];
}
