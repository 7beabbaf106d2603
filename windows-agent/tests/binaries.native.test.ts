import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { output, providerDll, windowsAgent } from '@genkan/windows-build';

const dump = async (file: string): Promise<string> => (await promisify(execFile)('x86_64-w64-mingw32-objdump', ['-p', file], { maxBuffer: 1 << 26 })).stdout;

/** What each program takes from Windows, and nothing else: the logon screen loads the DLL, so every library there is one more to trust. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  'genkan-host.exe': ['advapi32.dll', 'bcrypt.dll', 'crypt32.dll', 'kernel32.dll', 'msvcrt.dll', 'netapi32.dll', 'wtsapi32.dll'],
  'genkan-console.exe': ['advapi32.dll', 'credui.dll', 'kernel32.dll', 'msvcrt.dll', 'ole32.dll', 'secur32.dll', 'shell32.dll', 'user32.dll'],
  [providerDll()]: ['advapi32.dll', 'gdi32.dll', 'kernel32.dll', 'msvcrt.dll', 'ole32.dll', 'secur32.dll', 'user32.dll', 'wtsapi32.dll'],
};

describe.each(Object.keys(libraries))('%s', (name) => {
  const file = join(output, name);

  test('when Windows loads it, then it needs these libraries of Windows and no other', async () => {
    const imports = [...(await dump(file)).matchAll(/DLL Name: (\S+)/g)].map(([, library]) => library ?? '');
    expect(imports.map((library) => library.toLowerCase()).sort()).toEqual(libraries[name]);
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

test('when Windows looks into the DLL, then it finds what COM needs and the self-test, nothing that registers it past the self-test', async () => {
  const exported = [...(await dump(join(output, providerDll()))).matchAll(/^\t\[\s*\d+\](?: \+base\[\s*\d+\]\s+[0-9a-f]+)? ([A-Za-z]\w+)$/gm)].map(([, name]) => name);
  expect([...new Set(exported)].sort()).toEqual(['DllCanUnloadNow', 'DllGetClassObject', 'GenkanSelfTest']);
});

describe('the recovery page', () => {
  test.each(['ja', 'en'])('when it is followed in %s, then it names the keys of this very product', async (language) => {
    const page = await readFile(join(windowsAgent, 'installer', 'pages', `recovery-${language}.html`), 'utf8');
    const identity = await readFile(join(windowsAgent, 'host', 'provider_keys.h'), 'utf8');
    const known = new Set([...identity.matchAll(/\{7C1B5E0A-[0-9A-F-]+\}/gi)].map(([id]) => id.toUpperCase()));
    const named = new Set([...page.matchAll(/\{7C1B5E0A-[0-9A-F-]+\}/gi)].map(([id]) => id.toUpperCase()));
    expect(known.size).toBe(2);
    expect(named).toEqual(known);
  });
});
