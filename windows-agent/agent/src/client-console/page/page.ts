import type { SelfTestStep } from '../self-test/self-test.ts';
import { accountView } from './account-view.ts';
import { announce, h } from './dom.ts';
import { fill, firstLanguage, rememberLanguage, textsOf } from './language.ts';
import type { Language } from './language.ts';
import { otpView } from './otp-view.ts';
import type { Notice, Page, ViewName } from './page-model.ts';
import { privacyView } from './privacy-view.ts';
import { notDoneText } from './reasons.ts';
import { closeSession, NotDone, openSession, server } from './server.ts';
import type { About, Offer, State } from './server.ts';
import { stateView } from './state-view.ts';
import { supportView } from './support-view.ts';
import { testView } from './test-view.ts';
import type { Texts } from './text-ja.ts';

const views: Readonly<Record<ViewName, { name: keyof Texts; draw: (page: Page) => HTMLElement[] }>> = {
  state: { name: 'navState', draw: stateView },
  link: { name: 'navLink', draw: accountView },
  otp: { name: 'navOtp', draw: otpView },
  test: { name: 'navTest', draw: testView },
  privacy: { name: 'navPrivacy', draw: privacyView },
  support: { name: 'navSupport', draw: supportView },
};

let language = firstLanguage();
let view: ViewName = 'state';
let about: About | undefined;
let state: State | undefined;
let offer: Offer | undefined;
let test: readonly SelfTestStep[] | undefined;
let notice: Notice | undefined;
let busy = false;
/** What stands in place of the page once its session is over. */
let over: 'closed' | 'ended' | undefined;

const app = document.getElementById('app') ?? document.body;
const live = h('div', { id: 'live', class: 'visually-hidden', role: 'status', 'aria-live': 'polite' });
const frame = h('div', { class: 'frame' });
app.append(frame, live);

function page(known: About): Page {
  return {
    texts: textsOf(language), language, about: known, state, offer, test, notice, busy,
    show,
    setOffer: (next) => void (offer = next),
    setTest: (steps) => void (test = steps),
    act: (work) => void act(work),
    refuse: (text) => tell({ kind: 'not-done', text }),
  };
}

function show(next: ViewName): void {
  view = next;
  notice = undefined;
  // A key that was shown once is not shown again by coming back.
  offer = undefined;
  draw();
  frame.querySelector<HTMLElement>('h1')?.focus();
}

function tell(next: Notice): void {
  notice = next;
  draw();
  announce(next.text);
  frame.querySelector<HTMLElement>(next.kind === 'not-done' ? '[aria-invalid], .notice' : '.notice')?.focus();
}

async function act(work: () => Promise<string | Notice | undefined>): Promise<void> {
  if (busy) return;
  busy = true;
  notice = undefined;
  draw();
  let next: Notice | undefined;
  try {
    const said = await work();
    next = typeof said === 'string' ? { kind: 'done', text: said } : said;
  } catch (error) {
    next = failure(error);
  }
  [state, about] = await Promise.all([server.state().catch(() => undefined), server.about().catch(() => about)]);
  busy = false;
  if (over === undefined && next !== undefined) tell(next);
  else draw();
}

function failure(error: unknown): Notice {
  const reason = error instanceof NotDone ? error.reason : 'internal';
  if (reason === 'session-ended' || reason === 'ticket-refused') over = 'ended';
  if (reason === 'registration-expired' || reason === 'registration-not-found') offer = undefined;
  return { kind: 'not-done', text: notDoneText(reason, language) };
}

function setLanguage(next: Language): void {
  language = next;
  notice = undefined;
  rememberLanguage(next);
  draw();
  frame.querySelector<HTMLElement>(`[lang="${next}"]`)?.focus();
}

function draw(): void {
  const texts = textsOf(language);
  document.documentElement.lang = language;
  const heading = over === undefined ? texts[views[view].name] : texts[over];
  document.title = `${String(heading)} - ${texts.title}`;
  const typed = new Map([...frame.querySelectorAll<HTMLInputElement>('input[name]')].map((input) => [input.name, input.value]));
  frame.replaceChildren(header(texts), over === undefined && about !== undefined ? body(texts, about) : ending(texts));
  // What somebody has typed stays while the page is drawn anew, for example in the other language.
  for (const input of frame.querySelectorAll<HTMLInputElement>('input[name]')) input.value = typed.get(input.name) ?? '';
  // A page that waits has no button to hold the focus; it goes to what is new.
  if (document.activeElement === document.body) frame.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
}

function header(texts: Texts): HTMLElement {
  const languageButton = (lang: Language, name: string) =>
    h('button', { type: 'button', class: 'language', lang, 'aria-pressed': String(lang === language), click: () => setLanguage(lang) }, name);
  return h(
    'header', { class: 'top' },
    h('div', { class: 'brand' }, h('span', { class: 'mark', 'aria-hidden': 'true' }), h('strong', {}, texts.product), h('span', { class: 'sub' }, texts.console)),
    h(
      'div', { class: 'end' },
      about !== undefined && h('span', { class: 'account', title: texts.windowsAccount }, about.windowsAccount),
      h('div', { role: 'group', 'aria-label': texts.language, class: 'languages' }, languageButton('ja', '日本語'), languageButton('en', 'English')),
      over === undefined && about !== undefined && h('button', { type: 'button', class: 'quiet', click: () => void close() }, texts.close),
    ),
  );
}

function body(texts: Texts, known: About): HTMLElement {
  const link = (name: ViewName) =>
    h('li', {}, h('button', { type: 'button', 'aria-current': name === view ? 'page' : undefined, click: () => show(name) }, String(texts[views[name].name])));
  return h(
    'div', { class: 'body' },
    h('nav', { 'aria-label': texts.menu }, h('ul', {}, (Object.keys(views) as ViewName[]).map(link))),
    h(
      'main', { 'aria-busy': String(busy) },
      h('h1', { tabindex: '-1' }, String(texts[views[view].name])),
      notice !== undefined && h('div', { class: `notice ${notice.kind}`, tabindex: '-1', role: notice.kind === 'not-done' ? 'alert' : undefined }, notice.text),
      views[view].draw(page(known)),
    ),
  );
}

function ending(texts: Texts): HTMLElement {
  if (over === undefined) return h('main', { class: 'alone' }, h('p', { class: 'loading' }, texts.loading));
  return h('main', { class: 'alone' }, h('h1', { tabindex: '-1' }, texts[over]), h('p', {}, texts[`${over}Text`]));
}

async function close(): Promise<void> {
  await closeSession();
  over = 'closed';
  offer = undefined;
  draw();
  frame.querySelector<HTMLElement>('h1')?.focus();
}

async function begin(): Promise<void> {
  const ticket = location.hash.slice(1);
  // The ticket is used up by what follows; nobody shall read it in the address bar or in the history.
  history.replaceState(null, '', '/');
  draw();
  try {
    about = await openSession(ticket);
    state = await server.state().catch(() => undefined);
  } catch (error) {
    const { text } = failure(error);
    if (over === undefined) over = 'ended';
    announce(text);
  }
  draw();
  announce(fill('{title}', { title: document.title }));
}

void begin();
