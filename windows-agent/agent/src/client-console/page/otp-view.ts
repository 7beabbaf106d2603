import { h } from './dom.ts';
import { fill } from './language.ts';
import type { Page } from './page-model.ts';
import { badge, button, card, field, form, notLoaded, rows } from './parts.ts';
import { qrPicture } from './qr-picture.ts';
import { server } from './server.ts';
import type { Offer } from './server.ts';

export function otpView(page: Page): HTMLElement[] {
  const { texts, state, offer } = page;
  if (state === undefined) return notLoaded(page);
  if (offer !== undefined) return registration(page, offer);
  const status = rows([texts.otp, state.otpRegistered ? badge('good', texts.registered) : badge('open', texts.notRegistered)]);
  if (state.otpRegistered) return [card(texts.otpTitle, status, h('p', {}, texts.otpRegisteredText))];
  const action = state.linked
    ? button(page, 'primary', page.busy ? texts.otpStarting : texts.otpStart, () => start(page))
    : button(page, 'primary', texts.goLink, () => page.show('link'));
  return [card(texts.otpTitle, h('p', {}, texts.otpIntro), status, state.linked ? '' : h('p', {}, texts.otpNeedsLink), h('div', { class: 'actions' }, action))];
}

function start(page: Page): void {
  page.act(async () => {
    page.setOffer(await server.startRegistration());
    return undefined;
  });
}

function registration(page: Page, offer: Offer): HTMLElement[] {
  const { texts } = page;
  const until = new Date(offer.expiresAt).toLocaleTimeString(page.language, { hour: '2-digit', minute: '2-digit' });
  const key = offer.secret.match(/.{1,4}/g)?.join(' ') ?? '';
  return [
    card(
      `1. ${texts.otpScan}`,
      h('p', { class: 'caution' }, texts.otpOnce),
      h('div', { class: 'offer' }, qrPicture(offer.qr, offer.qrSize, texts.otpQr)),
      h('details', {}, h('summary', {}, texts.otpKeyShow), h('p', {}, texts.otpKeyText), h('p', {}, h('code', { class: 'key', 'aria-label': texts.otpKey }, key))),
      h('p', { class: 'hint' }, fill(texts.otpUntil, { time: until })),
    ),
    card(
      `2. ${texts.otpConfirm}`,
      form(
        page,
        page.busy ? texts.otpConfirming : texts.otpConfirmDo,
        (valueOf) => confirm(page, offer, valueOf('otp-code')),
        field({ name: 'otp-code', label: texts.otpCode, invalid: page.notice?.kind === 'not-done', attributes: { inputmode: 'numeric', maxlength: '7', class: 'code short' } }),
      ),
    ),
  ];
}

function confirm(page: Page, offer: Offer, typed: string): void {
  const { texts } = page;
  const code = typed.normalize('NFKC').replace(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return page.refuse(texts.otpCodeMissing);
  page.act(async () => {
    await server.confirmRegistration(offer.registrationId, code);
    page.setOffer(undefined);
    return texts.otpDone;
  });
}
