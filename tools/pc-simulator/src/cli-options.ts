import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { People } from './live/live-state.ts';
import type { Person } from './live/live-state.ts';

export const usage = `npm run pc -- [live] [options]

  (no command)          sit down at one simulated PC and choose what to do
  live                  several PCs live working days by themselves

  --stack <file>        addresses and enrolment token of the running stack (default .genkan/stack.json)
  --gateway <url>       instead of the stack's
  --token <token>       enrolment token instead of the stack's
  --people <file>       JSON [{userId, employeeCode, activationCode, windowsUser}] (default people.json beside the stack file)
  --data <folder>       where the PCs' disks are kept (default pcs beside the stack file)
  --name <name>         interactive: name of the PC (default PC-DEMO)
  --language <ja|en>    interactive (default: by LANG, else ja)
  --pcs <n>             live: how many of the people (default all)
  --speed <n>           live: simulated seconds per second while behind the real time (default 60)
  --from <YYYY-MM-DD>   live: first day (default: the last working day before today)
`;

export interface CliOptions {
  readonly command: 'interactive' | 'live';
  readonly gateway: string;
  readonly enrolmentToken: string | undefined;
  readonly people: readonly Person[];
  readonly folder: string;
  readonly pcName: string;
  readonly language: 'ja' | 'en';
  readonly speed: number;
  readonly from: string | undefined;
}

/** Something on the command line that cannot be done; the message is for the person. */
export class BadUsage extends Error {}

const Stack = z.looseObject({ gateway: z.url(), enrolmentToken: z.string().optional() });

export function readCliOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): CliOptions {
  const { values, positionals } = parse(args);
  const command = positionals[0] ?? 'interactive';
  if ((command !== 'live' && command !== 'interactive') || positionals.length > 1) throw new BadUsage(`Unknown command ${positionals.join(' ')}.`);
  const stackFile = values.stack ?? '.genkan/stack.json';
  const stack = existsSync(stackFile) ? Stack.parse(readJson(stackFile)) : undefined;
  const gateway = values.gateway ?? stack?.gateway;
  if (gateway === undefined) throw new BadUsage(`There is no ${stackFile}; start the stack first (npm start) or give --gateway.`);
  const peopleFile = values.people ?? join(dirname(stackFile), 'people.json');
  const people = existsSync(peopleFile) ? People.parse(readJson(peopleFile)) : [];
  if (command === 'live' && people.length === 0) throw new BadUsage(`There are no people in ${peopleFile}.`);
  return {
    command,
    gateway,
    enrolmentToken: values.token ?? stack?.enrolmentToken,
    people: people.slice(0, values.pcs === undefined ? people.length : positive('pcs', values.pcs)),
    folder: values.data ?? join(dirname(stackFile), 'pcs'),
    pcName: values.name ?? 'PC-DEMO',
    language: languageOf(values.language ?? env['LANG']),
    speed: positive('speed', values.speed ?? '60'),
    from: values.from === undefined ? undefined : dateOf(values.from),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        stack: text, gateway: text, token: text, people: text, data: text,
        name: text, language: text, pcs: text, speed: text, from: text,
      },
    });
  } catch (error) {
    throw new BadUsage(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new BadUsage(`--${name} needs a number above 0.`);
  return value;
}

function dateOf(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) throw new BadUsage('--from needs a date as YYYY-MM-DD.');
  return text;
}

function languageOf(text: string | undefined): 'ja' | 'en' {
  return text?.startsWith('en') === true ? 'en' : 'ja';
}
