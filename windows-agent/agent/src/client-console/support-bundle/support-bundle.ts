import { strToU8, zipSync } from 'fflate';
import { createAccountMask, scrubLogLine, scrubText } from './scrub.ts';

/** What the bundle is made of, as it lies on this PC; everything goes through the scrubbing. */
export interface SupportMaterial {
  readonly windowsSid: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly state: Readonly<Record<string, unknown>>;
  readonly selfTest: object;
  readonly versions: Readonly<Record<string, string>>;
  /** What the host says about the logon screen of this PC; absent when it cannot tell. */
  readonly posture?: Readonly<Record<string, unknown>>;
  /** Parked events, newest first; the code words only. */
  readonly rejected: readonly { readonly kind: string; readonly code: string }[];
  readonly logs: readonly { readonly name: string; readonly text: string }[];
}

/** Settings that may be shown; a setting that is not here is named but not shown. */
const shownSettings: ReadonlySet<string> = new Set([
  'server', 'dataFolder', 'proxy', 'caFile', 'pcName', 'logLevel', 'policyRefreshSeconds', 'backOffBaseMs', 'backOffCapMs', 'logFolder',
]);

const readMe = `This file was made in the Genkan client console, for the support of your company or of Genkan.
このファイルは Genkan 管理コンソールで作成されました。社内のご担当者または Genkan のサポートにお渡しください。

- config.json: settings of this PC, without secrets / この PC の設定（秘密情報を除く）
- state.json, self-test.json, versions.json: state, connection test, versions / 状態・接続診断・バージョン
- logs/: newest log lines; passwords, codes, tokens and keys are taken out, other people's accounts are numbers
  最新のログ。パスワード、コード、トークン、鍵は取り除かれ、ほかの利用者のアカウントは番号に置き換えられています
`;

/** The bundle as a ZIP file. `at` goes into the names of nothing: equal material gives equal bytes. */
export function makeSupportBundle(material: SupportMaterial): Uint8Array {
  const mask = createAccountMask(material.windowsSid);
  const text = (content: string) => strToU8(mask(content));
  const json = (content: unknown) => text(`${JSON.stringify(content, null, 2)}\n`);
  const files: Record<string, Uint8Array> = {
    'README.txt': strToU8(readMe.replaceAll('\n', '\r\n')),
    'config.json': json(shownConfig(material.config)),
    'state.json': json(scrubbed({ ...material.state, rejected: material.rejected, posture: material.posture ?? null })),
    'self-test.json': json(scrubbed(material.selfTest)),
    'versions.json': json(material.versions),
  };
  for (const { name, text: log } of material.logs) {
    files[`logs/${name}`] = text(scrubLog(log));
  }
  return zipSync(files, { level: 6, mtime: '1980-01-01T00:00:00' });
}

function scrubLog(log: string): string {
  // A key in a text of several lines has its shape only while it is whole.
  return log
    .replace(/-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g, '[pem]')
    .split('\n')
    .map((line) => scrubLogLine(line.trimEnd()))
    .join('\n');
}

function shownConfig(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      if (!shownSettings.has(name)) return [name, '[left out]'];
      return [name, typeof value === 'string' ? withoutCredentials(value) : value];
    }),
  );
}

const withoutCredentials = (address: string) => address.replace(/(\/\/)[^/\s@]+@/g, '$1[redacted]@').replace(/[?#].*$/, '');

/** Every text in it, however deep, scrubbed; names stay. */
function scrubbed(value: unknown): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? value : scrubText(value);
  if (Array.isArray(value)) return value.map(scrubbed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, scrubbed(each)]));
}
