import type { MatDialog, MatDialogRef } from '@angular/material/dialog';
import { SecretDialog, type SecretDialogData } from '../shared/secret-dialog';
import type { BreakGlassCode, BreakGlassRequest } from './break-glass';
import type { BreakGlassCalls } from './break-glass-calls';

/** How long an unused code stays after it was seen, in milliseconds. */
const keptAfterViewMs = 24 * 3_600_000;

/** Shows the code of an approved request, which works once: only the button closes it, not a stray key or click. */
export function showCode(dialog: MatDialog, calls: BreakGlassCalls, request: BreakGlassRequest): MatDialogRef<SecretDialog> {
  const data: SecretDialogData = {
    titleKey: 'break-glass.title',
    textKey: 'break-glass.codeText',
    subject: request.pcName,
    issue: calls.code(request),
    secretOf: (shown) => (shown as BreakGlassCode).code,
    expiryOf: () => new Date(Date.now() + keptAfterViewMs).toISOString(),
  };
  return dialog.open(SecretDialog, { data, width: '36rem', disableClose: true });
}
