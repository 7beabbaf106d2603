import { h } from './dom.ts';
import { fill } from './language.ts';
import type { Page } from './page-model.ts';
import { button, card, field, form, notLoaded, rows, tieRows } from './parts.ts';
import { server } from './server.ts';

export function accountView(page: Page): HTMLElement[] {
  const { texts, state, about } = page;
  if (state === undefined) return notLoaded(page);
  const tie = rows([texts.windowsAccount, about.windowsAccount], ...tieRows(page, state));
  if (state.linked) {
    return [
      card(texts.linkTitle, h('p', {}, texts.linkedAlready), tie),
      card(texts.unlinkTitle, h('p', {}, texts.unlinkText), h('div', { class: 'actions' }, button(page, 'danger', page.busy ? texts.unlinking : texts.unlinkDo, () => askToUnlink(page)))),
    ];
  }
  const input = field({
    name: 'activation-code', label: texts.activationCode, hint: texts.activationHint, invalid: page.notice?.kind === 'not-done',
    attributes: { maxlength: '40', class: 'code' },
  });
  return [
    card(
      texts.linkTitle,
      h('p', {}, texts.linkIntro),
      tie,
      form(page, page.busy ? texts.linking : texts.linkDo, (valueOf) => link(page, valueOf('activation-code')), input),
    ),
  ];
}

function link(page: Page, typed: string): void {
  const { texts } = page;
  const code = typed.replace(/\s/g, '').normalize('NFKC');
  if (code === '') return page.refuse(texts.codeMissing);
  page.act(async () => {
    const { displayName, employeeCode } = await server.link(code);
    return fill(texts.linkedNow, { name: displayName, code: employeeCode });
  });
}

function askToUnlink(page: Page): void {
  const { texts, about, state } = page;
  // A password alone must not end what makes it not enough.
  const code = state?.otpRegistered === true ? field({ name: 'unlink-code', label: texts.unlinkCode, hint: texts.unlinkCodeHint, invalid: false, attributes: { inputmode: 'numeric', maxlength: '7', class: 'code short' } }) : undefined;
  const unlink = (): void => {
    const typed = code?.querySelector('input')?.value.normalize('NFKC').replace(/\s/g, '');
    dialog.close();
    if (typed !== undefined && !/^\d{6}$/.test(typed)) return page.refuse(texts.otpCodeMissing);
    page.act(async () => {
      await server.unlink(typed);
      return texts.unlinkedNow;
    });
  };
  const dialog = h(
    'dialog', { 'aria-labelledby': 'ask-title', 'aria-describedby': 'ask-text', close: () => dialog.remove() },
    h('h2', { id: 'ask-title' }, texts.unlinkAsk),
    h('p', { id: 'ask-text' }, fill(texts.unlinkAskText, { account: about.windowsAccount })),
    code ?? '',
    h(
      'div', { class: 'actions' },
      h('button', { type: 'button', class: 'quiet', autofocus: code === undefined, click: () => dialog.close() }, texts.cancel),
      h('button', { type: 'button', class: 'danger', click: unlink }, texts.unlinkYes),
    ),
  ) as HTMLDialogElement;
  document.body.append(dialog);
  dialog.showModal();
}
