import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { debianCommand } from '@genkan/local-stack';

const execute = promisify(execFile);

const packages: Readonly<Record<string, readonly string[]>> = { oathtool: ['oathtool'], zbarimg: ['zbar-tools'] };

export const installProofs = async (): Promise<void> => {
  for (const [name, from] of Object.entries(packages)) await debianCommand(name, from, console.log);
};

const output = async (name: keyof typeof packages, args: readonly string[]): Promise<string> => {
  const { path, env } = await debianCommand(name, packages[name]!, console.log);
  return (await execute(path, args, { env: { ...process.env, ...env }, timeout: 30_000 })).stdout.trim();
};

/** A code of RFC 6238 by oathtool, `stepsAgo` time steps before now. */
export const oathtool = (base32: string, stepsAgo = 0): Promise<string> => output('oathtool', ['--totp', '-b', '-N', `${stepsAgo * 30} seconds ago`, base32]);

/** Waits until the present time step has `ms` left, so that a code does not grow old on its way. */
export const roomInStep = async (ms = 5_000): Promise<void> => {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < ms) await new Promise((resolve) => setTimeout(resolve, left));
};

/** Reads a QR code of `rows` (hex, leftmost module in the highest bit, separated by "/") as a phone's camera would. */
export const readQr = async (rows: string, modules: number, folder: string): Promise<string> => {
  const scale = 8;
  const lines = rows.split('/').map((row) => {
    const bits = [...Buffer.from(row, 'hex')].map((byte) => byte.toString(2).padStart(8, '0')).join('').slice(0, modules);
    return [...bits].map((bit) => `${bit} `.repeat(scale)).join('');
  });
  const file = join(folder, 'qr.pbm');
  await writeFile(file, `P1\n${modules * scale} ${lines.length * scale}\n${lines.flatMap((line) => Array<string>(scale).fill(line)).join('\n')}\n`);
  return output('zbarimg', ['-q', '--raw', file]);
};
