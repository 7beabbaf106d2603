import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** A small JSON file that is either the old or the new one, never half. */
export interface JsonFile<T> {
  read(): T;
  write(value: T): void;
}

export function jsonFile<T>(path: string, schema: z.ZodType<T>, initial: () => T): JsonFile<T> {
  return {
    read() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return initial();
      }
      return schema.parse(JSON.parse(text));
    },
    write(value) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}
