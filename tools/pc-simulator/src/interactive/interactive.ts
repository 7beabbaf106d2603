import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CliOptions } from '../cli-options.ts';
import { startPc } from '../simulated-pc.ts';
import { verbs } from './verbs.ts';
import type { Text } from './verbs.ts';

const hello: Text = {
  ja: '番号を選んでください。q で終わります(PC の電源は切れ、ディスクは残ります)。',
  en: 'Choose a number; q ends (the power goes off, the disk stays).',
};
const offered: Text = { ja: '使えるアクティベーションコード', en: 'Activation codes to use' };

/** One PC for one person at the terminal, by the real time. */
export async function interactive(options: CliOptions, print: (text: string) => void): Promise<void> {
  const say = (text: Text) => print(text[options.language]);
  const pc = await startPc({
    gateway: options.gateway,
    dataDir: join(options.folder, options.pcName),
    pcName: options.pcName,
    ...(options.enrolmentToken === undefined ? {} : { enrolmentToken: options.enrolmentToken }),
  });
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Lines are taken one by one, so that a script can type ahead; the end of input means the end.
  const lines = terminal[Symbol.asyncIterator]();
  async function ask(text: string): Promise<string> {
    process.stdout.write(text);
    const line = await lines.next();
    return line.done === true ? 'q' : line.value.trim();
  }

  print(`${pc.name} → ${options.gateway}`);
  if (options.people.length > 0) {
    say(offered);
    for (const person of options.people.slice(0, 5)) print(`  ${person.windowsUser}: ${person.activationCode}`);
  }
  say(hello);
  try {
    for (;;) {
      print(verbs.map((verb, index) => `${index + 1} ${verb.text[options.language]}`).join('  '));
      const choice = await ask('> ');
      if (choice === 'q') return;
      const verb = verbs[Number(choice) - 1];
      if (verb === undefined) {
        say(hello);
        continue;
      }
      const answers: Record<string, string> = {};
      for (const question of verb.questions) answers[question.name] = await ask(`  ${question.text[options.language]}: `);
      try {
        say(await verb.run(pc, answers));
      } catch (error) {
        print(`! ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
  } finally {
    terminal.close();
    await pc.stop();
  }
}
