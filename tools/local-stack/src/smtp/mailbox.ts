import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Mail {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Mails that were caught, newest first; they survive a restart. */
export interface Mailbox {
  add(mail: Mail): Promise<void>;
  list(): readonly Mail[];
  clear(): Promise<void>;
}

const limit = 500;

const readMails = async (file: string): Promise<Mail[]> => {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.slice(-limit).map((line) => JSON.parse(line) as Mail);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

export const openMailbox = async (file: string): Promise<Mailbox> => {
  await mkdir(dirname(file), { recursive: true });
  let mails = (await readMails(file)).reverse();
  return {
    async add(mail) {
      await appendFile(file, `${JSON.stringify(mail)}\n`, { mode: 0o600 });
      mails = [mail, ...mails].slice(0, limit);
    },
    list: () => mails,
    async clear() {
      await rm(file, { force: true });
      mails = [];
    },
  };
};
