import { h } from './dom.ts';
import { fill } from './language.ts';
import type { Page } from './page-model.ts';
import { badge, button, card, notLoaded, rows, tieRows } from './parts.ts';
import type { State } from './server.ts';

/** A smaller error of the clock is nothing to tell a person, in milliseconds. */
const tellClockMs = 2_000;

export function stateView(page: Page): HTMLElement[] {
  const { texts, state, about } = page;
  if (state === undefined) return notLoaded(page);
  return [
    nextStep(page, state),
    card(
      texts.stateAccount,
      rows(
        [texts.windowsAccount, about.windowsAccount],
        [texts.company, state.companyName === '' ? '—' : state.companyName],
        ...tieRows(page, state),
        [texts.otp, state.otpRegistered ? badge('good', texts.registered) : badge('open', texts.notRegistered)],
      ),
    ),
    card(
      texts.stateAgent,
      rows(
        [texts.pcName, about.pcName],
        [texts.enrolment, enrolment(page, state)],
        [texts.queue, state.queued === 0 ? texts.queueNone : fill(texts.queueSome, { n: state.queued })],
        ...(state.rejected === 0 ? [] : [[texts.parked, badge('bad', fill(texts.parkedSome, { n: state.rejected }))] as const]),
        [texts.clock, clock(page, state)],
        [texts.policy, policyAge(page, state)],
        [texts.server, about.server],
        [texts.version, state.clientVersion],
      ),
      h('div', { class: 'actions' }, button(page, 'quiet', texts.refresh, () => page.act(() => Promise.resolve(undefined)))),
    ),
  ];
}

function nextStep(page: Page, state: State): HTMLElement {
  const { texts } = page;
  const step = (kind: string, title: string, text: string, ...actions: HTMLElement[]) =>
    h('section', { class: `next ${kind}` }, h('div', {}, h('h2', {}, title), h('p', {}, text)), h('div', { class: 'actions' }, actions));
  if (state.enrolment !== 'enrolled') {
    const text = state.enrolment === 'refused' ? texts.nextEnrolRefused : texts.nextEnrolText;
    return step('open', texts.nextEnrolTitle, text, button(page, 'primary', texts.goTest, () => page.show('test')));
  }
  if (!state.linked) return step('open', texts.nextLinkTitle, texts.nextLinkText, button(page, 'primary', texts.goLink, () => page.show('link')));
  if (!state.otpRegistered) return step('open', texts.nextOtpTitle, texts.nextOtpText, button(page, 'primary', texts.goOtp, () => page.show('otp')));
  return step('good', texts.readyTitle, texts.readyText);
}

function enrolment({ texts }: Page, { enrolment: word }: State): HTMLElement {
  switch (word) {
    case 'enrolled': return badge('good', texts.enrolled);
    case 'no-token': return badge('open', texts.enrolmentNoToken);
    case 'trying': return badge('open', texts.enrolmentTrying);
    case 'refused': return badge('bad', texts.enrolmentRefused);
    default: return word satisfies never;
  }
}

function clock({ texts }: Page, { clockOffsetMs }: State): string {
  if (Math.abs(clockOffsetMs) < tellClockMs) return texts.clockRight;
  // The offset is what must be added to the PC's clock.
  return fill(clockOffsetMs < 0 ? texts.clockAhead : texts.clockBehind, { s: Math.round(Math.abs(clockOffsetMs) / 1_000) });
}

function policyAge({ texts }: Page, { policyAgeSeconds: seconds }: State): string {
  if (seconds < 0) return texts.policyNever;
  if (seconds < 60) return texts.policyJustNow;
  return seconds < 7_200 ? fill(texts.policyMinutes, { n: Math.round(seconds / 60) }) : fill(texts.policyHours, { n: Math.round(seconds / 3_600) });
}
