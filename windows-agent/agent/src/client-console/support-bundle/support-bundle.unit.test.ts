import { describe, expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { createLogger } from '../../log.ts';
import { scrubLogLine, scrubText } from './scrub.ts';
import { makeSupportBundle } from './support-bundle.ts';
import type { SupportMaterial } from './support-bundle.ts';

/** One of each kind of secret that this PC ever holds. */
const canaries = {
  password: 'Kanarienvogel-2026!',
  otpCode: '483920',
  activationCode: 'AB12-CD34-EF56-GH78',
  activationTyped: 'ab12cd34ef56gh78',
  otpauth: 'otpauth://totp/x:1001?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Genkan',
  otpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  enrolmentToken: 'gk_7Qm2vX9sLr4TzB8nK1wYc5HdJ3pF6aE0',
  sealedKey: '3082025c02010002818100c9f1b2a4d5e6f708',
  pem: '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQ\n-----END PRIVATE KEY-----',
  ticket: 'Bpj5CDoOnx_J9b8JNjdT2vNUfgpR3qGIfKqW9Dm-VyQ',
  proxyPassword: 'pr0xyPass',
};

const { password, otpCode, activationCode, activationTyped, otpauth, otpSecret, token, enrolmentToken, sealedKey, pem, ticket, proxyPassword } = canaries;
/** Ways in which a careless line could hold them. */
const carelessLines = [
  `password=${password}`, `Password: "${password}"`, `the password is ${password}`, `{"password":"${password}"}`, `{"level":"info","msg":"typed","password":"${password}"}`,
  `{"level":"info","msg":"typed","anything":"${password}"}`, `{"level":"info","msg":"odd","error":{"message":"bad","stack":"x","input":"${password}"}}`, `パスワードは${password}`,
  `code ${otpCode} was typed`, `otp=${otpCode}`, `{"msg":"check","code":"${otpCode}"}`, `code: 483 920`, `{"level":"info","msg":"checked ${otpCode}"}`,
  `link with ${activationCode}`, `activation ${activationTyped}`, `{"activationCode":"${activationCode}"}`,
  `offer ${otpauth}`, `secret ${otpSecret}`, `key JBSW Y3DP EHPK 3PXP`, `{"msg":"offer","uri":"${otpauth}"}`,
  `authorization: Bearer ${token}`, `got ${token} back`, `{"error":{"name":"Error","message":"refused ${token}","stack":"Error: ${token}"}}`,
  `token ${enrolmentToken}`, `file holds ${enrolmentToken}`, `sealed ${sealedKey}`, pem, `open http://127.0.0.1:4242/#${ticket}`, `via http://taro:${proxyPassword}@proxy.example:8080`,
];
const longest = (secret: string) => (secret === pem ? 'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQ' : secret);

const material = (changes: Partial<SupportMaterial> = {}): SupportMaterial => ({
  windowsSid: 'S-1-5-21-1-2-3-1001',
  config: { server: 'https://genkan.example', proxy: `http://taro:${proxyPassword}@proxy.example:8080`, dataFolder: 'C:\\ProgramData\\Genkan', enrolmentTokenFile: 'enrolment-token', madeUp: password },
  state: { enrolment: 'enrolled', companyName: '株式会社見本', queued: 0, deviceId: '397e18d0-a295-41dd-b911-16d1221c98e5' },
  selfTest: { at: '2026-11-24T00:00:00.000Z', steps: [{ step: 'tls', outcome: 'failed', reason: 'tls-failed', detail: `Bearer ${token}` }] },
  versions: { agent: '0.1.0' },
  rejected: [{ kind: 'lock', code: 'invalid-event' }],
  logs: [{ name: 'agent.log', text: carelessLines.join('\n') }, { name: 'host.log', text: `S-1-5-21-1-2-3-1001 S-1-5-21-1-2-3-1002 S-1-5-21-9-9-9-500 S-1-5-21-1-2-3-1002\r\n` }],
  ...changes,
});
const filesOf = (bytes: Uint8Array) => Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));

describe('a support bundle', () => {
  const files = filesOf(makeSupportBundle(material()));

  test.each(Object.entries(canaries))('when a %s was in log lines, settings or answers, then it is in no file', (_name, secret) => {
    for (const [name, content] of Object.entries(files)) expect({ name, found: content.includes(longest(secret)) }).toEqual({ name, found: false });
  });

  test('when a code or key was written in groups, then no group of it is left either', () => {
    const groups = [...activationCode.split('-'), 'JBSW', 'Y3DP', 'EHPK', '3PXP', '483', '920', 'Kanarienvogel'];
    for (const group of groups) expect({ group, found: (files['logs/agent.log'] ?? '').includes(group) }).toEqual({ group, found: false });
  });

  test('when the bundle is opened, then what support needs is there', () => {
    expect(Object.keys(files)).toEqual(['README.txt', 'config.json', 'state.json', 'self-test.json', 'versions.json', 'logs/agent.log', 'logs/host.log']);
    expect(JSON.parse(files['config.json'] ?? '')).toEqual({
      server: 'https://genkan.example', proxy: 'http://[redacted]@proxy.example:8080', dataFolder: 'C:\\ProgramData\\Genkan', enrolmentTokenFile: '[left out]', madeUp: '[left out]',
    });
    expect(JSON.parse(files['state.json'] ?? '')).toMatchObject({ companyName: '株式会社見本', deviceId: '397e18d0-a295-41dd-b911-16d1221c98e5', rejected: [{ kind: 'lock', code: 'invalid-event' }] });
    expect(JSON.parse(files['self-test.json'] ?? '')).toMatchObject({ at: '2026-11-24T00:00:00.000Z' });
  });

  test('when other people use the PC, then their SIDs are numbers, each always the same, and only one\'s own is told', () => {
    expect(files['logs/host.log']).toContain('S-1-5-21-1-2-3-1001 S-other-1 S-other-2 S-other-1');
  });

  test('when a lines of the agent is ordinary, then it stays as it is', () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'debug', write: (line) => void lines.push(line.trimEnd()), now: () => new Date('2026-11-24T00:00:00Z') });
    log.info('Enrolled', { deviceId: '397e18d0-a295-41dd-b911-16d1221c98e5', companyId: '01JDF1N0Y5K7' });
    log.warn('A code could not be judged', { checkId: '0b6c5a1e-6f3b-4d0a-9a3f-2f6f0f1f2f3f', why: 'ECONNREFUSED' });
    log.info('Events wait', { why: 'http-503', events: 200, waitMs: 59_999 });
    log.info('Agent started', { server: 'https://genkan.example:8443', pcName: 'PC01', simulated: false });
    for (const line of lines) expect(scrubLogLine(line)).toBe(line);
  });

  test('when the same PC is asked twice, then the bytes are the same', () => {
    expect(makeSupportBundle(material())).toEqual(makeSupportBundle(material()));
  });
});

test.each(['TLSv1.3 · Test CA · 2027-01-01', 'genkan.example:8443', '2026-11-24T09:00:00.123Z started', 'Windows 11 Pro 10.0.26100', 'http-503', 'C:\\Program Files\\Genkan\\genkan-agent.exe exited with 1'])(
  'when a text is harmless like "%s", then it stays', (text) => expect(scrubText(text)).toBe(text),
);
