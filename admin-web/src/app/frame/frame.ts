import { Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Session } from '../session/session';
import { DisplayLanguage } from '../shared/display-language';
import { UnsavedEdits } from '../shared/unsaved-edits';

@Component({
  selector: 'app-frame',
  imports: [MatButtonModule, MatMenuModule, RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective],
  templateUrl: './frame.html',
  styleUrl: './frame.scss',
})
export class Frame {
  private readonly router = inject(Router);
  private readonly edits = inject(UnsavedEdits);
  protected readonly session = inject(Session);
  protected readonly language = inject(DisplayLanguage);
  private readonly all = ['users', 'devices', 'break-glass', 'agent-settings', 'log'] as const;
  /** Dual control is between all-access administrators; nobody else has anything to see there. */
  protected readonly sections = computed(() => this.all.filter((section) => section !== 'break-glass' || this.session.isAllAccess()));

  protected async logOut(): Promise<void> {
    if (!(await this.edits.mayLeave())) return;
    await this.session.logOut().catch(() => undefined); // the page leaves the session in any case
    await this.router.navigateByUrl('/logged-out');
  }
}
