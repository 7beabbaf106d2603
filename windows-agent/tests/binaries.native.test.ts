import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { output, providerDll } from '@genkan/windows-build';

const dump = async (file: string): Promise<string> => (await promisify(execFile)('x86_64-w64-mingw32-objdump', ['-p', file], { maxBuffer: 1 << 26 })).stdout;

/** Libraries that every supported Windows has. */
const ofWindows = /^(KERNEL32|ADVAPI32|USER32|GDI32|SHELL32|SHLWAPI|ole32|OLEAUT32|Secur32|credui|CRYPT32|bcrypt|NETAPI32|USERENV|WINHTTP|WTSAPI32|msvcrt|ntdll|RPCRT4)\.dll$/i;

describe.each(['genkan-host.exe', 'genkan-console.exe', providerDll()])('%s', (name) => {
  const file = join(output, name);

  test('when Windows loads it, then it needs nothing but Windows', async () => {
    const imports = [...(await dump(file)).matchAll(/DLL Name: (\S+)/g)].map(([, library]) => library ?? '');
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((library) => !ofWindows.test(library))).toEqual([]);
  });

  test('when it is attacked through memory, then addresses are random and data does not run', async () => {
    const characteristics = /DllCharacteristics\s+([0-9a-f]+)/.exec(await dump(file))?.[1] ?? '0';
    // High-entropy addresses, relocatable, no execution of data.
    expect(Number.parseInt(characteristics, 16) & 0x160).toBe(0x160);
  });

  test('when it is delivered, then it knows no test control', async () => {
    const bytes = await readFile(file);
    for (const word of ['AllowedImage', 'FakePackage', 'Genkan\\Test']) {
      expect({ word, found: bytes.includes(Buffer.from(word)) || bytes.includes(Buffer.from(word, 'utf16le')) }).toEqual({ word, found: false });
    }
  });
});
