/**
 * What a person typed of a code that was issued in Crockford's alphabet, as it was issued: case, spaces and dashes do not matter, and
 * look-alikes are taken for what they look like. Server and PC compare codes in this form.
 */
export function normalCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}
