import { DestroyRef, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { ConfirmDialog, type ConfirmDialogData } from './confirm-dialog';
import { UnsavedEdits } from './unsaved-edits';

/** For the constructor of a screen: asks before its edits are lost, as long as the screen is shown. */
export function guardEdits(isEdited: () => boolean): void {
  const dialog = inject(MatDialog);
  const transloco = inject(TranslocoService);
  const words = (key: string): string => transloco.translate<string>(`edits.${key}`);
  const mayDiscard = async (): Promise<boolean> => {
    const data: ConfirmDialogData = { title: words('title'), text: words('text'), action: words('discard'), cancel: words('stay') };
    return (await firstValueFrom(dialog.open<ConfirmDialog, ConfirmDialogData, boolean>(ConfirmDialog, { data }).afterClosed())) === true;
  };
  inject(DestroyRef).onDestroy(inject(UnsavedEdits).watch({ isEdited, mayDiscard }));
}
