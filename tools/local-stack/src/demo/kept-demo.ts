import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What provisioning must remember between two starts. */
export interface KeptDemo {
  /** Everything was set up once: what people changed since then stays as they left it. */
  readonly prepared?: boolean;
  readonly enrolmentToken?: { readonly token: string; readonly expiresAt: string };
}

const fileOf = (dataDir: string): string => join(dataDir, 'secrets', 'demo.json');

export const readKeptDemo = async (dataDir: string): Promise<KeptDemo> => {
  try {
    return JSON.parse(await readFile(fileOf(dataDir), 'utf8')) as KeptDemo;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
};

export const keepDemo = async (dataDir: string, kept: KeptDemo): Promise<void> => {
  const file = fileOf(dataDir);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(kept, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
};
