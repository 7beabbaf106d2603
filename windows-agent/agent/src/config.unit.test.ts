import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BadConfig, loadConfig } from './config.ts';
import { agentVersion } from './version.ts';

function file(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'agent-config-')), 'agent.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const good = { server: 'https://genkan.example.jp', dataFolder: 'data', pcName: 'PC01' };

describe('loadConfig', () => {
  test('when the file is good, then paths are relative to it and the rest has defaults', () => {
    const path = file(good);
    const config = loadConfig(['--config', path], {});
    expect(config).toMatchObject({ dataFolder: join(path, '../data'), proxy: 'system', logLevel: 'info', simulated: false });
    expect(loadConfig([], { GENKAN_AGENT_CONFIG: path, GENKAN_LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
  });

  test('when the server is plain http, then only a simulated PC may use it', () => {
    const path = file({ ...good, server: 'http://127.0.0.1:8080' });
    expect(() => loadConfig(['--config', path], {})).toThrow(BadConfig);
    expect(loadConfig(['--config', path, '--simulated'], {}).simulated).toBe(true);
  });

  test('when something is wrong, then every problem is told and no value repeated', () => {
    const path = file({ server: 'not-an-address', proxy: 'secret-proxy', logLevel: 'loud', extra: 1 });
    try {
      loadConfig(['--config', path], {});
      throw new Error('It was taken.');
    } catch (error) {
      const { problems } = error as BadConfig;
      expect(problems.length).toBeGreaterThanOrEqual(4);
      expect(problems.join()).not.toContain('secret-proxy');
    }
    for (const args of [[], ['--config', '/nowhere'], ['--config', file('{')], ['--unknown']]) expect(() => loadConfig(args, {})).toThrow(BadConfig);
  });
});

test('when the agent names its version, then it is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string };
  expect(agentVersion).toBe(version);
});
