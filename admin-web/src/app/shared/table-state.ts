import { type HttpResourceRef } from '@angular/common/http';
import { computed, type Signal } from '@angular/core';
import { type Problem, problemOf } from './problem';

/**
 * A table is in exactly one of these states, so that no screen can show rows and an error at once.
 * `refreshing` keeps the old rows in view while new ones are on their way.
 */
export type TableState<Row> =
  | { kind: 'loading' }
  | { kind: 'error'; problem: Problem }
  | { kind: 'empty'; filtered: boolean }
  | { kind: 'ready'; rows: readonly Row[]; refreshing: boolean };

export function tableState<Page, Row>(
  resource: HttpResourceRef<Page | undefined>,
  rowsOf: (page: Page) => readonly Row[],
  isFiltered: () => boolean,
): Signal<TableState<Row>> {
  return computed(() => {
    const error = resource.error();
    if (error !== undefined) return { kind: 'error', problem: problemOf(error) };
    const page = resource.hasValue() ? resource.value() : undefined;
    if (page === undefined) return { kind: 'loading' };
    const rows = rowsOf(page);
    if (rows.length === 0 && !resource.isLoading()) return { kind: 'empty', filtered: isFiltered() };
    return { kind: 'ready', rows, refreshing: resource.isLoading() };
  });
}
