import { inject, Injectable } from '@angular/core';
import type { CanDeactivateFn } from '@angular/router';
import { Session } from '../session/session';

/** A screen whose edits would be lost by leaving it. */
export interface EditedScreen {
  isEdited(): boolean;
  /** Asks the person; true: the edits may go. */
  mayDiscard(): Promise<boolean>;
}

/** Knows the screen that is shown if it can hold edits, so that nothing leaves it without having asked. */
@Injectable({ providedIn: 'root' })
export class UnsavedEdits {
  private readonly session = inject(Session);
  private screen: EditedScreen | null = null;

  /** Until the function that this returns is called. */
  watch(screen: EditedScreen): () => void {
    // Leaving the page itself is asked about by the browser, in its own words.
    const warn = (event: BeforeUnloadEvent): void => {
      if (screen.isEdited()) event.preventDefault();
    };
    this.screen = screen;
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
      if (this.screen === screen) this.screen = null;
    };
  }

  async mayLeave(): Promise<boolean> {
    // Without a session nothing can be saved any more, so staying would keep nothing.
    if (this.screen === null || !this.screen.isEdited() || this.session.info() === null) return true;
    return this.screen.mayDiscard();
  }
}

export const keepEdits: CanDeactivateFn<unknown> = () => inject(UnsavedEdits).mayLeave();
