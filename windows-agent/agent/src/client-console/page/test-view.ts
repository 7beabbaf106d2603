import type { SelfTestStep } from '../self-test/self-test.ts';
import { h } from './dom.ts';
import type { Language } from './language.ts';
import type { Notice, Page } from './page-model.ts';
import { badge, button, card } from './parts.ts';
import type { BadgeKind } from './parts.ts';
import { foundText, stepName } from './reasons.ts';
import { server } from './server.ts';
import type { Texts } from './text-ja.ts';

export function testView(page: Page): HTMLElement[] {
  const { texts, test, busy } = page;
  const run = () =>
    page.act(async () => {
      const { steps } = await server.selfTest();
      page.setTest(steps);
      return summary(steps, texts);
    });
  const label = busy ? texts.testing : test === undefined ? texts.testDo : texts.testAgain;
  const steps = test === undefined ? '' : h('ol', { class: 'steps' }, test.map((step) => stepLine(step, texts, page.language)));
  return [card(texts.testTitle, h('p', {}, texts.testIntro), h('div', { class: 'actions' }, button(page, 'primary', label, run)), steps, h('p', { class: 'hint' }, texts.proxyFixed))];
}

function summary(steps: readonly SelfTestStep[], texts: Texts): Notice {
  if (steps.some(({ outcome }) => outcome === 'failed')) return { kind: 'not-done', text: texts.testFailed };
  return steps.some(({ outcome }) => outcome === 'warning') ? { kind: 'attention', text: texts.testWarned } : { kind: 'done', text: texts.testAllOk };
}

function stepLine({ step, outcome, reason, detail }: SelfTestStep, texts: Texts, language: Language): HTMLElement {
  const { is, toDo } = foundText(reason, language);
  const looks: Readonly<Record<SelfTestStep['outcome'], readonly [BadgeKind, string]>> = {
    ok: ['good', texts.outcomeOk],
    warning: ['open', texts.outcomeWarning],
    failed: ['bad', texts.outcomeFailed],
    skipped: ['plain', texts.outcomeSkipped],
  };
  const [kind, word] = looks[outcome];
  return h(
    'li', { class: outcome },
    h('div', { class: 'step' }, h('strong', {}, stepName(step, language)), badge(kind, word)),
    h('p', {}, is, detail !== '' && h('span', { class: 'detail' }, detail)),
    outcome !== 'ok' && toDo !== undefined && h('p', { class: 'to-do' }, h('strong', {}, texts.whatToDo), ' ', toDo),
  );
}
