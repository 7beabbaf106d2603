import type { SelfTestStep } from '../self-test/self-test.ts';
import type { Language } from './language.ts';
import type { About, Offer, State } from './server.ts';
import type { Texts } from './text-ja.ts';

export type ViewName = 'state' | 'link' | 'otp' | 'test' | 'privacy' | 'support';

/** What a view shows and what it can do; everything that is on the page at one time. */
export interface Page {
  readonly texts: Texts;
  readonly language: Language;
  readonly about: About;
  /** undefined: could not be loaded. */
  readonly state: State | undefined;
  readonly offer: Offer | undefined;
  readonly test: readonly SelfTestStep[] | undefined;
  /** What was just done, or why it was not. */
  readonly notice: Notice | undefined;
  readonly busy: boolean;
  show(view: ViewName): void;
  setOffer(offer: Offer | undefined): void;
  setTest(steps: readonly SelfTestStep[]): void;
  /** Does something that takes time: buttons rest meanwhile, the state is read again, then `done` tells what to say. */
  act(work: () => Promise<string | Notice | undefined>): void;
  refuse(text: string): void;
}

export interface Notice {
  /** `attention`: it was done, and what came out wants to be looked at. */
  readonly kind: 'done' | 'attention' | 'not-done';
  readonly text: string;
}
