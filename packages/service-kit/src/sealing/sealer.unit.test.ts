import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { KeyProvider } from './key-provider.ts';
import { localFileKeyProvider, newSealingKeyFile } from './local-file-key-provider.ts';
import { createSealer, type Sealed } from './sealer.ts';

let folder: string;
let provider: KeyProvider;
const keyFile = async (text: string, mode = 0o600): Promise<string> => {
  const path = join(folder, `keys-${Math.random()}.json`);
  await writeFile(path, text);
  await chmod(path, mode);
  return path;
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genkan-sealing-'));
  provider = await localFileKeyProvider(await keyFile(newSealingKeyFile()));
});
afterAll(() => rm(folder, { recursive: true }));

describe('sealing', () => {
  test('when a secret is sealed, then it opens for the same owner, after a trip through JSON', async () => {
    const sealer = createSealer(provider);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string(), async (plain, aad) => {
        const sealed = JSON.parse(JSON.stringify(await sealer.seal(plain, aad))) as Sealed;
        expect(await sealer.open(sealed, aad)).toEqual(plain);
      }),
      { numRuns: 50 },
    );
  });

  test('when it is moved to another owner or changed in any member, then it does not open', async () => {
    const sealer = createSealer(provider);
    const sealed = await sealer.seal(Buffer.from('seed'), 'c|u|otp|1');
    const other = await sealer.seal(Buffer.from('other'), 'c|v|otp|1');
    await expect(sealer.open(sealed, 'c|v|otp|1')).rejects.toThrow();
    for (const member of ['wrapped', 'nonce', 'ciphertext', 'tag'] as const) {
      await expect(sealer.open({ ...sealed, [member]: other[member] }, 'c|u|otp|1')).rejects.toThrow();
    }
    await expect(sealer.open({ ...sealed, tag: sealed.tag.slice(0, 8) }, 'c|u|otp|1')).rejects.toThrow();
    await expect(sealer.open({ ...sealed, keyId: 'gone' }, 'c|u|otp|1')).rejects.toThrow();
  });

  test('when the same secret is sealed twice, then nothing of the two is alike', async () => {
    const sealer = createSealer(provider);
    const [one, two] = [await sealer.seal(Buffer.from('seed'), 'a'), await sealer.seal(Buffer.from('seed'), 'a')];
    for (const member of ['wrapped', 'nonce', 'ciphertext', 'tag'] as const) expect(one[member]).not.toBe(two[member]);
    expect(JSON.stringify(one)).not.toContain(Buffer.from('seed').toString('base64'));
  });

  test('when a data key was unwrapped, then it is kept for a minute and asked for again after', async () => {
    let asked = 0;
    let now = 0;
    const counting: KeyProvider = { wrap: (key) => provider.wrap(key), unwrap: (wrapped) => ((asked += 1), provider.unwrap(wrapped)) };
    const sealer = createSealer(counting, () => new Date(now));
    const sealed = await sealer.seal(Buffer.from('seed'), 'a');
    await sealer.open(sealed, 'a');
    await sealer.open(sealed, 'a');
    expect(asked).toBe(1);
    now = 60_001;
    await sealer.open(sealed, 'a');
    expect(asked).toBe(2);
  });

  test('when the key rotates, then old records open and new ones are under the new key', async () => {
    const first = JSON.parse(newSealingKeyFile('one')) as { keys: Record<string, string> };
    const second = JSON.parse(newSealingKeyFile('two')) as { keys: Record<string, string> };
    const before = createSealer(await localFileKeyProvider(await keyFile(JSON.stringify(first))));
    const after = createSealer(await localFileKeyProvider(await keyFile(JSON.stringify({ current: 'two', keys: { ...first.keys, ...second.keys } }))));
    const sealed = await before.seal(Buffer.from('seed'), 'a');
    expect(Buffer.from(await after.open(sealed, 'a')).toString()).toBe('seed');
    expect((await after.seal(Buffer.from('seed'), 'a')).keyId).toBe('two');
  });

  test.each<[string, string, number]>([
    ['is readable by others', newSealingKeyFile(), 0o644],
    ['is no JSON', 'secret-canary', 0o600],
    ['has a short key', JSON.stringify({ current: 'a', keys: { a: 'AAAA' } }), 0o600],
    ['names a key it does not have', JSON.stringify({ current: 'b', keys: { a: Buffer.alloc(32).toString('base64') } }), 0o600],
    ['has no keys', '{}', 0o600],
  ])('when the key file %s, then there is no provider and no word of the file in the error', async (_what, text, mode) => {
    const error = await localFileKeyProvider(await keyFile(text, mode)).then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).not.toContain('canary');
  });

  test('when there is no key file, then there is no provider', async () => {
    await expect(localFileKeyProvider(join(folder, 'absent'))).rejects.toThrow('ENOENT');
  });
});
