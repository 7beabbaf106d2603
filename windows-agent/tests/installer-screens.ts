// Plays the Japanese set-up as a person would and keeps what is on the screen in .genkan/screenshots. Run by hand:
//   node windows-agent/tests/installer-screens.ts
// Needs (from Debian) xvfb xdotool imagemagick fonts-noto-cjk locales, and the test set-up (build:windows tests).
import { execFile, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { debianCommand, debianFile } from '@genkan/local-stack';
import { root, testOutput } from '@genkan/windows-build';
import { startWine, type Wine } from './support/wine.ts';

const execute = promisify(execFile);
const display = ':97';
const folder = join(root, '.genkan', 'screenshots');
const say = (line: string): void => console.log(line);

const fontsOfWindows = ['Tahoma', 'MS Shell Dlg', 'MS Shell Dlg 2', 'MS UI Gothic', 'MS Gothic', 'Segoe UI', 'Meiryo UI'];

const japanese = async (): Promise<void> => {
  await debianFile('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', ['fonts-noto-cjk'], say);
  const { stdout } = await execute('locale', ['-a']);
  if (!/ja_JP\.utf-?8/i.test(stdout)) await execute('localedef', ['-i', 'ja_JP', '-f', 'UTF-8', 'ja_JP.UTF-8']);
};

const onScreen = async (): Promise<{ shoot(name: string): Promise<void>; press(...keys: string[]): Promise<void>; click(x: number, y: number): Promise<void>; type(text: string): Promise<void>; close(): void }> => {
  const [xvfb, xdotool, shot] = await Promise.all([debianCommand('Xvfb', ['xvfb'], say), debianCommand('xdotool', ['xdotool'], say), debianCommand('import', ['imagemagick'], say)]);
  const server = spawn(xvfb.path, [display, '-screen', '0', '800x600x24'], { stdio: 'ignore', env: { ...process.env, ...xvfb.env } });
  await pause(1_000);
  const env = { ...process.env, DISPLAY: display };
  const tool = (...args: string[]): Promise<unknown> => execute(xdotool.path, args, { env });
  return {
    async shoot(name) {
      await pause(1_500);
      await execute(shot.path, ['-window', 'root', join(folder, `${name}.png`)], { env });
      say(`  ${name}.png`);
    },
    async press(...keys) {
      await tool('key', ...keys);
    },
    // A quick click is lost on the boxes of the tree.
    async click(x, y) {
      await tool('mousemove', String(x), String(y));
      await tool('mousedown', '1');
      await pause(200);
      await tool('mouseup', '1');
    },
    async type(text) {
      await tool('type', '--delay', '20', text);
    },
    close: () => void server.kill(),
  };
};

await mkdir(folder, { recursive: true });
await japanese();
const screen = await onScreen();
let wine: Wine | undefined;
try {
  wine = await startWine({ display, locale: 'ja_JP.UTF-8' });
  for (const font of fontsOfWindows) await wine.run('reg', ['add', 'HKCU\\Software\\Wine\\Fonts\\Replacements', '/v', font, '/d', 'Noto Sans CJK JP', '/f']);
  await wine.run('reg', ['add', 'HKLM\\Software\\Genkan\\Test', '/v', 'FakePackage', '/t', 'REG_DWORD', '/d', '1', '/f']);
  const setup = await wine.start(`Z:${join(testOutput, 'GenkanSetupX64.exe').replaceAll('/', '\\')}`);
  await pause(5_000);
  await screen.shoot('setup-1-language');
  await screen.click(410, 365);
  await pause(2_000);
  await screen.shoot('setup-2-welcome');
  await screen.press('alt+n');
  await screen.shoot('setup-3-components');
  await screen.press('alt+n');
  await screen.shoot('setup-4-connection');
  await screen.press('alt+i');
  await screen.shoot('setup-5-server-missing');
  await screen.press('Return');
  await pause(500);
  await screen.click(400, 203);
  await screen.type('https://gateway.example.jp');
  await screen.press('Tab');
  await screen.type('enrolment-token-of-the-example');
  await screen.shoot('setup-6-filled');
  await screen.press('alt+i');
  await pause(10_000);
  await screen.shoot('setup-7-finish');
  // Untick the recovery page, which would open a browser; then go.
  await screen.press('alt+f');
  await pause(2_000);
  await wine.start('C:\\Program Files\\Genkan\\uninstall.exe');
  await pause(3_000);
  await screen.shoot('uninstall-1-confirm');
  setup.kill();
} finally {
  await wine?.remove();
  screen.close();
}
