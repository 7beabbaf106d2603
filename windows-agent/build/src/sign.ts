import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { work } from './places.ts';
import { openssl, osslsigncode } from './programs.ts';
import { run } from './run.ts';

/** Puts an Authenticode signature on files, in place. */
export interface Signer {
  sign(file: string): Promise<void>;
  /** PEM of the authority to verify with; undefined where only Windows can verify. */
  readonly authority?: string;
  /** Stands in stamps: files signed by another signer are made anew. */
  readonly name: string;
  /** Command line with which makensis signs the uninstaller while it builds; `%1` is the file. */
  readonly forNsis: string;
}

const signScript = join(import.meta.dirname, '..', 'sign-file.ts');

/** Authority and certificate of this machine's own builds; they are worth nothing elsewhere. */
const testCertificate = async (): Promise<{ pkcs12: string; authority: string }> => {
  const folder = join(work, 'test-certificate');
  const at = (name: string): string => join(folder, name);
  if (!existsSync(at('ready'))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const ssl = await openssl();
    const make = (...args: string[]): Promise<string> => run(ssl, args, { cwd: folder });
    await make('req', '-x509', '-newkey', 'rsa:3072', '-nodes', '-days', '3650', '-subj', '/CN=Genkan test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
    await make('req', '-newkey', 'rsa:3072', '-nodes', '-subj', '/CN=Genkan test build', '-keyout', 'cs.key', '-out', 'cs.csr');
    await run('sh', ['-c', 'printf "extendedKeyUsage=codeSigning\\nkeyUsage=digitalSignature\\n" > cs.ext'], { cwd: folder });
    await make('x509', '-req', '-in', 'cs.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650', '-extfile', 'cs.ext', '-out', 'cs.pem');
    await make('pkcs12', '-export', '-inkey', 'cs.key', '-in', 'cs.pem', '-certfile', 'ca.pem', '-passout', 'pass:', '-out', 'cs.p12');
    await make('version', '-v').then(() => run('touch', ['ready'], { cwd: folder }));
  }
  return { pkcs12: at('cs.p12'), authority: at('ca.pem') };
};

/**
 * GENKAN_SIGN_COMMAND is the port for a real certificate (HSM, PKCS#11, signing service): a program that is called with the
 * file as its only argument and signs it in place, with a timestamp. Without it the build signs with a test authority.
 */
export const createSigner = async (): Promise<Signer> => {
  const forNsis = `"${process.execPath}" --disable-warning=ExperimentalWarning "${signScript}" "%1"`;
  const command = process.env['GENKAN_SIGN_COMMAND'];
  if (command !== undefined) return { name: command, forNsis, sign: async (file) => void (await run(command, [file])) };
  const { pkcs12, authority } = await testCertificate();
  const program = await osslsigncode();
  return {
    name: 'test authority',
    authority,
    forNsis,
    async sign(file) {
      const signed = `${file}.signed`;
      await rm(signed, { force: true });
      await run(program, ['sign', '-h', 'sha256', '-pkcs12', pkcs12, '-pass', '', '-n', 'Genkan', '-in', file, '-out', signed]);
      await rename(signed, file);
    },
  };
};
