import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonFile } from '../json-file.ts';

export interface WindowsUser {
  readonly name: string;
  readonly password: string;
  readonly windowsSid: string;
  /** As Windows names it: `PC01\taro`. */
  readonly windowsAccount: string;
}

/** What simulated Windows keeps on its disk: the local accounts and the key behind DPAPI. */
export interface WindowsDisk {
  /** The account of that name; made with `defaultPassword` when there is none. */
  user(name: string): WindowsUser;
  setPassword(name: string, password: string): void;
  seal(plain: Uint8Array): Uint8Array;
  /** Throws when it was not sealed here. */
  unseal(sealed: Uint8Array): Uint8Array;
}

/** Password of accounts that nobody gave another one. */
export const defaultPassword = 'Genkan-2026!';

const Disk = z.object({
  users: z.array(z.object({ name: z.string(), password: z.string(), windowsSid: z.string(), windowsAccount: z.string() })),
  sealingKey: z.string(),
});

const nonceBytes = 12;
const tagBytes = 16;

export function openWindowsDisk(folder: string, pcName: string): WindowsDisk {
  const file = jsonFile(join(folder, 'windows.json'), Disk, () => ({ users: [], sealingKey: randomBytes(32).toString('base64') }));
  const disk = file.read();
  file.write(disk);
  const key = Buffer.from(disk.sealingKey, 'base64');

  function user(name: string): WindowsUser {
    const known = disk.users.find((candidate) => candidate.name === name);
    if (known !== undefined) return known;
    const made = {
      name,
      password: defaultPassword,
      windowsSid: `${machineSid(folder, pcName)}-${1001 + disk.users.length}`,
      windowsAccount: `${pcName}\\${name}`,
    };
    disk.users.push(made);
    file.write(disk);
    return made;
  }

  return {
    user,
    setPassword(name, password) {
      const { windowsSid } = user(name);
      disk.users = disk.users.map((each) => (each.windowsSid === windowsSid ? { ...each, password } : each));
      file.write(disk);
    },
    seal(plain) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unseal(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes)), decipher.final()]);
    },
  };
}

/** Two PCs of the same name in different folders are different machines. */
function machineSid(folder: string, pcName: string): string {
  const digest = createHash('sha256').update(`${folder}\n${pcName}`).digest();
  return `S-1-5-21-${digest.readUInt32BE(0)}-${digest.readUInt32BE(4)}-${digest.readUInt32BE(8)}`;
}
