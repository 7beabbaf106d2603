import { h } from './dom.ts';
import { fill } from './language.ts';
import type { Page } from './page-model.ts';
import type { State } from './server.ts';

/** Small pieces that more than one view is made of. */
export function card(title: string, ...children: Parameters<typeof h>[2][]): HTMLElement {
  return h('section', { class: 'card' }, h('h2', {}, title), ...children);
}

export type BadgeKind = 'good' | 'open' | 'bad' | 'plain';

/** The word alone carries the meaning; the colour only helps. */
export const badge = (kind: BadgeKind, text: string): HTMLElement => h('span', { class: `badge ${kind}` }, text);

type Row = readonly [string, HTMLElement | string];

export function rows(...pairs: readonly Row[]): HTMLElement {
  return h('dl', { class: 'rows' }, pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

/** Whether the account is tied, and to whom if this PC knows. */
export function tieRows({ texts, about }: Page, { linked }: State): Row[] {
  const tie: Row = [texts.tie, linked ? badge('good', texts.tied) : badge('open', texts.notTied)];
  if (!linked || about.tiedTo === undefined) return [tie];
  const { displayName: name, employeeCode: code } = about.tiedTo;
  return [tie, [texts.tiedTo, fill(texts.tiedToPerson, { name, code })]];
}

export function button(page: Page, kind: 'primary' | 'quiet' | 'danger', text: string, click: () => void): HTMLElement {
  return h('button', { type: 'button', class: kind, disabled: page.busy, click }, text);
}

export function field(given: { name: string; label: string; hint?: string; attributes?: Readonly<Record<string, string>>; invalid: boolean }): HTMLElement {
  const hintId = `${given.name}-hint`;
  return h(
    'div', { class: 'field' },
    h('label', { for: given.name }, given.label),
    h('input', {
      id: given.name, name: given.name, type: 'text', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false',
      'aria-describedby': given.hint === undefined ? undefined : hintId,
      'aria-invalid': given.invalid ? 'true' : undefined,
      ...given.attributes,
    }),
    given.hint !== undefined && h('p', { id: hintId, class: 'hint' }, given.hint),
  );
}

export function form(page: Page, submitText: string, submit: (valueOf: (name: string) => string) => void, ...children: readonly HTMLElement[]): HTMLElement {
  return h(
    'form', {
      novalidate: true,
      submit: (event) => {
        event.preventDefault();
        const form = event.target as HTMLFormElement;
        if (!page.busy) submit((name) => (form.elements.namedItem(name) as HTMLInputElement).value);
      },
    },
    children,
    h('button', { type: 'submit', class: 'primary', disabled: page.busy }, submitText),
  );
}

export const list = (items: readonly string[], kind = ''): HTMLElement => h('ul', { class: `list ${kind}` }, items.map((item) => h('li', {}, item)));

/** In place of what needs the state, when it could not be read. */
export function notLoaded(page: Page): HTMLElement[] {
  const { texts } = page;
  return [card(texts.notLoaded, button(page, 'primary', texts.retry, () => page.act(() => Promise.resolve(undefined))))];
}
